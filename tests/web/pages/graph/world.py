"""A small company of items: a host with a cluster, a secret that technicians may not see."""

from __future__ import annotations

from steersman.domain.permissions import Rule
from tests.records.graph.world import World
from tests.web.office import Office

HOSTILE = '<script>alert("x")</script>'


def furnish(office: Office) -> World:
    """Technicians see everything but what is secret."""
    world = World(office.steersman.store)
    world.items("shop", criticality="1", ci_class="business_service")
    world.items("api", "vm", "vm2", "host", criticality="3")
    world.items("cluster", ci_class="cluster", attributes={"minimum_members": 1})
    world.items("vault", environment="secret")
    world.relate("vm hosted_on host", "vm member_of cluster", "vm2 member_of cluster")
    world.relate("shop depends_on api", "api runs_on cluster", "vault hosted_on vm")
    narrow(office)
    return world


def narrow(office: Office) -> None:
    """Technicians see no secret item; employees see none at all."""
    for shipped in ("technician-configuration", "employee-own-configuration"):
        office.steersman.permissions.remove(shipped, by="system:test")
    for name, constraints in (("configuration_item", {"environment": ""}), ("ci_relation", {})):
        rule = Rule(
            name=f"test-{name}",
            roles=("technician",),
            object_types=(name,),
            actions=("view",),
            constraints=constraints,
        )
        office.steersman.permissions.keep(rule, by="system:test")


def mark(world: World, office: Office, item: str) -> str:
    """An open work item about ``item``."""
    number = office.leaver()
    with world.record.begin() as connection:
        connection.exec_driver_sql(f"UPDATE work_items SET subject='{item}'")
    return number
