"""Saved views of a list: a name and a filter, kept for one person or shared with a role.

A view holds no rows.  Whoever opens a shared one sees through it what their own rules show.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

saved_views = sa.Table(
    "saved_views",
    metadata,
    text_column("page", key=True),  # of which list: work, ci
    text_column("person", key=True),  # a principal
    text_column("name", key=True),
    text_column("filter"),  # as it stands in the address of the page
    text_column("role"),  # whom it is shared with; empty: nobody
    sa.Column("saved_at", sa.Double, nullable=False),
    sa.Index("saved_views_of_role", "page", "role"),
)
MOST = 20  # views of one person, of one list
LONGEST_NAME, LONGEST_FILTER = 40, 500
_c = saved_views.c


@dataclass(frozen=True, slots=True)
class SavedView:
    """``owner``: who keeps it.  ``role``: who else sees it; empty: nobody."""

    name: str
    filter: str
    role: str = ""
    owner: str = ""


@dataclass(frozen=True)
class SavedViews:
    """The views of one list, ``page``."""

    engine: sa.Engine
    clock: Clock
    page: str

    def of(self, person: str, roles: Collection[str] = ()) -> list[SavedView]:
        """A person's own views by name, then those that others share with one of ``roles``."""
        mine = _c.person == person
        shared = _c.role.in_(sorted(set(roles) - {""})) & ~mine
        wanted = sa.select(_c.name, _c.filter, _c.role, _c.person).where(_c.page == self.page)
        wanted = wanted.where(sa.or_(mine, shared)).order_by(_c.name, _c.person)
        with reading(self.engine) as connection:
            found = [SavedView(*row) for row in connection.execute(wanted)]
        return sorted(found, key=lambda view: view.owner != person)

    def save(self, person: str, view: SavedView) -> None:
        """Keep it, in place of one with the same name.  ``Permanent``: no name, or too many."""
        name = " ".join(view.name.split())
        if not name or len(name) > LONGEST_NAME:
            raise Permanent(f"a view needs a name: give one of 1 to {LONGEST_NAME} characters")
        if len(view.filter) > LONGEST_FILTER:
            raise Permanent("the filter is too long to be kept: leave something out")
        row = {"page": self.page, "person": person, "name": name, "filter": view.filter}
        row |= {"role": view.role}
        with writing(self.engine, "desk") as connection:
            connection.execute(self._same(person, name))
            own = (_c.page == self.page, _c.person == person)
            count = sa.select(sa.func.count()).where(*own)
            if (connection.scalar(count) or 0) >= MOST:
                raise Permanent(f"{MOST} views are kept for each person: remove one first")
            connection.execute(sa.insert(saved_views), {**row, "saved_at": self.clock.now()})

    def remove(self, person: str, name: str) -> bool:
        """Forget it; whether there was one."""
        with writing(self.engine, "desk") as connection:
            return bool(connection.execute(self._same(person, name)).rowcount)

    def _same(self, person: str, name: str) -> sa.Delete:
        same = (_c.page == self.page, _c.person == person, _c.name == name)
        return sa.delete(saved_views).where(*same)
