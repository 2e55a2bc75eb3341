"""What of the items is shown: read from the address of the page, and asked of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from steersman.domain.cmdb.classes import attributes_of
from steersman.domain.cmdb.life_cycle import STAGES
from steersman.records.cmdb.ordering import FIELDS, NEWEST_FIRST
from steersman.records.cmdb.ordering import USUAL as USUAL_ORDER

LONGEST = 200  # characters of a value
MOST_WHERE = 20
# What a list may show of an item besides its name.
COLUMNS: Mapping[str, str] = {
    "ci_class": "Class",
    "criticality": "Criticality",
    "environment": "Environment",
    "location": "Location",
    "owner": "Owner",
    "managed_by": "Team",
    "life_cycle_stage": "Stage",
    "life_cycle_status": "Status",
    "serial": "Serial number",
    "asset_tag": "Asset tag",
    "fqdn": "FQDN",
    "ip_address": "Address",
    "installed_on": "Installed",
    "last_patched_on": "Last patched",
    "last_seen": "Last seen",
    "updated_at": "Changed",
}
USUAL = ("ci_class", "criticality", "environment", "location", "owner", "life_cycle_status")
# Attributes that have a list of their own to choose from.
CHOICES: Mapping[str, Sequence[tuple[str, str]]] = {
    "environment": [
        (each, each.replace("_", " ")) for each in attributes_of("server")["environment"].choices
    ],
    "life_cycle_stage": [(each, each.replace("_", " ")) for each in STAGES],
    "criticality": [
        ("1", "1, most critical"),
        ("2", "2"),
        ("3", "3"),
        ("4", "4, least critical"),
        ("none", "not judged"),
    ],
}
_ORDER_OF = {field: order for order, field in FIELDS.items()}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Each empty part lets everything through.  ``where``: ``attribute:value``, exactly."""

    words: str = ""
    ci_class: str = ""
    where: tuple[str, ...] = ()
    check: str = ""
    source: str = ""
    sort: str = USUAL_ORDER
    columns: tuple[str, ...] = USUAL

    @property
    def query(self) -> str:
        """As it stands in an address, the same filter always the same way."""
        told = [("q", self.words), ("class", self.ci_class)]
        told += [("where", each) for each in self.where]
        told += [("check", self.check), ("source", self.source)]
        told += [("sort", self.sort if self.sort != USUAL_ORDER else "")]
        told += [("columns", ",".join(self.columns) if self.columns != USUAL else "")]
        return urlencode([(name, value) for name, value in told if value])

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.ci_class or self.where or self.check or self.source)

    @property
    def fitting(self) -> dict[str, object]:
        """The same as a body of the API."""
        told: dict[str, object] = {"q": self.words, "class": self.ci_class}
        return {**told, "where": list(self.where), "check": self.check, "source": self.source}

    def value_of(self, attribute: str) -> str:
        """What the attribute has to be; empty: anything."""
        found = [each.partition(":") for each in self.where]
        said = [value or "none" for name, _, value in found if name == attribute]
        return said[0] if said else ""

    def without(self, condition: str) -> ListFilter:
        """The same, less one of ``where``, ``check`` or ``source``."""
        if condition == "check":
            return replace(self, check="")
        if condition == "source":
            return replace(self, source="")
        return replace(self, where=tuple(each for each in self.where if each != condition))

    def sorted_by(self, field: str) -> ListFilter | None:
        """The same by this column, or backwards when it is so already; None: not by this one."""
        order = _ORDER_OF.get(field)
        if order is None:
            return None
        return replace(self, sort=f"{NEWEST_FIRST}{order}" if self.sort == order else order)

    def direction(self, field: str) -> str:
        """ascending, descending, or none: how the list stands by this column."""
        order = _ORDER_OF.get(field)
        if order is None or self.sort.removeprefix(NEWEST_FIRST) != order:
            return "none"
        return "descending" if self.sort.startswith(NEWEST_FIRST) else "ascending"


def read_filter(query: str) -> ListFilter:
    """The filter in the query of an address; the API says what of it makes no sense."""
    given = parse_qs(query[:4000], max_num_fields=80)

    def one(name: str) -> str:
        return " ".join(given.get(name, [""])[0].split())[:LONGEST]

    where = [each[:LONGEST] for each in given.get("where", []) if each.strip()]
    where += [f"{name}:{_said(one(name))}" for name in (*CHOICES, "location") if one(name)]
    where = [each.strip() for each in [*where, one("also")] if each.strip()]
    columns = [*one("columns").split(","), *given.get("column", [])]
    shown = tuple(each for each in COLUMNS if each in columns)
    return ListFilter(
        words=one("q"),
        ci_class=one("class") or one("kind"),
        where=tuple(dict.fromkeys(where))[:MOST_WHERE],
        check=one("check"),
        source=one("source"),
        sort=one("sort") or USUAL_ORDER,
        columns=shown or USUAL,
    )


def _said(value: str) -> str:
    return "" if value == "none" else value
