"""What people said of anomalies: the detector's precision on each watched expression."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.series.declared import LOCK
from steersman.records.series.tables import series, series_anomalies
from steersman.records.store import reading, writing

USEFUL, NOT_USEFUL = "useful", "not useful"
LOOKED_AT = 20  # the newest verdicts of a watch
ENOUGH = 6  # of them, before anything is said
POOR = 0.2  # share of useful ones below which a detector tells nobody any more
_a, _s = series_anomalies.c, series.c


@dataclass(frozen=True, slots=True)
class Worth:
    """``useful`` of the ``judged`` that were looked at last."""

    useful: int = 0
    judged: int = 0

    @property
    def precision(self) -> float | None:
        """The share that was useful; None: too few were judged to say."""
        return self.useful / self.judged if self.judged >= ENOUGH else None

    @property
    def is_muted(self) -> bool:
        """Its anomalies are still drawn, and nobody is told, until people judge otherwise."""
        precision = self.precision
        return precision is not None and precision < POOR


@dataclass(frozen=True)
class Verdicts:
    engine: sa.Engine
    clock: Clock

    def judge(self, anomaly: str, useful: bool, *, by: str) -> bool:
        """Say whether it was worth knowing; the last word counts.  False: there is none such."""
        verdict, now = USEFUL if useful else NOT_USEFUL, self.clock.now()
        with writing(self.engine, LOCK) as connection:
            wanted = sa.update(series_anomalies).where(_a.id == anomaly)
            wanted = wanted.values(verdict=verdict, judged_by=by, judged_at=now)
            return bool(connection.execute(wanted).rowcount)

    def anomaly_at(self, series_id: str, at: float) -> str:
        """The id of the anomaly of a series that an alert of this moment tells; or empty."""
        wanted = sa.select(_a.id).where(_a.series == series_id, _a.at <= at)
        with reading(self.engine) as connection:
            return connection.scalar(wanted.order_by(_a.at.desc()).limit(1)) or ""

    def worth(self, watch: str) -> Worth:
        """How its newest verdicts fell."""
        wanted = sa.select(_a.verdict).join_from(series_anomalies, series, _s.id == _a.series)
        wanted = wanted.where(_s.watch == watch, _a.verdict != "")
        wanted = wanted.order_by(_a.judged_at.desc()).limit(LOOKED_AT)
        with reading(self.engine) as connection:
            found = connection.scalars(wanted).all()
        return Worth(sum(each == USEFUL for each in found), len(found))
