"""Which expressions are watched, at which system, how often, and what is expected of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.series.tables import (
    series,
    series_anomalies,
    series_points,
    series_watches,
)
from steersman.records.store import reading, writing

LOCK = "series"
SHORTEST, LONGEST = 1.0, 86_400.0  # seconds of a step
FARTHEST = 3_650.0  # days of a horizon
MOST = 500  # watches
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,60}")
_w = series_watches.c
_DECLARED = (
    *("system", "expression", "step", "detect", "capacity", "falling", "horizon", "unit"),
    *("added_by", "added_at"),
)
_ANOTHER = ("system", "expression", "step")  # what differs here is measured anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """``step`` in seconds, ``horizon`` in days; ``capacity``: what must not be reached.

    ``read_until``: the newest moment that was read, None: nothing yet; ``failure``: why the system
    could not be read since ``failed_at``; empty when it could.
    """

    name: str
    system: str
    expression: str
    step: float = 60.0
    detect: bool = True
    capacity: float | None = None
    falling: bool = False
    horizon: float = 14.0
    unit: str = ""
    added_by: str = ""
    added_at: float = 0.0
    read_until: float | None = None
    read_at: float | None = None
    failed_at: float | None = None
    failure: str = ""

    def is_another(self, other: Watch) -> bool:
        """Whether ``other`` measures something else, so that nothing learned holds for it."""
        return any(getattr(self, name) != getattr(other, name) for name in _ANOTHER)


@dataclass(frozen=True)
class Watches:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger

    def all(self, where: sa.ColumnElement[bool] | None = None) -> Sequence[Watch]:
        """Those that ``where`` lets through: what a reader may see."""
        wanted = sa.select(series_watches).order_by(_w.name)
        with reading(self.engine) as connection:
            seen = wanted if where is None else wanted.where(where)
            return [Watch(**row) for row in connection.execute(seen).mappings()]

    def get(self, name: str, where: sa.ColumnElement[bool] | None = None) -> Watch | None:
        same = _w.name == name
        return next(iter(self.all(same if where is None else same & where)), None)

    def keep(self, watch: Watch, *, by: str) -> bool:
        """Watch it from now on, or change how; whether it is new.

        What else is measured, or where, begins anew: points and anomalies of before are gone.
        """
        check(watch)
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            wanted = sa.select(series_watches).where(_w.name == watch.name)
            row = connection.execute(wanted).mappings().first()
            before = None if row is None else Watch(**row)
            if before is None and _many(connection):
                raise Permanent(f"{MOST} expressions are watched already: end one first")
            given = {name: value for name, value in asdict(watch).items() if name in _DECLARED}
            given |= {"added_by": by, "added_at": now}
            if before is None:
                new = {"name": watch.name, "failure": "", **given}
                connection.execute(sa.insert(series_watches).values(new))
            else:
                self._change(connection, before, watch, given)
            self._note(connection, "watched", watch, by)
        return before is None

    def _change(
        self, connection: sa.Connection, before: Watch, watch: Watch, given: dict[str, object]
    ) -> None:
        if before.is_another(watch):
            _forget(connection, watch.name)
            given |= {"read_until": None, "failed_at": None, "failure": ""}
        else:
            given |= {"added_at": before.added_at}
        same = _w.name == watch.name
        connection.execute(sa.update(series_watches).where(same).values(**given))

    def end(self, name: str, *, by: str) -> bool:
        """Watch it no longer: its points, anomalies and verdicts go; False: it was not watched."""
        before = self.get(name)
        if before is None:
            return False
        with writing(self.engine, LOCK) as connection:
            _forget(connection, name)
            gone = connection.execute(sa.delete(series_watches).where(_w.name == name))
            if gone.rowcount:
                self._note(connection, "ended", before, by)
        return bool(gone.rowcount)

    def failed(self, name: str, why: str) -> None:
        """It cannot be read now; since when, stays as it was the first time."""
        now = self.clock.now()
        values = {"failure": why, "failed_at": sa.func.coalesce(_w.failed_at, now)}
        with writing(self.engine, LOCK) as connection:
            connection.execute(sa.update(series_watches).where(_w.name == name).values(**values))

    def _note(self, connection: sa.Connection, what: str, watch: Watch, by: str) -> None:
        names = ("name", "system", "expression", "step", "detect", "capacity", "falling", "horizon")
        body: Json = {"what": what, "by": by, **{each: getattr(watch, each) for each in names}}
        entry = Entry(f"series:{watch.name}:{uuid4().hex}", "series", self.clock.now(), body)
        self.ledger.record_in(connection, [entry])


def check(watch: Watch) -> None:
    """``Permanent`` names what makes no sense, and the mend."""
    if not _NAME.fullmatch(watch.name):
        raise Permanent("a name has small letters, digits, dots and dashes, like disk-db-1")
    if not watch.expression.strip() or "\0" in watch.expression:
        raise Permanent("there is no expression: give one, like rate(http_requests_total[5m])")
    if not SHORTEST <= watch.step <= LONGEST:
        raise Permanent(f"a step of {watch.step:g} s: take {SHORTEST:g} s to a day")
    if watch.capacity is not None and not math.isfinite(watch.capacity):
        raise Permanent("the capacity is no number: give one, like 95")
    if not 0 < watch.horizon <= FARTHEST:
        raise Permanent(f"a horizon of {watch.horizon:g} days: take up to {FARTHEST:,.0f}")


def _many(connection: sa.Connection) -> bool:
    found = connection.scalar(sa.select(sa.func.count()).select_from(series_watches))
    return (found or 0) >= MOST


def _forget(connection: sa.Connection, watch: str) -> None:
    ids = sa.select(series.c.id).where(series.c.watch == watch)
    for table in (series_points, series_anomalies):
        connection.execute(sa.delete(table).where(table.c.series.in_(ids)))
    connection.execute(sa.delete(series).where(series.c.watch == watch))
