"""How each HR feed stands: its last good poll, its fault, who is missing, why people leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.hr_events import LOCK
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

hr_feeds = sa.Table(
    "hr_feeds",
    metadata,
    text_column("feed", key=True),
    sa.Column("last_good_at", sa.Double),
    sa.Column("rows", sa.Integer, nullable=False),
    text_column("error"),  # why the last poll changed nothing; empty when it was good
    sa.Column("error_at", sa.Double),
    text_column("note"),  # rows that were left out, and why
    text_column("digest"),  # of the content that a person is asked to confirm
    text_column("confirmed"),  # the digest that a person confirmed
    text_column("confirmed_by"),
)
hr_missing = sa.Table(
    "hr_missing",  # people that the last polls no longer listed
    metadata,
    text_column("feed", key=True),
    text_column("person", key=True, refers_to="people"),
    sa.Column("polls", sa.Integer, nullable=False),
    sa.Column("missed_at", sa.Double, nullable=False),
)
hr_endings = sa.Table(
    "hr_endings",  # how an employment ends, which the record of people has no field for
    metadata,
    text_column("feed", key=True),
    text_column("employee_number", key=True),
    text_column("termination_type"),
    sa.Column("told_at", sa.Double, nullable=False),
)
_NEW = {"rows": 0, "error": "", "note": "", "digest": "", "confirmed": "", "confirmed_by": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """The row of a feed.  Times are seconds since 1970; None: never."""

    feed: str
    last_good_at: float | None = None
    rows: int = 0
    error: str = ""
    error_at: float | None = None
    note: str = ""
    digest: str = ""
    confirmed: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True)
class HrFeeds:
    engine: sa.Engine
    clock: Clock

    def state(self, feed: str) -> FeedState:
        wanted = sa.select(hr_feeds).where(hr_feeds.c.feed == feed)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return FeedState(**row) if row else FeedState(feed=feed)

    def went_well(self, feed: str, rows: int, note: str) -> None:
        now = self.clock.now()
        self._set(feed, last_good_at=now, rows=rows, note=note, error="", error_at=None, digest="")

    def failed(self, feed: str, error: str, digest: str = "") -> None:
        self._set(feed, error=error, error_at=self.clock.now(), digest=digest)

    def confirm(self, feed: str, digest: str, by: str) -> None:
        self._set(feed, confirmed=digest, confirmed_by=by)

    def _set(self, feed: str, **values: str | float | int | None) -> None:
        ours = sa.update(hr_feeds).where(hr_feeds.c.feed == feed).values(**values)
        with writing(self.engine, LOCK) as connection:
            if connection.execute(ours).rowcount == 0:
                connection.execute(sa.insert(hr_feeds), {"feed": feed, **_NEW, **values})

    def missed(self, feed: str, persons: Collection[str], apart: float) -> list[str]:
        """Count one more poll without ``persons``; everybody else is no longer missing.

        Two workers that poll at the same moment are one poll: only looks that lie ``apart``
        seconds from each other count.  Returns who was missing in two or more.
        """
        now, c = self.clock.now(), hr_missing.c
        with writing(self.engine, LOCK) as connection:
            found = connection.execute(sa.select(hr_missing).where(c.feed == feed)).all()
            before = {row.person: row for row in found}
            for person in sorted({*persons, *before}):
                mine = (c.feed == feed) & (c.person == person)
                if person not in persons:
                    connection.execute(sa.delete(hr_missing).where(mine))
                elif person not in before:
                    row = {"feed": feed, "person": person, "polls": 1, "missed_at": now}
                    connection.execute(sa.insert(hr_missing), row)
                elif now - before[person].missed_at >= apart:
                    seen = {"polls": before[person].polls + 1, "missed_at": now}
                    connection.execute(sa.update(hr_missing).where(mine).values(**seen))
            twice = sa.select(c.person).where(c.feed == feed, c.polls >= 2)
            return list(connection.scalars(twice.order_by(c.person)))

    def missing(self, feed: str) -> list[str]:
        with reading(self.engine) as connection:
            wanted = sa.select(hr_missing.c.person).where(hr_missing.c.feed == feed)
            return list(connection.scalars(wanted.order_by(hr_missing.c.person)))

    def ending(self, feed: str, number: str) -> str:
        """The last termination type that HR gave for this employment; empty: none."""
        c = hr_endings.c
        wanted = sa.select(c.termination_type).where(c.feed == feed, c.employee_number == number)
        with reading(self.engine) as connection:
            return str(connection.scalar(wanted) or "")

    def hear_ending(self, feed: str, number: str, termination_type: str, told_at: float) -> None:
        """Keep the newest statement about how an employment ends."""
        c = hr_endings.c
        mine = (c.feed == feed) & (c.employee_number == number)
        told = {"termination_type": termination_type, "told_at": told_at}
        with writing(self.engine, LOCK) as connection:
            before = connection.execute(sa.select(hr_endings).where(mine)).first()
            if before is None:
                row = {"feed": feed, "employee_number": number, **told}
                connection.execute(sa.insert(hr_endings), row)
            elif told_at >= before.told_at and termination_type != before.termination_type:
                connection.execute(sa.update(hr_endings).where(mine).values(**told))
            elif told_at > before.told_at:
                connection.execute(sa.update(hr_endings).where(mine).values(told_at=told_at))
