"""Devices in racks, clusters and virtual machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from steersman.capabilities.gathering import Gathering
from steersman.connectors.netbox.places import RACK, SITE
from steersman.connectors.netbox.reading import (
    custom,
    host,
    key,
    life_cycle,
    name_of,
    part,
    text,
)
from steersman.connectors.netbox.roles import ROLES, class_of_role
from steersman.connectors.netbox.settings import SKIPPED, NetBoxSettings
from steersman.domain.canonical import Json
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.sources import Value

DEVICE = "dcim.device"
CLUSTER, MACHINE = "virtualization.cluster", "virtualization.virtualmachine"
_VERSIONED = re.compile(r"(?P<os>.*\D)\s+v?(?P<version>\d[\w.]*)", re.ASCII)
_BINARY, _DECIMAL, _TOO_MUCH = 1024, 1000, 10**15


class Machines:
    """Adds what runs.

    ``names`` are DNS names by the id of an IP address; ``more`` are attributes by key, such as the
    owner, that stand elsewhere.
    """

    def __init__(
        self,
        gathering: Gathering,
        settings: NetBoxSettings,
        names: Mapping[str, str],
        more: Mapping[str, Mapping[str, Value]],
    ) -> None:
        self._gathering, self._settings = gathering, settings
        self._names, self._more = names, more

    def add_devices(self, rows: Iterable[Json]) -> None:
        for row in rows:
            ci_class, own = self._class_of(row), key(DEVICE, row["id"])
            if ci_class == SKIPPED:
                self._gathering.unwanted(own)
                continue
            self._gathering.add(own, ci_class, name_of(row), self._of_device(own, row, ci_class))
            self._relate_device(own, row)

    def add_clusters(self, rows: Iterable[Json]) -> None:
        for row in rows:
            kind = text(row, "type", "name").casefold()
            told: dict[str, Value] = {
                "cluster_type": "kubernetes" if "kubernetes" in kind else "virtualization",
                "description": text(row, "description"),
                **life_cycle(self._gathering, self._settings, "clusters", row),
                **custom(self._settings, row),
                **self._more.get(key(CLUSTER, row["id"]), {}),
            }
            self._gathering.add(key(CLUSTER, row["id"]), "cluster", name_of(row), told)

    def add_virtual_machines(self, rows: Iterable[Json], *, disks_in_gigabytes: bool) -> None:
        """``disks_in_gigabytes``: as before NetBox 4.1."""
        for row in rows:
            disk = row.get("disk")
            own = key(MACHINE, row["id"])
            told = {
                **self._common(own, row, "virtual machines"),
                "cpu_count": text(row, "vcpus"),
                "memory_gb": _gigabytes(row.get("memory")),
                "disk_gb": text(row, "disk") if disks_in_gigabytes else _gigabytes(disk),
            }
            self._gathering.add(own, "virtual_machine", name_of(row), told)
            self._relate(own, "runs_on", CLUSTER, part(row, "cluster"))
            self._relate(own, "virtualized_by", DEVICE, part(row, "device"))

    def _class_of(self, row: Json) -> str:
        slug = text(_role(row), "slug")
        if slug in self._settings.classes:
            return self._settings.classes[slug]
        return class_of_role(slug) or self._settings.other_devices

    def _of_device(self, own: str, row: Json, ci_class: str) -> dict[str, Value]:
        rack = part(row, "rack")
        known = self._gathering.class_of(key(RACK, rack.get("id")))
        role = ROLES.get(ci_class, "other" if ci_class == "network_device" else "")
        return {
            "manufacturer": text(row, "device_type", "manufacturer", "name"),
            "model": text(row, "device_type", "model"),
            "rack": key(RACK, rack["id"]) if known else "",
            "rack_unit": text(row, "position"),
            "management_ip": host(row, "oob_ip"),
            "role": role,
            STATED_KIND: _role_of(row) if ci_class == UNCLASSIFIED else "",
            **self._common(own, row, "devices"),
        }

    def _common(self, own: str, row: Json, words: str) -> dict[str, Value]:
        os, version = _os(text(row, "platform", "name"))
        return {
            "serial": text(row, "serial"),
            "asset_tag": text(row, "asset_tag"),
            "location": text(row, "site", "name"),
            "ip_address": host(row, "primary_ip"),
            "fqdn": self._dns_name(row),
            "os": os,
            "os_version": version,
            "description": text(row, "description"),
            **life_cycle(self._gathering, self._settings, words, row),
            **custom(self._settings, row),
            **self._more.get(own, {}),
        }

    def _dns_name(self, row: Json) -> str:
        address = part(row, "primary_ip")
        told = text(address, "dns_name")
        return told or self._names.get(text(address, "id"), "")

    def _relate_device(self, own: str, row: Json) -> None:
        rack = part(row, "rack")
        place = (RACK, rack) if rack else (SITE, part(row, "site"))
        self._relate(own, "located_in", *place)
        self._relate(own, "member_of", CLUSTER, part(row, "cluster"))
        parent = part(row, "parent_device")
        if parent:
            self._gathering.relate(key(DEVICE, parent.get("id")), "contains", own)

    def _relate(self, own: str, kind: str, object_type: str, other: Json) -> None:
        if other:
            self._gathering.relate(own, kind, key(object_type, other.get("id")))


def _role(row: Json) -> Json:
    """``device_role``: as before NetBox 4."""
    return part(row, "role") or part(row, "device_role")


def _role_of(row: Json) -> str:
    return text(_role(row), "name") or text(_role(row), "slug")


def _os(platform: str) -> tuple[str, str]:
    """``Ubuntu 24.04`` is an operating system and its version."""
    found = _VERSIONED.fullmatch(platform)
    return (found["os"], found["version"]) if found else (platform, "")


def _gigabytes(megabytes: object) -> Value:
    """NetBox counts in MB; whether 1,000 or 1,024 make a GB is its setting, so the even one is."""
    if not isinstance(megabytes, int) or not 0 < megabytes < _TOO_MUCH:
        return ""
    return megabytes / (_DECIMAL if megabytes % _BINARY else _BINARY)
