"""The orders in which items are listed, and where the next page of each begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.cmdb.prominence import LISTED, PLACE
from steersman.domain.errors import Permanent
from steersman.records.cmdb.tables import configuration_items

Filter = sa.ColumnElement[bool]
Column = sa.ColumnElement[str] | sa.ColumnElement[float] | sa.ColumnElement[int]
USUAL = "usual"  # what fits the words best, then by class as people look for them, then by name
NEWEST_FIRST = "-"  # in front of an order: backwards
_c = configuration_items.c
_NAMES: tuple[Column, ...] = (_c.name, _c.id)
# What nobody judged comes behind what somebody did.
_JUDGED = sa.case((_c.criticality == "", "9"), else_=_c.criticality)
_CLASS = sa.case(PLACE, value=_c.ci_class, else_=len(LISTED))
ORDERS: Mapping[str, tuple[Column, ...]] = {
    USUAL: (_CLASS, *_NAMES),
    "name": _NAMES,
    "class": (_c.ci_class, *_NAMES),
    "criticality": (_JUDGED, *_NAMES),
    "environment": (_c.environment, *_NAMES),
    "location": (_c.location, *_NAMES),
    "status": (_c.life_cycle_status, *_NAMES),
    "last_seen": (_c.last_seen, *_NAMES),
    "updated": (_c.updated_at, *_NAMES),
}
# The field of an item that each order tells of.
FIELDS: Mapping[str, str] = {
    **{name: name for name in ("name", "criticality", "environment", "location", "last_seen")},
    USUAL: "ci_class",
    "class": "ci_class",
    "status": "life_cycle_status",
    "updated": "updated_at",
}


@dataclass(frozen=True, slots=True)
class Order:
    """``name``: one of ``ORDERS``, ``-`` before it for backwards.

    ``words``: what was searched for, which the usual order puts first as far as it is the name.
    ``names_only``: nothing but the name may tell of a fit.
    """

    name: str
    words: str = ""
    names_only: bool = False

    @property
    def is_backwards(self) -> bool:
        return self.name.startswith(NEWEST_FIRST)

    @property
    def is_by_class(self) -> bool:
        """Whether class after class can be listed, each by the index of its names."""
        return self.name == USUAL and not self.words.split()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it compares, the first difference deciding.  ``Permanent``: there is none."""
        plain = self.name.removeprefix(NEWEST_FIRST)
        found = ORDERS.get(plain)
        if found is None:
            raise Permanent(f"the order {self.name!r} is unknown: say one of {', '.join(ORDERS)}")
        words = " ".join(self.words.split())
        return (_fit(words, self.names_only), *found) if words and plain == USUAL else found

    @property
    def by(self) -> list[Column]:
        back = self.is_backwards
        return [each.desc() if back else each.asc() for each in self.columns]


def _fit(words: str, names_only: bool) -> sa.ColumnElement[int]:
    """The whole name, a whole number or address, the beginning of the name, a part of it."""
    said, name = words.casefold(), sa.func.lower(_c.name)
    whole = [(sa.or_(name == said, _c.name == words), 0)]
    if not names_only:
        others = (_c.fqdn, _c.ip_address, _c.serial, _c.asset_tag)
        whole.append((sa.or_(*(sa.func.lower(each) == said for each in others)), 1))
    part = [(name.startswith(said, autoescape=True), 2), (name.contains(said, autoescape=True), 3)]
    return sa.case(*whole, *part, else_=4)


def classes_from(ci_class: str) -> tuple[str, ...]:
    """The classes of the usual order from this one on."""
    return LISTED[PLACE.get(ci_class, 0) :]


def behind(connection: sa.Connection, after: str, order: Order, visible: Filter | None) -> Filter:
    """What comes after an item; a mark of one that may not be seen is unknown too."""
    columns = order.columns
    wanted = sa.select(*columns).where(_c.id == after)
    if visible is not None:
        wanted = wanted.where(visible)
    place = connection.execute(wanted).first()
    if place is None:
        raise Permanent(f"the page mark {after!r} is unknown: begin again from the first page")
    there = sa.tuple_(*_literals(columns, place))
    here = sa.tuple_(*columns)
    return here < there if order.is_backwards else here > there


def _literals(columns: Sequence[Column], place: Sequence[object]) -> list[sa.BindParameter[object]]:
    return [sa.literal(part, each.type) for part, each in zip(place, columns, strict=True)]
