"""What a row of ``cmdb_ci`` says of an item, in our words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from steersman.connectors.servicenow.query import value
from steersman.domain.canonical import Json
from steersman.domain.cmdb.classes import is_a
from steersman.domain.cmdb.life_cycle import stage_of
from steersman.domain.cmdb.spellings import word_for
from steersman.domain.sources import Value

# Field of the base table → attribute of ours.
_BASE: Mapping[str, str] = {
    "short_description": "description",
    "serial_number": "serial",
    "asset_tag": "asset_tag",
    "fqdn": "fqdn",
    "ip_address": "ip_address",
    "mac_address": "mac_address",
    "manufacturer.name": "manufacturer",
    "model_id.name": "model",
    "location.name": "location",
    "environment": "environment",
    "vendor.name": "vendor",
}
_DATES: Mapping[str, str] = {
    "install_date": "installed_on",
    "purchase_date": "purchased_on",
    "warranty_expiration": "warranty_ends_on",
}
_OWNERS = ("owned_by.email", "assigned_to.email")
_TEAMS = ("support_group.name", "managed_by_group.name")
_DIGITS = re.compile(r"[0-9]{1,15}")
_STATES = ("install_status", "operational_status")
FIELDS = ("name", "sys_class_name", *_BASE, *_DATES, *_OWNERS, *_TEAMS, *_STATES)

INSTALL_STATUS: Mapping[str, str] = {
    "1": "in_use",
    "2": "on_order",
    "3": "in_maintenance",
    "4": "installing",
    "5": "in_repair",
    "6": "available",
    "7": "retired",
    "8": "stolen",
    "100": "lost",
}
_OPERATIONAL_STATUS: Mapping[str, str] = {
    "1": "in_use",
    "2": "not_operational",
    "3": "in_maintenance",  # repair in progress, where it stands
    "4": "in_use",  # stands by for a disaster
    "5": "available",
    "6": "retired",
}


@dataclass(frozen=True, slots=True)
class Details:
    """A table below ``cmdb_ci`` with fields that the base table has not."""

    table: str
    ci_classes: tuple[str, ...]
    fields: Mapping[str, tuple[str, Callable[[str], Value]]]  # to attribute, and how it is read


def plain(told: str) -> Value:
    return told


def day(told: str) -> Value:
    """``2026-01-31 08:00:00``, in UTC, is the day."""
    return told[:10]


def gigabytes(megabytes: str) -> Value:
    """Anything but a number of at most 15 digits stays as it is, for the record to refuse."""
    return int(megabytes) / 1024 if _DIGITS.fullmatch(megabytes) else megabytes


DETAILS = (
    Details(
        "cmdb_ci_computer",
        ("server", "pc"),
        {
            "os": ("os", plain),
            "os_version": ("os_version", plain),
            "cpu_count": ("cpu_count", plain),
            "ram": ("memory_gb", gigabytes),
            "disk_space": ("disk_gb", plain),
        },
    ),
    Details(
        "cmdb_ci_vm_instance",
        ("virtual_machine",),
        {
            "cpus": ("cpu_count", plain),
            "memory": ("memory_gb", gigabytes),
            "disks_size": ("disk_gb", plain),
        },
    ),
    Details(
        "cmdb_ci_service",
        ("service",),
        {"busines_criticality": ("criticality", plain), "used_for": ("environment", plain)},
    ),
    Details(
        "cmdb_ci_appl",
        ("software_instance",),
        {"version": ("version", plain), "tcp_port": ("port", plain)},
    ),
    Details("cmdb_ci_vlan", ("vlan",), {"vlan_id": ("vlan_id", plain)}),
    Details("cmdb_ci_rack", ("rack",), {"rack_units": ("height_units", plain)}),
    Details(
        "cmdb_ci_netgear",
        ("network_device",),
        {"firmware_version": ("firmware_version", plain), "ports": ("ports", plain)},
    ),
    Details(
        "cmdb_ci_certificate",
        ("certificate",),
        {
            "subject_common_name": ("subject", plain),
            "issuer_common_name": ("issuer", plain),
            "fingerprint": ("fingerprint", plain),
            "valid_from": ("valid_from", day),
            "valid_to": ("ends_on", day),
        },
    ),
)


def attributes(row: Json, ci_class: str) -> dict[str, Value]:
    """Everything but the life cycle."""
    found: dict[str, Value] = {ours: value(row, field) for field, ours in _BASE.items()}
    found |= {ours: day(value(row, field)) for field, ours in _DATES.items()}
    found["environment"] = word_for("environment", value(row, "environment"))
    found["owner"] = _owner(row, ci_class)
    found["managed_by"] = next(filter(None, (value(row, each) for each in _TEAMS)), "")
    if ci_class == "subnet" and _is_network(value(row, "name")):
        found["cidr"] = value(row, "name")
    return found


def status_of(row: Json, more: Mapping[str, str]) -> str | None:
    """The life cycle status; empty: it says nothing; ``None``: in a word that nobody knows."""
    installed, operational = value(row, "install_status"), value(row, "operational_status")
    told = {**INSTALL_STATUS, **more}.get(installed)
    if installed and told is None:
        return None
    if told in (None, "in_use"):  # how it does says more than that it is installed
        return _OPERATIONAL_STATUS.get(operational, told or "")
    return told


def life_cycle(status: str) -> dict[str, Value]:
    return {"life_cycle_stage": stage_of(status), "life_cycle_status": status} if status else {}


def _owner(row: Json, ci_class: str) -> str:
    """Who answers for it; of a laptop or a phone, else, who has it."""
    owned, assigned = (value(row, each) for each in _OWNERS)
    return owned or (assigned if is_a(ci_class, "end_user_device") else "")


def _is_network(name: str) -> bool:
    try:
        return "/" in name and bool(ip_network(name))
    except ValueError:
        return False
