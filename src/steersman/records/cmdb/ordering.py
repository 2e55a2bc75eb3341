"""The orders in which items are listed, and where the next page of each begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.cmdb.tables import configuration_items

Filter = sa.ColumnElement[bool]
Column = sa.ColumnElement[str] | sa.ColumnElement[float]
NEWEST_FIRST = "-"  # in front of an order: backwards
_c = configuration_items.c
_NAMES: tuple[Column, ...] = (_c.name, _c.id)
# What nobody judged comes behind what somebody did.
_JUDGED = sa.case((_c.criticality == "", "9"), else_=_c.criticality)
ORDERS: Mapping[str, tuple[Column, ...]] = {
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
    "class": "ci_class",
    "status": "life_cycle_status",
    "updated": "updated_at",
}


def columns_of(order: str) -> tuple[Column, ...]:
    """What an order compares, the first difference deciding.  ``Permanent``: there is none."""
    found = ORDERS.get(order.removeprefix(NEWEST_FIRST))
    if found is None:
        raise Permanent(f"the order {order!r} is unknown: say one of {', '.join(ORDERS)}")
    return found


def sorted_by(order: str) -> list[sa.ColumnElement[str] | sa.ColumnElement[float]]:
    backwards = order.startswith(NEWEST_FIRST)
    return [each.desc() if backwards else each.asc() for each in columns_of(order)]


def behind(connection: sa.Connection, after: str, order: str, visible: Filter | None) -> Filter:
    """What comes after an item; a mark of one that may not be seen is unknown too."""
    columns = columns_of(order)
    wanted = sa.select(*columns).where(_c.id == after)
    if visible is not None:
        wanted = wanted.where(visible)
    place = connection.execute(wanted).first()
    if place is None:
        raise Permanent(f"the page mark {after!r} is unknown: begin again from the first page")
    there = sa.tuple_(*_literals(columns, place))
    here = sa.tuple_(*columns)
    return here < there if order.startswith(NEWEST_FIRST) else here > there


def _literals(columns: Sequence[Column], place: Sequence[object]) -> list[sa.BindParameter[object]]:
    return [sa.literal(part, each.type) for part, each in zip(place, columns, strict=True)]
