"""What HR told us, event by event: written down before it is acknowledged, so nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

LOCK = "hr"


class EventStatus(StrEnum):
    RECEIVED = "received"  # durable, not yet worked through: a crash or a late file
    WAITING = "waiting"  # nobody here has this number: a person or the next poll settles it
    APPLIED = "applied"
    STALE = "stale"  # newer was known already
    FAILED = "failed"  # it makes no sense; the note says what to mend


PENDING = (EventStatus.RECEIVED, EventStatus.WAITING)

hr_events = sa.Table(
    "hr_events",
    metadata,
    text_column("id", key=True),  # names what was said, so that a repetition is recognised
    text_column("feed"),
    sa.Column("received_at", sa.Double, nullable=False),
    sa.Column("event_at", sa.Double, nullable=False),
    text_column("employee_number"),
    text_column("type"),
    text_column("body"),
    text_column("status"),
    text_column("note"),
    sa.Index("hr_events_by_status", "feed", "status", "event_at"),
)
_c = hr_events.c
_BY_ID = sa.select(hr_events).where(_c.id == sa.bindparam("event"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One event about one employee.  Times are seconds since 1970; ``body`` is as it came."""

    id: str
    feed: str
    event_at: float
    employee_number: str
    type: str
    body: str
    received_at: float = 0.0
    status: EventStatus = EventStatus.RECEIVED
    note: str = ""


@dataclass(frozen=True)
class HrEvents:
    engine: sa.Engine
    clock: Clock

    def keep(self, events: Sequence[StoredEvent]) -> Mapping[str, StoredEvent]:
        """Write down those that are new, durably; returns all as they stand now, by id."""
        with writing(self.engine, LOCK) as connection:
            return {event.id: self._keep(connection, event) for event in events}

    def _keep(self, connection: sa.Connection, event: StoredEvent) -> StoredEvent:
        known = connection.execute(_BY_ID, {"event": event.id}).mappings().first()
        if known is not None:
            return _event(known)
        new = replace(event, received_at=self.clock.now())
        connection.execute(sa.insert(hr_events), asdict(new))
        return new

    def mark(self, event: str, status: EventStatus, note: str = "") -> None:
        ours = sa.update(hr_events).where(_c.id == event)
        with writing(self.engine, LOCK) as connection:
            connection.execute(ours.values(status=status.value, note=note))

    def pending(self, feed: str) -> list[StoredEvent]:
        """What still has to be settled, the oldest statement first."""
        waiting = _c.status.in_([status.value for status in PENDING])
        wanted = sa.select(hr_events).where(_c.feed == feed, waiting)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_c.event_at, _c.id)).mappings()
            return [_event(row) for row in rows]

    def search(self, feed: str, status: str = "", limit: int = 50) -> list[Json]:
        """For people, the newest first."""
        wanted = sa.select(hr_events).where(_c.feed == feed)
        if status:
            wanted = wanted.where(_c.status == status)
        wanted = wanted.order_by(_c.received_at.desc(), _c.id).limit(limit)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]


def _event(row: sa.RowMapping) -> StoredEvent:
    return StoredEvent(**{**row, "status": EventStatus(row["status"])})
