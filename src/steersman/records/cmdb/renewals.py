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
    connection: sa.Connection, now: float, days: float, *, visible: Filter | None = None
) -> list[Renewal]:
    """Everything live that has ended or ends within ``days``, the earliest first."""
    until = datetime.fromtimestamp(now + days * 86_400.0, UTC).date().isoformat()
    found: list[Renewal] = []
    for name in ENDS:
        on = sa.func.coalesce(_c.attributes[name].as_string(), "")
        wanted = sa.select(on, _c.id, _c.name, _c.ci_class, _c.owner).where(
            on != "", on <= until, _c.life_cycle_stage != END_OF_LIFE
        )
        if visible is not None:
            wanted = wanted.where(visible)
        for day, item, title, ci_class, owner in connection.execute(wanted):
            found.append(Renewal(day, name, item, title, ci_class, owner))
    return sorted(found, key=lambda each: (each.on, each.name, each.what))
