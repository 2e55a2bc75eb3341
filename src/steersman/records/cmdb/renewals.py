"""What runs out soon: contracts, licences, certificates, warranties and vendor support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.records.cmdb.tables import configuration_items

Filter = sa.ColumnElement[bool]
# The attributes that say when something has to be done again.
ENDS = ("renews_on", "ends_on", "support_ends_on", "warranty_ends_on")
_c = configuration_items.c


@dataclass(frozen=True, slots=True)
class Renewal:
    """``on`` is an ISO 8601 date; ``what`` is the attribute that says so."""

    on: str
    what: str
    id: str
    name: str
    ci_class: str
    owner: str  # a person's id


def renewals(
    connection: sa.Connection,
    now: float,
    days: float,
    *,
    visible: Filter | None = None,
    limit: int | None = None,
) -> tuple[list[Renewal], int]:
    """Everything live that has ended or ends within ``days``, the earliest first.

    The number is of all of them, however many are listed.
    """
    due = _due(now, days, visible)
    wanted = sa.select(due, sa.func.count().over()).order_by(due.c.on, due.c.name, due.c.what)
    rows = connection.execute(wanted.order_by(due.c.id).limit(limit)).all()
    return [Renewal(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _due(now: float, days: float, visible: Filter | None) -> sa.Subquery:
    """Each attribute's dates beneath each other; the items are read once for all of them."""
    until = datetime.fromtimestamp(now + days * 86_400.0, UTC).date().isoformat()
    ends = [sa.func.coalesce(_c.attributes[name].as_string(), "").label(name) for name in ENDS]
    seen = sa.true() if visible is None else visible
    named = sa.cast(_c.attributes, sa.Text).contains("s_on", autoescape=True)  # a quick first look
    due = sa.or_(*((end != "") & (end <= until) for end in ends))
    wanted = sa.select(*ends, _c.id, _c.name, _c.ci_class, _c.owner)
    found = wanted.where(_c.life_cycle_stage != END_OF_LIFE, seen, named, due).cte("due").c
    about = (found.id, found.name, found.ci_class, found.owner)
    parts = (
        sa.select(found[name].label("on"), sa.literal(name).label("what"), *about).where(
            found[name] != "", found[name] <= until
        )
        for name in ENDS
    )
    return sa.union_all(*parts).subquery()
