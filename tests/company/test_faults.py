"""Each fault is felt by the world, ends by the repair that is known for it, and not by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from company.faults import KNOWN, UNKNOWN, Fault, World
from company.process import wait_for
from company.services.estate.shop import NGINX, RELEASES, RESOLVER, WORKER
from steersman.capabilities.connector import Connector
from tests.fixtures.databases import RealDatabase
from tests.fixtures.shop import ManagedShop

Repair = Callable[["Hands"], None]


class Hands:
    """Plans, applies and verifies, as the governor would, and asks the probes."""

    def __init__(self, shop: Connector, database: Connector) -> None:
        self._shop, self._database = shop, database

    def do(self, name: str, **params: str) -> None:
        (capability,) = (
            each
            for connector in (self._shop, self._database)
            for each in connector.capabilities()
            if each.spec.name == name
        )
        plan = capability.plan(capability.params(**params))
        assert plan.changes, f"{name} found nothing to do"
        capability.apply(plan, key=name)
        wait_for(lambda: capability.verify(plan), f"{name} to be verified")

    def told(self, probe: str, value: str, **params: str) -> str:
        both = (*self._shop.probes(), *self._database.probes())
        (asked,) = (each for each in both if each.spec.name == probe)
        return str(asked.read(params).values[value])

    def end_strangers(self, service: str) -> None:
        while stranger := self.told("process.list", "stranger", service=service):
            self.do("process.end", service=service, process=stranger)


def _replace(hands: Hands) -> None:
    process = hands.told("service.status", "process", service="shop")
    hands.do("service.restart", service="shop", process=process)


def _end_orphan(hands: Hands) -> None:
    hands.end_strangers("nginx")
    hands.do("service.start", service="nginx")


def _free_port(hands: Hands) -> None:
    hands.end_strangers("shop")
    hands.do("service.start", service="shop")


def _make_room(hands: Hands) -> None:
    hands.do("files.set_aside", files="logs")


def _end_flood(hands: Hands) -> None:
    _replace(hands)


def _configure_and_start(hands: Hands) -> None:
    hands.do("configuration.restore", configuration="nginx")
    hands.do("service.start", service="nginx")


def _roll_back(hands: Hands) -> None:
    hands.do("release.activate", release="shop", to=RELEASES[-1])


def _end_idle(hands: Hands) -> None:
    while idle := hands.told("database.activity", "idle"):
        hands.do("session.terminate", session=idle)


def _cancel(hands: Hands) -> None:
    hands.do("query.cancel", session=hands.told("database.activity", "longest"))


REPAIRS: Mapping[str, Repair] = {
    "service killed": lambda hands: hands.do("service.start", service="shop"),
    "orphan serves on": _end_orphan,
    "service hung": _replace,
    "memory leak": _replace,
    "port taken": _free_port,
    "service flaps": lambda hands: hands.do("configuration.restore", configuration="worker"),
    "disk full": _make_room,
    "file entries used up": _make_room,
    "log flood": _end_flood,
    "certificate expired": lambda hands: hands.do("certificate.install", certificate="shop"),
    "bad configuration": lambda hands: hands.do("configuration.restore", configuration="nginx"),
    "invalid configuration": _configure_and_start,
    "failed deployment": _roll_back,
    "deployment that answers with errors": _roll_back,
    "wrong permissions": lambda h: h.do("permissions.restore", permissions="catalogue"),
    "names not found": lambda h: h.do("configuration.restore", configuration="resolver"),
    "firewall rule missing": lambda hands: hands.do("firewall.allow", rule="shop"),
    "runaway query": _cancel,
    "connections used up": _end_idle,
    "session holds others up": _end_idle,
}


@pytest.fixture(scope="module")
def hands(shop1: ManagedShop, shop_database: RealDatabase) -> Iterator[Hands]:
    """On a host whose configurations were accepted while all was well."""
    world = {"/etc/nginx/nginx.conf": NGINX, "/srv/shop/worker.conf": WORKER}
    for path, text in {**world, "/etc/resolv.conf": RESOLVER}.items():
        shop1.shop.put(path, text)
    shop1.shop.sh("nft flush ruleset; rm -rf /var/lib/steersman/known-good /srv/logs/*.log*")
    shop1.shop.sh(f"ln -sfn releases/{RELEASES[-1]} /srv/shop/current")
    found = Hands(shop1.connector(), shop_database.connector())
    for name in ("nginx", "worker", "resolver"):
        found.do("configuration.accept", configuration=name)
    yield found
    shop1.shop.sh("nft flush ruleset")


@pytest.mark.parametrize("fault", KNOWN, ids=lambda fault: fault.name)
def test_a_known_fault_ends_by_its_repair_and_not_before(
    fault: Fault, shop_world: World, hands: Hands
) -> None:
    with fault.injected(shop_world):
        assert not fault.over(shop_world), "it does not end by itself"
        REPAIRS[fault.name](hands)
        wait_for(lambda: fault.over(shop_world), f"the end of: {fault.summary}")


@pytest.mark.parametrize("fault", UNKNOWN, ids=lambda fault: fault.name)
def test_a_fault_that_nobody_can_repair_is_felt_and_can_be_cleaned_up(
    fault: Fault, shop_world: World, hands: Hands
) -> None:
    with fault.injected(shop_world):
        assert not fault.over(shop_world)
    wait_for(lambda: fault.over(shop_world), f"the end of: {fault.summary}")


def test_every_known_fault_has_a_repair_of_its_own_name() -> None:
    assert set(REPAIRS) == {fault.name for fault in KNOWN}
    assert len({fault.name for fault in (*KNOWN, *UNKNOWN)}) == len(KNOWN) + len(UNKNOWN) >= 20
