"""Small looks into NetBox's objects, whose every part may be null."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_interface

from steersman.capabilities.gathering import Gathering
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.canonical import Json
from steersman.domain.cmdb.life_cycle import stage_of
from steersman.domain.sources import Value

# NetBox's own statuses of devices, machines, sites, racks, prefixes and VLANs.
STATUSES: Mapping[str, str] = {
    "active": "in_use",
    "available": "available",
    "container": "in_use",
    "decommissioning": "retirement_scheduled",
    "deprecated": "retirement_scheduled",
    "failed": "not_operational",
    "inventory": "available",
    "offline": "not_operational",
    "paused": "not_operational",
    "planned": "planned",
    "reserved": "reserved",
    "retired": "retired",
    "staged": "installing",
    "staging": "installing",
}


def key(object_type: str, identifier: object) -> str:
    """``dcim.device:12``: NetBox's own name of the type, and the id, which is never used again."""
    return f"{object_type}:{identifier}"


def part(row: Json, name: str) -> Json:
    """A nested object; an empty one where there is none."""
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def text(row: Json, *path: str) -> str:
    """What stands at the end of the path as text; empty where any part of it is missing."""
    for name in path[:-1]:
        row = part(row, name)
    found = row.get(path[-1])
    return str(found) if isinstance(found, str | int | float) else ""


def name_of(row: Json) -> str:
    return text(row, "name") or text(row, "display")


def host(row: Json, name: str) -> str:
    """The address without its prefix length: ``192.0.2.10`` for ``192.0.2.10/24``."""
    address = text(row, name, "address")
    try:
        return str(ip_interface(address).ip)
    except ValueError:
        return address


def life_cycle(
    gathering: Gathering, settings: NetBoxSettings, kind: str, row: Json
) -> dict[str, Value]:
    """Stage and status; a status that nobody knows is told."""
    word = text(row, "status", "value")
    status = settings.statuses.get(word) or STATUSES.get(word, "")
    if not status:
        if word:
            why = f"the status {word!r} is not known: name it in statuses"
            gathering.not_read(f"the life cycle of {kind}", name_of(row), why)
        return {}
    return {"life_cycle_stage": stage_of(status), "life_cycle_status": status}


def custom(settings: NetBoxSettings, row: Json) -> dict[str, Value]:
    """The custom fields that the settings name; of a choice or an object, its label or name."""
    fields = part(row, "custom_fields")
    found: dict[str, Value] = {}
    for field, attribute in settings.custom_fields.items():
        value = fields.get(field)
        if isinstance(value, dict):
            value = value.get("label") or value.get("name") or value.get("display")
        if isinstance(value, list):
            value = ", ".join(str(each) for each in value)
        if isinstance(value, str | int | float):
            found[attribute] = value
    return found
