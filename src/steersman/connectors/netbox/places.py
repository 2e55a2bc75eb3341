"""Sites, racks, prefixes and VLANs: where things stand, and which networks there are."""

from __future__ import annotations

from collections.abc import Iterable

from steersman.capabilities.gathering import Gathering
from steersman.connectors.netbox.reading import custom, key, life_cycle, name_of, part, text
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.canonical import Json
from steersman.domain.sources import Value

SITE, RACK, PREFIX, VLAN = "dcim.site", "dcim.rack", "ipam.prefix", "ipam.vlan"


def add_sites(gathering: Gathering, settings: NetBoxSettings, rows: Iterable[Json]) -> None:
    for row in rows:
        told: dict[str, Value] = {
            "location_type": "site",
            "address": " ".join(text(row, "physical_address").split()),
            "time_zone": text(row, "time_zone"),
        }
        _add(gathering, settings, SITE, row, "location", "sites", told)


def add_racks(gathering: Gathering, settings: NetBoxSettings, rows: Iterable[Json]) -> None:
    for row in rows:
        told: dict[str, Value] = {
            "location": text(row, "site", "name"),
            "height_units": text(row, "u_height"),
            "serial": text(row, "serial"),
            "asset_tag": text(row, "asset_tag"),
        }
        _add(gathering, settings, RACK, row, "rack", "racks", told)
        _stands_in(gathering, RACK, row)


def add_vlans(gathering: Gathering, settings: NetBoxSettings, rows: Iterable[Json]) -> None:
    for row in rows:
        told: dict[str, Value] = {
            "vlan_id": text(row, "vid"),
            "location": text(row, "site", "name"),
        }
        _add(gathering, settings, VLAN, row, "vlan", "VLANs", told)
        _stands_in(gathering, VLAN, row)


def add_prefixes(gathering: Gathering, settings: NetBoxSettings, rows: Iterable[Json]) -> None:
    for row in rows:
        vlan, vrf = part(row, "vlan"), text(row, "vrf", "name")
        cidr = text(row, "prefix")
        site = _site_of(row)
        told: dict[str, Value] = {
            "cidr": cidr,
            "vrf": vrf,
            "vlan": key(VLAN, vlan["id"]) if gathering.class_of(key(VLAN, vlan.get("id"))) else "",
            "location": text(site, "name"),
        }
        named = {**row, "name": f"{cidr} ({vrf})" if vrf else cidr}
        _add(gathering, settings, PREFIX, named, "subnet", "prefixes", told)
        _stands_in(gathering, PREFIX, {**row, "site": site})


def _site_of(row: Json) -> Json:
    """A prefix has a scope since NetBox 4.2, and a site before."""
    if row.get("scope_type") == SITE:
        return part(row, "scope")
    return part(row, "site")


def _stands_in(gathering: Gathering, kind: str, row: Json) -> None:
    site = part(row, "site")
    if site:
        gathering.relate(key(kind, row["id"]), "located_in", key(SITE, site.get("id")))


def _add(
    gathering: Gathering,
    settings: NetBoxSettings,
    kind: str,
    row: Json,
    ci_class: str,
    words: str,
    told: dict[str, Value],
) -> None:
    attributes: dict[str, Value] = {
        "description": text(row, "description"),
        **life_cycle(gathering, settings, words, row),
        **told,
        **custom(settings, row),
    }
    gathering.add(key(kind, row["id"]), ci_class, name_of(row), attributes)
