"""Saved views of the queue: a name and a filter, kept for one person."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.store import metadata, reading, writing

work_views = sa.Table(
    "work_views",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),  # a principal
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("filter", sa.Text, nullable=False),  # as it stands in the address of the page
    sa.Column("saved_at", sa.Double, nullable=False),
)
MOST = 20  # views of one person
LONGEST_NAME, LONGEST_FILTER = 40, 500


@dataclass(frozen=True, slots=True)
class SavedView:
    name: str
    filter: str


@dataclass(frozen=True)
class WorkViews:
    engine: sa.Engine
    clock: Clock

    def of(self, person: str) -> list[SavedView]:
        """The views of one person, by name."""
        c = work_views.c
        wanted = sa.select(c.name, c.filter).where(c.person == person).order_by(c.name)
        with reading(self.engine) as connection:
            return [SavedView(row.name, row.filter) for row in connection.execute(wanted)]

    def save(self, person: str, view: SavedView) -> None:
        """Keep it, in place of one with the same name.  ``Permanent``: no name, or too many."""
        name = " ".join(view.name.split())
        if not name or len(name) > LONGEST_NAME:
            raise Permanent(f"a view needs a name: give one of 1 to {LONGEST_NAME} characters")
        if len(view.filter) > LONGEST_FILTER:
            raise Permanent("the filter is too long to be kept: leave something out")
        row = {"person": person, "name": name, "filter": view.filter}
        with writing(self.engine, "desk") as connection:
            connection.execute(_same(person, name))
            count = sa.select(sa.func.count()).where(work_views.c.person == person)
            if (connection.scalar(count) or 0) >= MOST:
                raise Permanent(f"{MOST} views are kept for each person: remove one first")
            connection.execute(sa.insert(work_views), {**row, "saved_at": self.clock.now()})

    def remove(self, person: str, name: str) -> None:
        """Forget it; nothing happens when there is none."""
        with writing(self.engine, "desk") as connection:
            connection.execute(_same(person, name))


def _same(person: str, name: str) -> sa.Delete:
    return sa.delete(work_views).where(work_views.c.person == person, work_views.c.name == name)
