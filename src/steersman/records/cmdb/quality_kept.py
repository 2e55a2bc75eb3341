"""The last count of the quality, kept: counting a hundred thousand items takes seconds.

One is kept for each filter that people see items through, so that nobody reads a count of what
they may not see.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.cmdb.quality import CHECKS, Score, Task
from steersman.records.cmdb.quality import Quality, QualityCounter
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

Filter = sa.ColumnElement[bool]
FRESH = 900.0  # seconds for which a count is good enough for a page
LONGEST = 300.0  # seconds; a count that was begun longer ago was broken off
ci_quality = sa.Table(
    "ci_quality",
    metadata,
    text_column("scope", key=True),  # digest of the filter
    sa.Column("counted_at", sa.Double, nullable=False),  # 0: never so far
    sa.Column("found", sa.JSON, nullable=False),
    sa.Column("begun_at", sa.Double),  # of a count that is under way
    text_column("fault"),  # why the last one came to nothing
)
_c = ci_quality.c


@dataclass(frozen=True, slots=True)
class KeptQuality:
    """``found`` is as ``as_json`` tells it; ``counted_at`` in seconds since 1970."""

    counted_at: float
    found: Json


@dataclass(frozen=True, slots=True)
class Standing:
    """``kept``: the last count; ``counting``: another is under way; ``fault``: why it failed."""

    kept: KeptQuality | None = None
    counting: bool = False
    fault: str = ""


class KeptQualities:
    """Counts, and what was counted last.  Whatever worker counts, each one reads the same."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def last(self, visible: Filter) -> KeptQuality | None:
        return self.standing(visible).kept

    def standing(self, visible: Filter) -> Standing:
        with reading(self._engine) as connection:
            row = connection.execute(self._row(visible)).mappings().first()
        if row is None:
            return Standing()
        kept = KeptQuality(row["counted_at"], row["found"]) if row["counted_at"] else None
        return Standing(kept, self._is_under_way(row), row["fault"])

    def begin(self, visible: Filter) -> bool:
        """Say that a count is under way, for ``count`` to end; False: one is already."""
        with writing(self._engine, "ci_quality") as connection:
            row = connection.execute(self._row(visible)).mappings().first()
            if row is not None and self._is_under_way(row):
                return False
            known = row or {"scope": self._scope(visible), "counted_at": 0.0, "found": {}}
            self._put(connection, {**known, "begun_at": self._clock.now(), "fault": ""})
        return True

    def count(self, visible: Filter) -> KeptQuality:
        """Count now, and keep it in place of the last one."""
        at = self._clock.now()
        with reading(self._engine) as connection:
            found = as_json(QualityCounter(connection, at, visible).count())
        row = {"scope": self._scope(visible), "counted_at": at, "found": found}
        with writing(self._engine, "ci_quality") as connection:
            self._put(connection, {**row, "begun_at": None, "fault": ""})
        return KeptQuality(at, found)

    def fail(self, visible: Filter, fault: str) -> None:
        """Say that the count under way came to nothing; the last one stays."""
        same = _c.scope == self._scope(visible)
        with writing(self._engine, "ci_quality") as connection:
            wanted = sa.update(ci_quality).where(same)
            connection.execute(wanted.values(begun_at=None, fault=fault))

    def _row(self, visible: Filter) -> sa.Select[*tuple[Any, ...]]:
        return sa.select(ci_quality).where(_c.scope == self._scope(visible))

    def _is_under_way(self, row: sa.RowMapping) -> bool:
        begun = row["begun_at"]
        return begun is not None and self._clock.now() - begun < LONGEST

    def _put(self, connection: sa.Connection, row: Mapping[str, Any]) -> None:
        connection.execute(sa.delete(ci_quality).where(_c.scope == row["scope"]))
        connection.execute(sa.insert(ci_quality), [dict(row)])

    def _scope(self, visible: Filter) -> str:
        spelled = visible.compile(self._engine)
        told = f"{spelled}\n{sorted((k, repr(v)) for k, v in spelled.params.items())}"
        return hashlib.sha256(told.encode()).hexdigest()


def as_json(quality: Quality) -> Json:
    """Scores from 0 to 1, what fails each check, and what to mend first."""
    return {
        "overall": _score(quality.overall),
        "classes": [_score(each) for each in quality.of_classes],
        "sources": [_score(each) for each in quality.of_sources],
        "checks": _checks(quality),
        "tasks": [_task(each) for each in quality.tasks],
    }


def check_as_json(name: str) -> Json:
    check = CHECKS[name]
    return {
        "check": check.name,
        "measure": check.measure.value,
        "title": check.title,
        "mend": check.mend,
    }


def _checks(quality: Quality) -> list[Json]:
    """Every check with the items of all classes that fail it."""
    failing: Counter[str] = Counter()
    critical: Counter[str] = Counter()
    for task in quality.tasks:
        failing[task.check.name] += task.failing
        critical[task.check.name] += task.critical
    return [
        {**check_as_json(name), "failing": failing[name], "critical": critical[name]}
        for name in CHECKS
    ]


def _score(score: Score) -> Json:
    shares = {measure.value: share for measure, share in score.shares.items()}
    return {"group": score.group, "items": score.items, "overall": score.overall, **shares}


def _task(task: Task) -> Json:
    return {
        **check_as_json(task.check.name),
        "class": task.group,
        "failing": task.failing,
        "critical": task.critical,
        "effect": task.effect,
    }
