"""The last count of the quality, kept: counting a hundred thousand items takes seconds.

One is kept for each filter that people see items through, so that nobody reads a count of what
they may not see.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.cmdb.quality import CHECKS, Score, Task
from steersman.records.cmdb.quality import Quality, QualityCounter
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

Filter = sa.ColumnElement[bool]
FRESH = 900.0  # seconds for which a count is good enough for a page
ci_quality = sa.Table(
    "ci_quality",
    metadata,
    text_column("scope", key=True),  # digest of the filter
    sa.Column("counted_at", sa.Double, nullable=False),
    sa.Column("found", sa.JSON, nullable=False),
)
_c = ci_quality.c


@dataclass(frozen=True, slots=True)
class KeptQuality:
    """``found`` is as ``as_json`` tells it; ``counted_at`` in seconds since 1970."""

    counted_at: float
    found: Json


class KeptQualities:
    """Counts, and what was counted last."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def last(self, visible: Filter) -> KeptQuality | None:
        wanted = sa.select(_c.counted_at, _c.found).where(_c.scope == self._scope(visible))
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return None if row is None else KeptQuality(row.counted_at, row.found)

    def count(self, visible: Filter) -> KeptQuality:
        """Count now, and keep it in place of the last one."""
        at = self._clock.now()
        with reading(self._engine) as connection:
            found = as_json(QualityCounter(connection, at, visible).count())
        scope = self._scope(visible)
        with writing(self._engine, "ci_quality") as connection:
            connection.execute(sa.delete(ci_quality).where(_c.scope == scope))
            row = {"scope": scope, "counted_at": at, "found": found}
            connection.execute(sa.insert(ci_quality), [row])
        return KeptQuality(at, found)

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
