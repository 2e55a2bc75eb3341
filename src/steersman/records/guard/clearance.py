"""The last question before an outside write, asked in one short read."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.guard.leases import LASTS
from steersman.records.guard.switches import EVERYTHING
from steersman.records.guard.tables import leases, switches, workers
from steersman.records.prepared import Prepared
from steersman.records.store import reading, writing

STOPS = ("everything", "capability", "system", "procedure")  # the switches that may stop a step

# The whole question in one row, also for a run that holds no lease.
_MAY_WRITE = Prepared(
    sa.select(
        sa.select(workers.c.epoch)
        .where(workers.c.worker == sa.bindparam("worker"))
        .scalar_subquery(),
        sa.select(sa.func.min(switches.c.scope))
        .where(sa.or_(*(switches.c.scope == sa.bindparam(name) for name in STOPS)))
        .scalar_subquery(),
        sa.func.count(),
        sa.func.min(leases.c.expires_at),
    )
    .select_from(leases)
    .where(leases.c.run == sa.bindparam("run"))
)
_RENEW = (  # a parameter of an UPDATE may not be called like a column
    sa.update(leases)
    .where(leases.c.run == sa.bindparam("holder"))
    .values(expires_at=sa.bindparam("until"))
)


class Stopped(Exception):
    """A kill switch is thrown, or the lease on a target was lost."""


class Fenced(BaseException):
    """Somebody took this worker's runs over.  Not an ``Exception``: no stage may handle it."""


@dataclass(frozen=True)
class Clearance:
    """One worker's right to write, which it must show before every outside write."""

    engine: sa.Engine
    clock: Clock
    worker: str
    epoch: str

    def to_write(
        self, run: str, key: str, procedure: str, target_count: int, *, prove: bool = False
    ) -> None:
        """Raise ``Stopped`` or ``Fenced`` unless this very process may write for ``run`` now.

        ``key`` is the registry key of the capability; ``target_count`` the leases that the run
        must still hold.  ``prove``: nothing was written down right before, so find out by a
        write of our own that the record takes writes at all; raises its error when it does not.
        """
        about = {"worker": self.worker, "run": run, **_stops(key, procedure)}
        with reading(self.engine) as connection:
            ((epoch, scope, count, ends_at),) = _MAY_WRITE.all(connection, about)
        if epoch != self.epoch:
            raise Fenced(f"{self.worker} was taken over")
        if scope is not None:
            raise Stopped(f"kill switch {scope!r} is thrown")
        now = self.clock.now()
        if count < target_count or (ends_at is not None and ends_at <= now):
            raise Stopped("a lease on a target was lost")
        if prove or (ends_at is not None and ends_at - now < LASTS / 2):
            with writing(self.engine, "leases") as connection:
                connection.execute(_RENEW, {"holder": run, "until": now + LASTS})


def _stops(key: str, procedure: str) -> dict[str, str]:
    capability, _, system = key.partition("@")
    return {
        "everything": EVERYTHING,
        "capability": f"capability:{capability}",
        "system": f"system:{system}",
        "procedure": f"procedure:{procedure}",
    }
