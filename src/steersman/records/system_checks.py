"""What the last check of each system found: rights held against rights needed, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

system_checks = sa.Table(
    "system_checks",
    metadata,
    text_column("system", key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("reached", sa.Boolean, nullable=False),
    text_column("detail"),
    text_column("missing"),  # JSON lists of rights
    text_column("excessive"),
    text_column("unknown"),
    sa.Column("reached_at", sa.Double),  # when it last answered; None: never
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCheck:
    """Times are seconds since 1970.  ``unknown``: rights that cannot be told without writing."""

    system: str
    at: float
    reached: bool
    detail: str
    missing: tuple[str, ...] = ()
    excessive: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    reached_at: float | None = None


@dataclass(frozen=True)
class SystemChecks:
    engine: sa.Engine
    clock: Clock

    def keep(
        self,
        system: str,
        *,
        reached: bool,
        detail: str,
        missing: tuple[str, ...] = (),
        excessive: tuple[str, ...] = (),
        unknown: tuple[str, ...] = (),
    ) -> None:
        """Keep what a check found, in place of the one before."""
        now, same = self.clock.now(), system_checks.c.system == system
        row = {"at": now, "reached": reached, "detail": detail}
        row |= {"missing": json.dumps(missing), "excessive": json.dumps(excessive)}
        row |= {"unknown": json.dumps(unknown)}
        with writing(self.engine, "systems") as connection:
            before = connection.scalar(sa.select(system_checks.c.reached_at).where(same))
            connection.execute(sa.delete(system_checks).where(same))
            row["reached_at"] = now if reached else before
            connection.execute(sa.insert(system_checks).values(system=system, **row))

    def all(self) -> Mapping[str, SystemCheck]:
        """By system, those that were ever checked."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(system_checks)).mappings().all()
        return {row["system"]: _check(row) for row in rows}


def _check(row: sa.RowMapping) -> SystemCheck:
    lists = {name: tuple(json.loads(row[name])) for name in ("missing", "excessive", "unknown")}
    return SystemCheck(**{**row, **lists})
