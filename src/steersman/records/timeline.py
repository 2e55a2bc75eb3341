"""What happened about one thing, in order: written by whoever did it, and never changed.

``subject`` names the thing: a page, a situation, a work item.  Anybody may write to it; a note of a
person is theirs, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

LOCK = "timeline"
LONGEST = 4000  # characters of one entry
MOST = 2000  # entries that are read at once
# What a person may add: a note, what it did to whom, why it happened, and what is to be done.
IMPACT, CAUSE, ACTION, NOTE = "impact", "cause", "action", "note"
BY_PEOPLE = (NOTE, IMPACT, CAUSE, ACTION)

timeline = sa.Table(
    "timeline",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    text_column("subject"),
    sa.Column("at", sa.Double, nullable=False),  # when it happened
    sa.Column("written_at", sa.Double, nullable=False),
    text_column("kind"),
    text_column("text"),
    text_column("by"),  # a person's id or a named system principal
    sa.Column("key", sa.Text, unique=True),  # of what must not be told twice
    sa.Index("timeline_by_subject", "subject", "at", "seq"),
)
_t = timeline.c


@dataclass(frozen=True, slots=True)
class Event:
    """One entry.  Times are seconds since 1970; ``by`` is its source."""

    seq: int
    subject: str
    at: float
    written_at: float
    kind: str
    text: str
    by: str


@dataclass(frozen=True)
class Timeline:
    engine: sa.Engine
    clock: Clock

    def add(self, subject: str, at: float, kind: str, text: str, by: str, *, key: str = "") -> None:
        """Keep one entry; with the same ``key`` again nothing is written."""
        with writing(self.engine, LOCK) as connection:
            self.add_in(connection, subject, at, kind, text, by, key=key)

    def add_in(
        self,
        connection: sa.Connection,
        subject: str,
        at: float,
        kind: str,
        text: str,
        by: str,
        *,
        key: str = "",
    ) -> None:
        """In the transaction of what is told, which must be one of ``writing``."""
        if not (subject and kind and by):
            raise Permanent("an entry of a timeline needs a subject, a kind and who says it")
        known = sa.select(_t.seq).where(_t.key == key)
        if key and connection.scalar(known) is not None:
            return
        row = {"subject": subject, "at": at, "written_at": self.clock.now(), "kind": kind}
        row |= {"text": text[:LONGEST], "by": by, "key": key or None}
        connection.execute(sa.insert(timeline), row)

    def of(self, subject: str, most: int = MOST) -> Sequence[Event]:
        """Everything about one thing in the order in which it happened, the last ``most``."""
        names = ("seq", "subject", "at", "written_at", "kind", "text", "by")
        wanted = sa.select(*(_t[name] for name in names)).where(_t.subject == subject)
        wanted = wanted.order_by(_t.at.desc(), _t.seq.desc()).limit(most)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
        return [Event(*row) for row in reversed(rows)]
