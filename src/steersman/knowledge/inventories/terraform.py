"""Terraform's state (version 4), and ``terraform show -json``: resources as items.

Only attributes on a list of harmless ones are read, and of these none that the state itself
calls sensitive: a state holds passwords in clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.clean import one_line
from steersman.knowledge.inventories.model import Inventory, Item, Relation, Unread
from steersman.knowledge.inventories.reading import json_object

_READ = {
    "id", "name", "arn", "hostname", "host_name", "fqdn", "dns_name", "domain", "private_ip",
    "public_ip", "private_ip_address", "public_ip_address", "ip_address", "ipv4_address",
    "ipv6_address", "access_ip_v4", "access_ip_v6", "default_ip_address", "cidr", "cidr_block",
    "ipv6_cidr_block", "address_space", "address_prefixes", "ip_cidr_range", "ip_range",
    "instance_type", "machine_type", "flavor_name", "vm_size", "size", "server_type",
    "instance_class", "region", "location", "zone", "availability_zone", "datacenter", "image",
    "ami", "os_type", "guest_id", "num_cpus", "vcpus", "memory", "cpu", "engine",
    "engine_version", "database_version", "version", "port", "address", "endpoint", "multi_az",
    "allocated_storage", "disk_size", "instance_state", "status", "state", "power_state",
    "vpc_id", "subnet_id", "network_id", "network", "not_after", "validity_end_time", "type",
    "ttl", "zone_id", "project", "resource_group_name", "account_id", "mac_address", "vlan_id",
}  # fmt: skip
_TAGS = {"tags", "tags_all", "labels"}
_SECRET = re.compile(
    r"pass|secret|token|credential|private|api_?key|access_?key|auth|cert_?data", re.I
)
# The order counts: a database's subnet group is no subnet.
_KINDS = (
    ("database", r"db_instance|rds_|_sql_|_sql$|sql_database|postgres|mysql|mssql|mongodb|cosmosdb"
                 r"|dynamodb|redis|elasticache|docdb|database_(?:cluster|instance|db)|spanner"),
    ("firewall", r"security_group|firewall|network_acl|nsg|waf"),
    ("load balancer", r"_lb$|_alb$|_elb$|_lb_|load_?balancer|forwarding_rule"),
    ("subnet", r"subnet"),
    ("certificate", r"certificate|acm_"),
    ("dns record", r"dns_.*record|route53_record|_record$|dns_a_|record_set"),
    ("storage", r"bucket|volume|_disk$|storage_account|file_?system|_efs_|filestore"),
    ("server", r"instance|virtual_machine|droplet|hcloud_server$|_server$|libvirt_domain|vm_qemu"
               r"|_vm$|baremetal|metal_device|lightsail"),
    ("network", r"vpc$|virtual_network$|_network$|networking_network|_vlan$|_vnet"),
)  # fmt: skip
_LISTS = 20  # entries of one attribute that are read


@dataclass(slots=True)
class _State:
    items: dict[str, Item] = field(default_factory=dict)
    instances: dict[str, list[str]] = field(default_factory=dict)  # resource address to keys
    wanted: list[tuple[str, str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_terraform_state(name: str, content: bytes) -> Inventory:
    """``Permanent`` where it is no state of version 4 and not what ``show -json`` prints."""
    told = json_object(name, content)
    state = _State()
    if isinstance(told.get("resources"), list) and "version" in told:
        if told["version"] != 4:
            raise Permanent(
                f"{name} is a state of version {told['version']}: open it with Terraform 1"
            )
        for number, resource in enumerate(_list(told["resources"]), 1):
            _resource(state, number, resource)
    elif isinstance(told.get("values"), dict):
        for number, resource in enumerate(
            _shown(_object(_object(told["values"]).get("root_module"))), 1
        ):
            _shown_resource(state, number, resource)
    else:
        raise Permanent(f"{name} is no state of Terraform: it has no resources")
    relations = dict.fromkeys(
        Relation(source, target, "depends on")
        for source, address in state.wanted
        for target in state.instances.get(address, ())
        if target != source
    )
    return Inventory(tuple(state.items.values()), tuple(relations), tuple(state.unread))


def _resource(state: _State, number: int, held: object) -> None:
    resource = _object(held)
    kind, name = resource.get("type"), resource.get("name")
    if not isinstance(kind, str) or not isinstance(name, str):
        state.unread.append(Unread(number, "a resource", "it has no type or no name"))
        return
    if resource.get("mode") == "data":
        return  # it was only looked up, it belongs to others
    module = f"{resource['module']}." if resource.get("module") else ""
    address = f"{module}{kind}.{name}"
    for each in _list(resource.get("instances")):
        instance = _object(each)
        sensitive = _sensitive(instance.get("sensitive_attributes"))
        index = instance.get("index_key")
        key = address if index is None else f"{address}[{_index(index)}]"
        item = _item(key, kind, name, _object(instance.get("attributes")), sensitive)
        _add(state, address, item, _list(instance.get("dependencies")))


def _shown(module: Mapping[str, object], depth: int = 0) -> Iterator[object]:
    """The resources of a module and of those within it."""
    yield from _list(module.get("resources"))
    if depth < 50:
        for child in _list(module.get("child_modules")):
            yield from _shown(_object(child), depth + 1)


def _shown_resource(state: _State, number: int, held: object) -> None:
    resource = _object(held)
    key, kind = resource.get("address"), resource.get("type")
    if not isinstance(key, str) or not isinstance(kind, str):
        state.unread.append(Unread(number, "a resource", "it has no address or no type"))
        return
    if resource.get("mode") == "data":
        return
    sensitive = {name for name, value in _object(resource.get("sensitive_values")).items() if value}
    values = _object(resource.get("values"))
    item = _item(key, kind, str(resource.get("name", key)), values, sensitive)
    _add(state, key.split("[")[0], item, _list(resource.get("depends_on")))


def _add(state: _State, address: str, item: Item, depends: list[object]) -> None:
    state.items[item.key] = item
    state.instances.setdefault(address, []).append(item.key)
    state.wanted.extend((item.key, str(each)) for each in depends)


def _item(
    key: str, kind: str, name: str, attributes: Mapping[str, object], sensitive: set[str]
) -> Item:
    facts = {"type": kind}
    for attribute, value in attributes.items():
        if attribute in sensitive or (_SECRET.search(attribute) and attribute not in _READ):
            continue
        if attribute in _TAGS:
            facts.update(_tags(_object(value)))
        elif attribute in _READ and (text := _text(value)):
            facts["resource_type" if attribute == "type" else attribute] = text
    named = next(
        (facts[each] for each in ("hostname", "host_name", "name", "tag Name") if facts.get(each)),
        name,
    )
    return Item(key, _kind(kind), named, facts)


def _tags(tags: Mapping[str, object]) -> dict[str, str]:
    return {
        f"tag {one_line(name)}": text
        for name, value in tags.items()
        if not _SECRET.search(name) and (text := _text(value))
    }


def _text(value: object) -> str:
    """A number, a text or a short list of these; structures are not read."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return one_line(str(value))[:500]
    if isinstance(value, list):
        return ", ".join(text for each in value[:_LISTS] if (text := _text(each)))
    return ""


def _kind(type: str) -> str:
    return next((kind for kind, pattern in _KINDS if re.search(pattern, type)), "other")


def _sensitive(paths: object) -> set[str]:
    """The first step of each path: ``[{"type": "get_attr", "value": "password"}]``."""
    found = set()
    for path in _list(paths):
        steps = path if isinstance(path, list) else [path]
        if steps and isinstance(steps[0], dict):
            found.add(str(steps[0].get("value")))
        elif steps:
            found.add(str(steps[0]))
    return found


def _index(index: object) -> str:
    return f'"{index}"' if isinstance(index, str) else str(index)


def _object(held: object) -> Mapping[str, object]:
    return held if isinstance(held, dict) else {}


def _list(held: object) -> list[object]:
    return held if isinstance(held, list) else []
