"""Obligations: what is owed by when.  A row, so that no run ever waits for a date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.records.desk.tables import obligations
from steersman.records.store import writing


class Obliged(Enum):
    OPEN = "open"
    MET = "met"
    OVERDUE = "overdue"  # people were told; it is still owed
    STARTED = "started"  # the work that it starts was opened
    DROPPED = "dropped"  # no longer owed: the work behind it was undone or canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    id: str  # "REQ0000012/access_closed"
    work: str
    kind: str
    text: str  # in an administrator's words
    due_at: float
    starts: Mapping[str, str] | None = None  # the procedure to start when it is due, and its input


@dataclass(frozen=True)
class Obligations:
    engine: sa.Engine
    clock: Clock

    def owe(self, obligation: Obligation) -> None:
        """Write it down once; the same id again changes nothing."""
        with writing(self.engine, "desk") as connection:
            owe_in(connection, obligation)

    def due(self) -> list[Obligation]:
        now = self.clock.now()
        wanted = sa.select(obligations).where(
            obligations.c.state == Obliged.OPEN.value, obligations.c.due_at <= now
        )
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.order_by(obligations.c.due_at)).all()
        return [_obligation(row) for row in rows]

    def of(self, work: str) -> list[Json]:
        wanted = sa.select(obligations).where(obligations.c.work == work)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def put_off(self, obligation: str, due_at: float) -> bool:
        """Owe it at another time; ``False``: it is not open any more."""
        ours = (obligations.c.id == obligation) & (obligations.c.state == Obliged.OPEN.value)
        with writing(self.engine, "desk") as connection:
            moved = connection.execute(sa.update(obligations).where(ours).values(due_at=due_at))
        return moved.rowcount == 1

    def close(self, obligation: str, state: Obliged) -> None:
        with writing(self.engine, "desk") as connection:
            close_in(connection, obligation, state, self.clock.now())


def owe_in(connection: sa.Connection, obligation: Obligation) -> None:
    known = sa.select(obligations.c.id).where(obligations.c.id == obligation.id)
    if connection.scalar(known) is not None:
        return
    row = {
        "id": obligation.id,
        "work": obligation.work,
        "kind": obligation.kind,
        "text": obligation.text,
        "due_at": obligation.due_at,
        "starts": canonical(dict(obligation.starts or {})),
        "state": Obliged.OPEN.value,
    }
    connection.execute(sa.insert(obligations), row)


def close_in(connection: sa.Connection, obligation: str, state: Obliged, now: float) -> None:
    """Close it, unless it is closed already.  One that is overdue can still be met."""
    ours = sa.update(obligations).where(
        obligations.c.id == obligation,
        obligations.c.state.in_([Obliged.OPEN.value, Obliged.OVERDUE.value]),
    )
    connection.execute(ours.values(state=state.value, closed_at=now))


def is_open_in(connection: sa.Connection, obligation: str) -> bool:
    ours = obligations.c.id == obligation
    return connection.scalar(sa.select(obligations.c.state).where(ours)) == Obliged.OPEN.value


def drop_in(connection: sa.Connection, work: str, now: float) -> None:
    """Nothing is owed for ``work`` any more: it was undone or canceled."""
    ours = sa.update(obligations).where(
        obligations.c.work == work,
        obligations.c.state.in_([Obliged.OPEN.value, Obliged.OVERDUE.value]),
    )
    connection.execute(ours.values(state=Obliged.DROPPED.value, closed_at=now))


def _obligation(row: sa.Row[tuple[str]]) -> Obligation:
    starts = json.loads(row.starts)
    return Obligation(
        id=row.id,
        work=row.work,
        kind=row.kind,
        text=row.text,
        due_at=row.due_at,
        starts=starts or None,
    )
