"""The agenda: which run of which work item is due when."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.work import Due
from steersman.records.desk.tables import agenda
from steersman.records.prepared import Prepared
from steersman.records.store import reading, writing

_LAST = Prepared(
    sa.select(sa.func.max(agenda.c.attempt)).where(agenda.c.work == sa.bindparam("work"))
)
_OPEN = sa.select(agenda.c.run).where(
    agenda.c.work == sa.bindparam("work"), agenda.c.started_at.is_(None)
)
_INSERT = Prepared(sa.insert(agenda))
_DUE = Prepared(
    sa.select(agenda.c.run, agenda.c.work, agenda.c.attempt)
    .where(agenda.c.started_at.is_(None), agenda.c.due_at <= sa.bindparam("now"))
    .order_by(agenda.c.due_at)
    .limit(sa.bindparam("most"))
)
_CLAIM = Prepared(
    sa.update(agenda)
    .where(agenda.c.run.in_(sa.bindparam("runs", expanding=True)))
    .values(started_at=sa.bindparam("now"))
)
_NEXT_DUE = sa.select(sa.func.min(agenda.c.due_at)).where(agenda.c.started_at.is_(None))


@dataclass(frozen=True)
class Agenda:
    engine: sa.Engine
    clock: Clock

    def due(self, most: int = 100) -> list[Due]:
        """Runs that should start now, the longest due first."""
        with reading(self.engine) as connection:
            rows = _DUE.all(connection, {"now": self.clock.now(), "most": most})
        return [Due(*row) for row in rows]

    def started(self, runs: list[str]) -> None:
        """Mark runs that the engine has taken on; it will finish them whatever happens."""
        with writing(self.engine, "desk") as connection:
            _CLAIM.run(connection, {"runs": runs, "now": self.clock.now()})

    def long_open(self, seconds: float) -> list[Due]:
        """Runs that began longer ago than this and never came to an end."""
        with reading(self.engine) as connection:
            rows = connection.execute(_LONG_OPEN, {"before": self.clock.now() - seconds})
            return [Due(*row) for row in rows]

    def begin_again(self, lost: Due) -> None:
        """Give the work of a run that was lost another one."""
        with writing(self.engine, "desk") as connection:
            end_in(connection, lost.run, self.clock.now())
            schedule(connection, lost.work, self.clock.now(), after=lost.attempt)

    def next_due(self) -> float | None:
        with reading(self.engine) as connection:
            due: float | None = connection.scalar(_NEXT_DUE)
        return due

    def wake(self, work: str) -> None:
        """Put ``work`` on the agenda for now: an approval, an answer or a released switch."""
        with writing(self.engine, "desk") as connection:
            wake(connection, work, self.clock.now())


_END = Prepared(
    sa.update(agenda)
    .where(agenda.c.run == sa.bindparam("b_run"))
    .values(ended_at=sa.bindparam("b_now"))
)
_LONG_OPEN = (
    sa.select(agenda.c.run, agenda.c.work, agenda.c.attempt)
    .where(agenda.c.ended_at.is_(None), agenda.c.started_at < sa.bindparam("before"))
    .order_by(agenda.c.started_at)
    .limit(100)
)


def end_in(connection: sa.Connection, run: str, now: float) -> None:
    """Say that a run came to its end, whatever that was."""
    _END.run(connection, {"b_run": run, "b_now": now})


def schedule(connection: sa.Connection, work: str, at: float, *, after: int | None = None) -> None:
    """Put the next run of ``work`` on the agenda, inside the caller's transaction.

    ``after``: the attempt that asks; asking twice for the same next run is asking once.
    """
    last: int = _LAST.scalar(connection, {"work": work}) or 0
    if after is not None and last > after:
        return
    attempt = last + 1
    row = {"run": f"{work}#{attempt}", "work": work, "attempt": attempt, "due_at": at}
    _INSERT.run(connection, {**row, "started_at": None, "ended_at": None})


def wake(connection: sa.Connection, work: str, now: float) -> None:
    """Bring the next run forward to ``now``; where none is planned, plan one."""
    waiting = connection.scalar(_OPEN, {"work": work})
    if waiting is None:
        schedule(connection, work, now)
    else:
        mine = sa.update(agenda).where(agenda.c.run == waiting, agenda.c.due_at > now)
        connection.execute(mine.values(due_at=now))
