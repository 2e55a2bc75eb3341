"""Org units and positions: how the company is built, and who holds which post."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.people import OrgUnit, Position
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata

org_units = sa.Table(
    "org_units",
    metadata,
    text_column("id", key=True),
    text_column("code"),
    text_column("name"),
    text_column("parent", refers_to="org_units"),
    text_column("head", refers_to="people"),
    text_column("cost_centre"),
    sa.UniqueConstraint("code", name="org_units_code"),
    sa.Index("org_units_by_head", "head"),
    sa.Index("org_units_by_parent", "parent"),
    info={"object_type": "org_unit"},
)
positions = sa.Table(
    "positions",
    metadata,
    text_column("id", key=True),
    text_column("code"),
    text_column("title"),
    text_column("org_unit", refers_to="org_units"),
    text_column("holder", refers_to="people"),
    sa.UniqueConstraint("code", name="positions_code"),
    sa.Index("positions_by_holder", "holder"),
    sa.Index("positions_by_org_unit", "org_unit"),
    info={"object_type": "position"},
)
ORG_UNIT = ObjectType(name="org_unit", table=org_units, make=OrgUnit, prefix="org")
POSITION = ObjectType(name="position", table=positions, make=Position, prefix="pos")


class OrgUnits(Repository[OrgUnit]):
    kind = ORG_UNIT

    def by_code(self, code: str) -> OrgUnit | None:
        return next(iter(self._select(org_units.c.code == code)), None)

    def headed_by(self, person: str) -> tuple[OrgUnit, ...]:
        """What needs another head when this person leaves."""
        return self._select(org_units.c.head == person, org_units.c.code)

    def children_of(self, unit: str) -> tuple[OrgUnit, ...]:
        return self._select(org_units.c.parent == unit, org_units.c.code)


class Positions(Repository[Position]):
    kind = POSITION

    def held_by(self, person: str) -> tuple[Position, ...]:
        return self._select(positions.c.holder == person, positions.c.code)

    def vacant_in(self, unit: str) -> tuple[Position, ...]:
        return self._select(
            (positions.c.org_unit == unit) & (positions.c.holder == ""), positions.c.code
        )
