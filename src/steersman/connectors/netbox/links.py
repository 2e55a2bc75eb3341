"""Which device is connected to which, and which one feeds it, from cables and their traces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steersman.capabilities.gathering import Gathering
from steersman.connectors.netbox.machines import DEVICE
from steersman.connectors.netbox.reading import key, part, text
from steersman.domain.canonical import Json

INTERFACE, PORT, OUTLET = "dcim.interface", "dcim.powerport", "dcim.poweroutlet"
# Who needs whom over a link: the one that stands further down needs nothing from the one above.
_UPWARDS = ("access_point", "switch", "network_device", "load_balancer", "firewall", "router")
_NEEDED = (
    "id",
    "device",
    "mac_address",
    "mgmt_only",
    "connected_endpoints",
    "connected_endpoints_type",
    "connected_endpoints_reachable",
)
_End = tuple[str, str]  # type of the termination, key of its device


class Links:
    """Adds each link once, whether a cable or the trace of an interface tells of it first."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._known: set[frozenset[str]] = set()

    def add_cables(self, rows: Iterable[Json]) -> None:
        """Cables between two devices; one that ends in a patch panel is left to the traces."""
        for row in rows:
            if text(row, "status", "value") in ("", "connected"):
                for a in _ends(row.get("a_terminations")):
                    for b in _ends(row.get("b_terminations")):
                        self._link(a, b)

    def add_traces(self, rows: Iterable[Json]) -> None:
        """What NetBox found at the other end of each interface."""
        for row in rows:
            if row.get("connected_endpoints_type") != INTERFACE:
                continue
            if row.get("connected_endpoints_reachable") is not False:
                for other in _objects(row.get("connected_endpoints")):
                    self._link((INTERFACE, _device(row)), (INTERFACE, _device(other)))

    def _link(self, a: _End, b: _End) -> None:
        kinds = {a[0], b[0]}
        if not a[1] or not b[1] or a[1] == b[1]:
            return
        if kinds == {PORT, OUTLET}:
            taker, giver = (a, b) if a[0] == PORT else (b, a)
            self._gathering.relate(taker[1], "powered_by", giver[1])
        elif kinds == {INTERFACE} and frozenset((a[1], b[1])) not in self._known:
            self._known.add(frozenset((a[1], b[1])))
            source, target = self._needing_first(a[1], b[1])
            self._gathering.relate(source, "connected_to", target)

    def _needing_first(self, a: str, b: str) -> tuple[str, str]:
        """A server needs its switch, a switch its router; among equals, as it was written."""
        class_of = self._gathering.class_of
        return (b, a) if _height(class_of(a)) > _height(class_of(b)) else (a, b)


def slim(row: Json) -> Json:
    """An interface without what is not needed: there are hundreds for each device."""
    return {name: row[name] for name in _NEEDED if row.get(name) is not None}


def mac_addresses(rows: Iterable[Json]) -> dict[str, str]:
    """The MAC address of each device: that of its first interface which is no management port."""
    found: dict[str, str] = {}
    for row in rows:
        if (mac := text(row, "mac_address")) and not row.get("mgmt_only"):
            found.setdefault(_device(row), mac)
    return found


def _height(ci_class: str) -> int:
    return _UPWARDS.index(ci_class) if ci_class in _UPWARDS else -1


def _ends(terminations: object) -> Iterator[_End]:
    for each in _objects(terminations):
        yield text(each, "object_type"), _device(part(each, "object"))


def _objects(found: object) -> Iterator[Json]:
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield each


def _device(row: Json) -> str:
    identifier = text(row, "device", "id")
    return key(DEVICE, identifier) if identifier else ""
