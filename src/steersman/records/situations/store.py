"""Looking at situations: lists, one with all that belongs to it, and how far behind we are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.records.alerts.tables import alerts
from steersman.records.situations import cursor
from steersman.records.situations.tables import (
    situation_alerts,
    situation_events,
    situation_verdicts,
    situations,
)
from steersman.records.situations.writing import RESOLVED
from steersman.records.store import reading

_s, _m, _a = situations.c, situation_alerts.c, alerts.c
_e, _v = situation_events.c, situation_verdicts.c
# The gravest first, then the oldest.
_ORDER = (
    sa.case(
        (_s.severity == "critical", 0),
        (_s.severity == "high", 1),
        (_s.severity == "warning", 2),
        (_s.severity == "low", 3),
        (_s.severity == "info", 4),
        else_=5,
    ),
    _s.opened_at,
    _s.number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``where``: what the reader may see.  ``state``: empty means what is not resolved."""

    where: sa.ColumnElement[bool]
    state: str = ""
    every: bool = False
    limit: int = 100

    def condition(self) -> sa.ColumnElement[bool]:
        if self.state:
            return self.where & (_s.state == self.state)
        return self.where if self.every else self.where & (_s.state != RESOLVED)


@dataclass(frozen=True)
class Situations:
    engine: sa.Engine
    clock: Clock

    def search(self, wanted: Wanted) -> list[Json]:
        """The gravest first, then the oldest; resolved ones by when they were resolved."""
        order: tuple[sa.ColumnElement[Any], ...] = _ORDER
        if wanted.every or wanted.state == RESOLVED:
            last = _s.opened_at if wanted.every else _s.resolved_at
            order = (last.desc(), _s.number.desc())
        asked = sa.select(situations).where(wanted.condition()).order_by(*order)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked.limit(wanted.limit)).mappings()]

    def count(self, wanted: Wanted) -> int:
        asked = sa.select(sa.func.count()).select_from(situations).where(wanted.condition())
        with reading(self.engine) as connection:
            return connection.scalar(asked) or 0

    def find(self, number: str, where: sa.ColumnElement[bool]) -> Json | None:
        asked = sa.select(situations).where(_s.number == number, where)
        with reading(self.engine) as connection:
            row = connection.execute(asked).mappings().first()
        return None if row is None else dict(row)

    def alerts(self, number: str, where: sa.ColumnElement[bool], limit: int = 100) -> list[Json]:
        """Its alerts, those that people were told of first; ``where``: of the alerts' table."""
        columns = [column for column in alerts.c if column.name != "labels"]
        asked = (
            sa.select(*columns, _m.joined_at, _m.why, _m.opening)
            .join_from(situation_alerts, alerts, _a.id == _m.alert)
            .where(_m.situation == number, where)
            .order_by(_m.opening.desc(), _m.joined_at, _a.first_at, _a.id)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def timeline(self, number: str, limit: int = 500) -> list[Json]:
        """What happened, the first first; of a long story the last ``limit`` lines."""
        asked = sa.select(situation_events).where(_e.situation == number)
        with reading(self.engine) as connection:
            rows = connection.execute(asked.order_by(_e.seq.desc()).limit(limit)).mappings()
            return [dict(row) for row in rows][::-1]

    def verdicts(self, number: str) -> list[Json]:
        asked = sa.select(situation_verdicts).where(_v.situation == number).order_by(_v.at)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def of_alert(self, alert: str, where: sa.ColumnElement[bool]) -> Sequence[str]:
        """Numbers of the situations that an alert is or was in, the newest first."""
        asked = (
            sa.select(_s.number)
            .join_from(situation_alerts, situations, _s.number == _m.situation)
            .where(_m.alert == alert, where)
            .order_by(_s.opened_at.desc())
        )
        with reading(self.engine) as connection:
            return list(connection.scalars(asked))

    def numbers(self, asked: Collection[str]) -> set[str]:
        """Those of these work items that are situations."""
        wanted = sa.select(_s.number).where(_s.number.in_(sorted(asked)))
        with reading(self.engine) as connection:
            return set(connection.scalars(wanted))

    def behind(self) -> cursor.Behind:
        with reading(self.engine) as connection:
            return cursor.behind(connection)
