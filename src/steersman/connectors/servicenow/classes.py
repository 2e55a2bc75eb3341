"""Which class the rows of a table are of, and which relation type a ``cmdb_rel_type`` means."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.domain.cmdb.classes import class_for
from steersman.domain.cmdb.relations import spelled

# Tables of the base system and of Discovery that descend from those our classes are named after.
_BELOW: Mapping[str, str] = {
    "server": "unix_server aix_server solaris_server hpux_server osx_server mainframe",
    "hypervisor": "esx_server hyper_v_server virtualization_server kvm_server",
    "virtual_machine": "vmware_instance hyper_v_instance ec2_instance kvm_instance",
    "cluster": "vcenter_cluster kubernetes_cluster win_cluster unix_cluster",
    "network_device": "ip_device network_node",
    "load_balancer": "lb_bigip lb_f5_ltm lb_netscaler lb_haproxy",
    "storage": "storage_server san msd mass_storage_device",
    "power_supply": "pdu",
    "phone": "ip_phone",
    "database_server": "db_mssql_instance db_ora_instance db_mysql_instance "
    "db_postgresql_instance db_mongodb_instance",
    "database": "db_catalog db_mssql_catalog db_mssql_database db_ora_catalog db_mysql_catalog",
    "middleware": "app_server_tomcat app_server_jboss app_server_websphere app_server_weblogic",
    "web_server": "apache_web_server microsoft_iis_web_server nginx_web_server",
    "software_instance": "vcenter java_app",
    "application_service": "service_by_tags service_calculated query_based_service",
    "location": "datacenter computer_room",
}
_KNOWN: Mapping[str, str] = {
    f"cmdb_ci_{table}": ci_class for ci_class, tables in _BELOW.items() for table in tables.split()
}
_RELATIONS: Mapping[str, tuple[str, bool]] = {
    "Uses::Used by": ("depends_on", False),
    "Registered on::Has registered": ("hosted_on", False),
    "Owns::Owned by": ("related_to", False),
    "Cluster of::Cluster": ("contains", False),
}


def class_of(sys_class_name: str) -> str:
    """Empty: no class of ours is known for it."""
    if sys_class_name in _KNOWN:
        return _KNOWN[sys_class_name]
    found = class_for(sys_class_name)
    return found.name if found is not None and not found.abstract else ""


def relation_of(name: str) -> tuple[str, bool]:
    """The relation type that ``Depends on::Used by`` means, and whether it is read backwards.

    Both halves must be ours: "Runs on::Used by" is something else.  Empty: not known.
    """
    if name in _RELATIONS:
        return _RELATIONS[name]
    found, backwards = spelled(name)
    if found is None:
        return "", False
    there, _, back = found.wire.partition("::")
    wanted = f"{back}::{there}" if backwards else found.wire
    return (found.name, backwards) if name.casefold() == wanted.casefold() else ("", False)
