"""New points of one series: scored in their order, each once, by what was learned before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from steersman.domain.canonical import Json, canonical
from steersman.records.series import Anomaly, Line, Watch
from steersman.signals.series.band import Expected, expected
from steersman.signals.series.detector import CHART, PAGE, Detector

CALM = 12  # expected points, one after another, after which what was unusual is over
NEW_LEVEL = 200  # points after which the unusual is the usual, whatever the range says


@dataclass(frozen=True, slots=True)
class Begun:
    """Something unusual that people should know of."""

    anomaly: Anomaly


@dataclass(frozen=True, slots=True)
class Over:
    at: float


@dataclass(slots=True)
class Taken:
    """``line`` as it stands after the points; ``told``: what began and what was over, in order."""

    line: Line
    points: list[Json] = field(default_factory=list)
    anomalies: dict[str, Anomaly] = field(default_factory=dict)
    told: list[Begun | Over] = field(default_factory=list)


def line_id(watch: str, labels: Json) -> str:
    """The same for the same watch and labels, so that a series keeps its address."""
    return f"ser_{hashlib.sha256(canonical([watch, labels]).encode()).hexdigest()[:20]}"


def take(
    line: Line, watch: Watch, points: Iterable[tuple[float, float]], *, muted: bool = False
) -> Taken:
    """Score ``points`` that came after those of ``line``.

    What lies before the watch began is history: drawn, and nobody is told of it.
    """
    detector = Detector.restore(json.loads(line.state)) if line.state else Detector()
    reading = _Reading(watch, detector, Taken(line), muted)
    for at, value in points:
        reading.take(at, value)
    state = json.dumps(detector.state()) if watch.detect else ""
    reading.taken.line = replace(reading.taken.line, state=state)
    return reading.taken


@dataclass(slots=True)
class _Reading:
    watch: Watch
    detector: Detector
    taken: Taken
    muted: bool

    def take(self, at: float, value: float) -> None:
        range_, score = None, 0.0
        if self.watch.detect:
            range_ = expected(self.detector, at)
            score = self.detector.update(at, value)
        row: Json = {"series": self.taken.line.id, "at": at, "value": value, "score": score}
        row |= {"low": range_.low if range_ else None, "high": range_.high if range_ else None}
        self.taken.points.append(row)
        line = self.taken.line
        self.taken.line = replace(line, seen=line.seen + 1, last_at=at, last_value=value)
        self._calm(at, range_ is None or range_.holds(value))
        if score >= CHART:
            self._unusual(at, value, score, range_)

    def _unusual(self, at: float, value: float, score: float, range_: Expected | None) -> None:
        line = self.taken.line
        tells = score >= PAGE and at >= self.watch.added_at and not self.muted
        tells = tells and line.unusual_since is None  # the way back is no news
        here = Anomaly(
            id=f"{line.id}-{at:.0f}",
            series=line.id,
            at=at,
            until=at,
            value=value,
            score=score,
            low=range_.low if range_ else None,
            high=range_.high if range_ else None,
            reason=reason(value, range_, self._rhythm()),
            told=tells,
        )
        found = self._going_on(here)
        self.taken.anomalies[found.id] = found
        self.taken.line = replace(line, episode=asdict(found))
        if tells:
            self.taken.told.append(Begun(here))
            self.taken.line = replace(self.taken.line, unusual_since=at, calm=0)

    def _going_on(self, here: Anomaly) -> Anomaly:
        """The anomaly before, when this point is near it and so belongs to it."""
        told = self.taken.line.episode
        if not told or here.at - told["until"] > CALM * self.watch.step:
            return here
        last = Anomaly(**told)
        score, tells = max(last.score, here.score), last.told or here.told
        return replace(last, until=here.at, score=score, told=tells)

    def _calm(self, at: float, is_expected: bool) -> None:
        """What was unusual is over after a run of expected points."""
        line = self.taken.line
        if line.unusual_since is None:
            return
        calm = line.calm + 1 if is_expected else 0
        lasted = (at - line.unusual_since) / self.watch.step
        if calm < CALM and lasted < NEW_LEVEL:
            self.taken.line = replace(line, calm=calm)
            return
        self.taken.line = replace(line, unusual_since=None, calm=0)
        self.taken.told.append(Over(at))

    def _rhythm(self) -> float:
        """Seconds of the rhythm that was found; 0: none."""
        return self.detector.reader.season.period * self.watch.step


def reason(value: float, range_: Expected | None, rhythm: float = 0.0) -> str:
    """Why a point stands out, in one sentence that can be checked on the drawing."""
    repeats = f" It repeats every {span(rhythm)}." if rhythm else ""
    if range_ is None:
        return f"{number(value)}, unlike what it read before.{repeats}"
    usual = f"{number(range_.low)} to {number(range_.high)}"
    if range_.holds(value):
        moved = "within the range of single points, but its level or its restlessness changed"
        return f"{number(value)}: {moved} ({usual} by {range_.by}).{repeats}"
    side = "above" if value > range_.high else "below"
    return f"{number(value)}, {side} the expected {usual} by {range_.by}.{repeats}"


def number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e6 else f"{value:,.0f}"


def span(seconds: float) -> str:
    """86400 → ``24 h``."""
    for unit, length in (("days", 172_800.0), ("h", 5_400.0), ("min", 90.0)):
        if seconds >= length:
            return f"{seconds / {'days': 86_400.0, 'h': 3_600.0, 'min': 60.0}[unit]:.3g} {unit}"
    return f"{seconds:.3g} s"
