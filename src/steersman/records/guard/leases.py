"""Leases: while a run holds a target, no other run of ours may touch it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from steersman.records.guard.tables import leases
from steersman.records.prepared import Prepared

LASTS = 600.0  # seconds; renewed by the writes themselves while a run is alive

_THESE = leases.c.target.in_(sa.bindparam("targets", expanding=True))
_BUSY = Prepared(
    sa.select(leases.c.target, leases.c.expires_at).where(
        _THESE,
        leases.c.run != sa.bindparam("run"),
        leases.c.expires_at > sa.bindparam("now"),
    )
)
_CLEAR = Prepared(sa.delete(leases).where(_THESE))
_LET_GO = Prepared(sa.delete(leases).where(leases.c.run == sa.bindparam("run")))
_INSERT = Prepared(sa.insert(leases))


def busy_in(
    connection: sa.Connection, targets: Iterable[str], run: str, now: float
) -> Mapping[str, float]:
    """Which of ``targets`` another run holds, and until when."""
    asked = {"targets": sorted(targets), "run": run, "now": now}
    return dict(_BUSY.all(connection, asked))


def take_in(connection: sa.Connection, targets: Iterable[str], run: str, now: float) -> None:
    """Take all of them.  The caller has just found none busy, under the same lock."""
    wanted = sorted(targets)
    if not wanted:
        return
    _CLEAR.run(connection, {"targets": wanted})
    rows = [{"target": target, "run": run, "expires_at": now + LASTS} for target in wanted]
    _INSERT.run(connection, *rows)


def let_go_in(connection: sa.Connection, run: str) -> None:
    _LET_GO.run(connection, {"run": run})
