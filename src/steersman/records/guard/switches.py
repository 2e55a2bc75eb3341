"""Kill switches: for everything, one capability, one system, or one procedure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import Status
from steersman.records.desk.agenda import wake
from steersman.records.desk.tables import work_items
from steersman.records.guard.tables import switches
from steersman.records.prepared import Prepared
from steersman.records.store import writing

EVERYTHING = "everything"
KINDS = ("capability", "system", "procedure")
_THROWN = Prepared(
    sa.select(switches.c.scope).where(switches.c.scope.in_(sa.bindparam("scopes", expanding=True)))
)


@dataclass(frozen=True)
class Switches:
    engine: sa.Engine
    clock: Clock

    def throw(self, scope: str, *, by: str, reason: str = "") -> None:
        """Stop ``scope`` before its very next outside write, in every worker."""
        check_scope(scope)
        row = {"thrown_by": by, "thrown_at": self.clock.now(), "reason": reason}
        with writing(self.engine, "switches") as connection:
            connection.execute(sa.delete(switches).where(switches.c.scope == scope))
            connection.execute(sa.insert(switches).values(scope=scope, **row))

    def release(self, scope: str) -> None:
        """Let ``scope`` go on, and try again what it had held."""
        check_scope(scope)
        held = sa.select(work_items.c.number).where(
            work_items.c.status.in_([Status.HELD.value, Status.INCOMPLETE.value]),
            work_items.c.reasons.contains("kill switch"),
        )
        with writing(self.engine, "desk") as connection:
            gone = connection.execute(sa.delete(switches).where(switches.c.scope == scope))
            if gone.rowcount == 0:
                raise Permanent(f"no kill switch is thrown for {scope!r}")
            for number in connection.scalars(held).all():
                wake(connection, number, self.clock.now())

    def thrown(self) -> Sequence[Json]:
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(switches).order_by(switches.c.scope)).mappings()
            return [dict(row) for row in rows]


def check_scope(scope: str) -> None:
    kind, _, name = scope.partition(":")
    if scope != EVERYTHING and (kind not in KINDS or not name or "@" in name):
        known = ", ".join(f"{each}:NAME" for each in KINDS)
        raise Permanent(f"{scope!r} is no scope: use {EVERYTHING!r} or {known}")


def scopes_of(keys: Iterable[str], procedure: str = "") -> list[str]:
    """Every switch that would stop the capabilities behind these registry keys."""
    scopes = {EVERYTHING}
    if procedure:
        scopes.add(f"procedure:{procedure}")
    for key in keys:
        capability, _, system = key.partition("@")
        scopes |= {f"capability:{capability}", f"system:{system}"}
    return sorted(scopes)


def thrown_in(connection: sa.Connection, scopes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(scope for (scope,) in _THROWN.all(connection, {"scopes": scopes})))
