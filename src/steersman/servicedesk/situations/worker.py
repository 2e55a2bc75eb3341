"""Joins the durable intake with the pipeline: stored events in, situations out, exactly once.

What is costly is done without a lock.  Then one transaction writes the situations, what was held
back, what was learned and how far it went, unless another worker went on in the meantime.  A worker
that is killed at any moment has done all of a batch or nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.desk.work import WorkItems
from steersman.records.situations import cursor, mutes, writing
from steersman.records.store import also_lock, reading
from steersman.records.store import writing as alone
from steersman.servicedesk.situations.board import Board
from steersman.servicedesk.situations.judging import Judge, Judged
from steersman.servicedesk.situations.keeping import settle
from steersman.servicedesk.situations.telling import ConsoleOnly, Tells

BATCH = 2_000  # events judged at once
BATCHES = 200  # in one go, so that stopping does not wait for a whole storm
IDLE = 5.0  # seconds between two looks at what time alone may have changed


@dataclass
class Situating:
    """One for each process; several processes take turns by the version of the cursor."""

    engine: sa.Engine
    work_items: WorkItems
    clock: Clock
    tells: Tells = field(default_factory=ConsoleOnly)
    batch: int = BATCH
    judge: Judge = field(default_factory=Judge)
    _looked_at: float = 0.0

    def work(self) -> int:
        """Judge what came since; returns how many events that were."""
        total = 0
        for _ in range(BATCHES):
            came = self.turn()
            total += came
            if came < self.batch:
                break
        return total

    def wake(self) -> None:
        """Something changed that alerts depend on: look at the next turn, whatever the time."""
        self._looked_at = 0.0

    def turn(self) -> int:
        """One batch.  0: nothing came, or another worker was faster."""
        now = self.clock.now()
        if not self._is_due(now):
            return 0
        try:
            with reading(self.engine) as connection:
                judged = self.judge.judge(connection, self.batch, now)
            written = self._write(judged, now)
        except BaseException:
            self.judge.forget()
            raise
        self._looked_at = now
        if not written:
            self.judge.forget()
            return 0
        return judged.came

    def _is_due(self, now: float) -> bool:
        if now - self._looked_at >= IDLE or now < self._looked_at:
            return True
        with reading(self.engine) as connection:
            return cursor.behind_by(connection) > 0

    def _write(self, judged: Judged, now: float) -> bool:
        """False: another worker went on from where this one began, so nothing was written."""
        with alone(self.engine, writing.LOCK) as connection:
            also_lock(connection, "desk")
            mark = cursor.read(connection)
            if mark != judged.mark:
                return False
            _hold(connection, judged, now)
            board = Board(connection, self.work_items, now)
            board.load()
            board.take([*judged.events, *judged.again], judged)
            for told in judged.told:
                board.tell(told, judged)
            board.look_back(judged.seq)
            settle(board, self.tells)
            if judged.state is not None or judged.loosened:
                mark = cursor.write_in(connection, mark, judged.seq, now, judged.state)
        self.judge.wrote(mark)
        return True


def _hold(connection: sa.Connection, judged: Judged, now: float) -> None:
    rows = [
        {
            "event": event.seq,
            "alert": event.alert,
            "kind": why.kind,
            "holder": why.holder,
            "at": event.received_at,
            "released_at": None,
        }
        for event, why in judged.held
    ]
    mutes.hold_in(connection, rows)
    mutes.release_in(connection, [event.seq for event in judged.again], now)
    for event, why in judged.anew:
        mutes.hold_anew_in(connection, event.seq, why.kind, why.holder)
    mutes.settle_in(connection, judged.over, now)
