"""Who is alive, and whose runs somebody else must finish.

A worker's right to act is its epoch in this table.  Taking over replaces the epoch first, so a
worker that was only slow finds, right before its next write, that it may not write any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.guard.clearance import Fenced
from steersman.records.guard.tables import workers
from steersman.records.store import reading, writing

TAKEN_OVER = "taken over"


@dataclass(frozen=True)
class Workers:
    engine: sa.Engine
    clock: Clock

    def enlist(self, worker: str) -> str:
        """Claim the name for this process.  An older process of that name is fenced by it."""
        epoch = uuid4().hex
        mine = {"worker": worker, "epoch": epoch, "beat_at": self.clock.now(), "swept": False}
        with writing(self.engine, "workers") as connection:
            connection.execute(sa.delete(workers).where(workers.c.worker == worker))
            connection.execute(sa.insert(workers).values(**mine))
        return epoch

    def beat(self, worker: str, epoch: str) -> None:
        """Say that this process lives.  Raises ``Fenced`` when its runs were taken over."""
        mine = sa.update(workers).where(workers.c.worker == worker, workers.c.epoch == epoch)
        with writing(self.engine, "workers") as connection:
            if connection.execute(mine.values(beat_at=self.clock.now())).rowcount == 0:
                raise Fenced(f"{worker} was taken over")

    def holds(self, worker: str, epoch: str) -> bool:
        """Whether the name is still this process's.  Reads only."""
        wanted = sa.select(workers.c.epoch).where(workers.c.worker == worker)
        with reading(self.engine) as connection:
            return bool(connection.scalar(wanted) == epoch)

    def alive(self, silent_for: float) -> list[str]:
        """Every worker that gave a sign of life in the last ``silent_for`` seconds."""
        since = workers.c.beat_at >= self.clock.now() - silent_for
        wanted = sa.select(workers.c.worker).where(since, workers.c.epoch != TAKEN_OVER)
        with reading(self.engine) as connection:
            return list(connection.scalars(wanted.order_by(workers.c.worker)))

    def leave(self, worker: str, epoch: str) -> None:
        """Go in good order: nobody need take anything over."""
        mine = sa.delete(workers).where(workers.c.worker == worker, workers.c.epoch == epoch)
        with writing(self.engine, "workers") as connection:
            connection.execute(mine)

    def claim_dead(self, silent_for: float) -> list[str]:
        """Fence every worker silent for ``silent_for`` seconds and claim its runs.

        A claim that did not end in ``swept`` lapses after the same time: the one who took over
        may have died too.
        """
        before = self.clock.now() - silent_for
        silent = sa.and_(
            workers.c.swept.is_(False),
            workers.c.beat_at < before,
            sa.or_(workers.c.claimed_at.is_(None), workers.c.claimed_at < before),
        )
        with writing(self.engine, "workers") as connection:
            names = list(connection.scalars(sa.select(workers.c.worker).where(silent)))
            if names:
                claimed = sa.update(workers).where(workers.c.worker.in_(names))
                taken = {"epoch": TAKEN_OVER, "claimed_at": self.clock.now()}
                connection.execute(claimed.values(**taken))
        return names

    def swept(self, worker: str) -> None:
        taken = sa.and_(workers.c.worker == worker, workers.c.epoch == TAKEN_OVER)
        with writing(self.engine, "workers") as connection:
            connection.execute(sa.update(workers).where(taken).values(swept=True))
