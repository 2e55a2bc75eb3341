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
) -> list[Renewal]:
    """Everything live that has ended or ends within ``days``, the earliest first."""
    due = _due(now, days, visible)
    wanted = sa.select(due).order_by(due.c.on, due.c.name, due.c.what, due.c.id).limit(limit)
    return [Renewal(*row) for row in connection.execute(wanted)]


def how_many(
    connection: sa.Connection, now: float, days: float, *, visible: Filter | None = None
) -> int:
    """How many there are, however many are listed."""
    due = _due(now, days, visible)
    return connection.scalar(sa.select(sa.func.count()).select_from(due)) or 0


def _due(now: float, days: float, visible: Filter | None) -> sa.Subquery:
    until = datetime.fromtimestamp(now + days * 86_400.0, UTC).date().isoformat()
    parts = []
    for name in ENDS:
        on = sa.func.coalesce(_c.attributes[name].as_string(), "")
        wanted = sa.select(
            on.label("on"), sa.literal(name).label("what"), _c.id, _c.name, _c.ci_class, _c.owner
        ).where(on != "", on <= until, _c.life_cycle_stage != END_OF_LIFE)
        parts.append(wanted if visible is None else wanted.where(visible))
    return sa.union_all(*parts).subquery()
