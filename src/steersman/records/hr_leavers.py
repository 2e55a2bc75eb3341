"""The leavers that an HR feed opened: found again by the employment's end, and withdrawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.people import EmploymentStatus
from steersman.domain.work import STATE_OF, Status
from steersman.records.desk.obligations import drop_in
from steersman.records.desk.tables import agenda, work_items
from steersman.records.field_changes import field_changes
from steersman.records.guard.tables import writes
from steersman.records.people import people
from steersman.records.store import reading

_c = work_items.c
_STARTED = (
    sa.select(sa.func.max(agenda.c.started_at))
    .where(agenda.c.work == _c.number)
    .scalar_subquery()
    .label("last_started")
)
_ACTED = sa.exists().where(writes.c.work == _c.number).label("has_acted")
_LEAVERS = sa.select(
    _c.number,
    _c.dedup_key,
    _c.subject,
    _c.status,
    _c.params,
    _c.opened_at,
    _c.settled_at,
    _STARTED,
    _ACTED,
)
_BEFORE_ACTING = (Status.NEW, Status.HELD, Status.DEFERRED, Status.REFUSED)
_BY_KEY = _LEAVERS.where(_c.dedup_key == sa.bindparam("key"))


@dataclass(frozen=True, slots=True)
class Leaver:
    """A leaver as the desk has it.  Times are seconds since 1970."""

    number: str
    dedup_key: str
    subject: str
    status: Status
    params: Mapping[str, str]
    opened_at: float
    settled_at: float | None
    last_started: float | None
    has_acted: bool  # at least one outside write was let through

    @property
    def is_new(self) -> bool:
        """No run of it was ever started."""
        return self.status is Status.NEW and self.last_started is None

    @property
    def is_waiting(self) -> bool:
        """Nothing was done yet, and no run is under way: it can be withdrawn."""
        if self.has_acted or self.status not in _BEFORE_ACTING:
            return False
        if self.last_started is None:
            return True
        return self.settled_at is not None and self.settled_at >= self.last_started

    @property
    def is_taken_back(self) -> bool:
        return self.status in (Status.UNDONE, Status.CANCELED)


def leaver_of_in(connection: sa.Connection, key: str) -> Leaver | None:
    row = connection.execute(_BY_KEY, {"key": key}).first()
    return None if row is None else _leaver(row)


def events_of(engine: sa.Engine, prefix: str) -> dict[str, str]:
    """Event to work item, for every event that begins with ``prefix``."""
    begins = _c.dedup_key.startswith(prefix, autoescape=True)
    with reading(engine) as connection:
        rows = connection.execute(sa.select(_c.dedup_key, _c.number).where(begins))
        return {key: number for key, number in rows}


def leavers_of(engine: sa.Engine, prefix: str, *, waiting: bool = False) -> list[Leaver]:
    """Every leaver whose event begins with ``prefix``, the oldest first.

    ``waiting``: only those that may not have begun.
    """
    wanted = _LEAVERS.where(_c.dedup_key.startswith(prefix, autoescape=True)).order_by(_c.seq)
    if waiting:
        wanted = wanted.where(_c.status.in_([status.value for status in _BEFORE_ACTING]))
    with reading(engine) as connection:
        return [_leaver(row) for row in connection.execute(wanted)]


def once_active(connection: sa.Connection, person: str = "") -> set[str]:
    """Of the people who left (or of one), those whom the record knew before they left."""
    was = field_changes.c
    changed = sa.exists().where(
        was.object_type == "person",
        was.object_id == people.c.id,
        was.field == "employment_status",
        was.before.is_not(None),
    )
    left = people.c.employment_status == EmploymentStatus.TERMINATED.value
    wanted = sa.select(people.c.id).where(left, changed)
    if person:
        wanted = wanted.where(people.c.id == person)
    return set(connection.scalars(wanted))


def cancel_in(connection: sa.Connection, number: str, why: str, now: float) -> None:
    """Withdraw a leaver that has not begun; the same event may open another one later."""
    ours = sa.update(work_items).where(_c.number == number)
    end = {"state": STATE_OF[Status.CANCELED].value, "status": Status.CANCELED.value}
    connection.execute(ours.values(**end, reasons=canonical([why]), settled_at=now))
    waiting = (agenda.c.work == number) & agenda.c.started_at.is_(None)
    connection.execute(sa.delete(agenda).where(waiting))
    release_in(connection, number, now)


def release_in(connection: sa.Connection, number: str, now: float) -> None:
    """This end of an employment no longer holds: nothing more is owed for it, and the next end of
    the same employment opens a leaver of its own."""
    connection.execute(sa.update(work_items).where(_c.number == number).values(dedup_key=None))
    drop_in(connection, number, now)


def _leaver(row: sa.Row[tuple[str]]) -> Leaver:
    return Leaver(
        number=row.number,
        dedup_key=row.dedup_key,
        subject=row.subject,
        status=Status(row.status),
        params=json.loads(row.params),
        opened_at=row.opened_at,
        settled_at=row.settled_at,
        last_started=row.last_started,
        has_acted=bool(row.has_acted),
    )
