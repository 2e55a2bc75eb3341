"""When a series will reach a limit, with an interval, and honestly never where it may be never.

Assumed: what drove the series goes on. The level is a line, or a line with steps of chance; the
rhythm of the day and week repeats. Not foreseen: a clean-up, a new tenant, a change of plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np

from steersman.signals.series.changes import changes_of
from steersman.signals.series.trend import Floats, Trend, trend_of

COVERAGE = 0.9  # of the interval
NORMAL = 1.6449  # a normal distribution's 95 % quantile
FARTHEST = 10.0  # histories: farther ahead nobody can see
PEAK = 0.95  # share of the points that lie below a usual peak
FEWEST = 20  # points
RHYTHMS = ((86_400.0, 24), (604_800.0, 7))  # seconds, slots
ROUNDS = 3  # of a rhythm that the history must hold
EXPLAINED = 0.85  # a rhythm is one if less than this share is left without it


class Outcome(StrEnum):
    """What can be said about the limit."""

    REACHED = "reached"
    WILL_REACH = "will reach"
    NO_TREND = "no trend"
    NOT_IN_SIGHT = "not in sight"
    TOO_SHORT = "too short"


@dataclass(frozen=True)
class Forecast:
    """Moments are seconds since 1970; ``None``: it may be never, or farther than can be seen."""

    outcome: Outcome
    level: float | None = None
    per_day: float | None = None
    at: float | None = None
    earliest: float | None = None
    latest: float | None = None
    peaks_at: float | None = None
    trend: Trend | None = None


def forecast(
    seconds: Sequence[float], values: Sequence[float], limit: float, *, falling: bool = False
) -> Forecast:
    """When the level reaches ``limit`` from below (from above with ``falling``).

    The points may come in any order; those that are no numbers are left out.
    """
    at, read = _ordered(seconds, values)
    sign = -1.0 if falling else 1.0
    if len(at) < FEWEST or not at[-1] > at[0]:
        return Forecast(Outcome.TOO_SHORT)
    changes = tuple(change.at for change in changes_of(at, read))
    smooth, peak = _without_rhythm(at, read * sign, changes)
    trend = trend_of(at, smooth, changes)
    if trend is None:
        return Forecast(Outcome.TOO_SHORT)
    return _outcome(trend, limit * sign, peak, float(at[-1]), float(at[-1] - at[0]), sign)


def _ordered(seconds: Sequence[float], values: Sequence[float]) -> tuple[Floats, Floats]:
    at, read = np.asarray(seconds, dtype=float), np.asarray(values, dtype=float)
    known = np.isfinite(read) & (np.abs(read) < 1e100)
    at, read = at[known], read[known]
    order = np.argsort(at, kind="stable")
    return at[order], read[order]


def _without_rhythm(at: Floats, read: Floats, changes: Sequence[float]) -> tuple[Floats, float]:
    """The series without what its time of day and of week explain, and how high its peaks rise.

    A rhythm is taken out only when the history holds three rounds of it, and only when much is
    explained by it: else chance would be taken out too, and the interval be too narrow.
    """
    smooth = read
    for length, slots in RHYTHMS:
        rest = _rest(at, smooth, smooth, changes)
        if at[-1] - at[0] < ROUNDS * length or rest is None:
            continue
        slot = ((at % length) / length * slots).astype(int) % slots
        shape = np.array([_middle(rest[slot == each]) for each in range(slots)])
        bare = rest - shape[slot]
        if np.abs(bare).mean() < EXPLAINED * np.abs(rest).mean():
            smooth = smooth - shape[slot]
    above = _rest(at, read, smooth, changes)
    return smooth, 0.0 if above is None else float(np.quantile(above, PEAK))


def _rest(at: Floats, read: Floats, smooth: Floats, changes: Sequence[float]) -> Floats | None:
    """What is left of ``read`` without the trend of ``smooth``, around zero between changes."""
    trend = trend_of(at, smooth, changes)
    if trend is None:
        return None
    rest = read - trend.slope * (at - at[-1])
    side = np.searchsorted(np.asarray(changes, dtype=float), at, side="right")
    middles = np.array([_middle(rest[side == each]) for each in range(len(changes) + 1)])
    centred: Floats = rest - middles[side]
    return centred


def _middle(values: Floats) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _outcome(
    trend: Trend, limit: float, peak: float, now: float, history: float, sign: float
) -> Forecast:
    level, per_day = trend.level * sign, trend.slope * sign * 86_400.0
    if trend.level >= limit:
        return Forecast(Outcome.REACHED, level, per_day, at=now, trend=trend)
    quantile, farthest = _student(trend.freedom), FARTHEST * history
    slope_low = trend.slope - quantile * trend.slope_error
    expected = _first(lambda ahead: trend.at(ahead) - limit, farthest)
    early = _first(lambda ahead: trend.at(ahead) + quantile * trend.error(ahead) - limit, farthest)
    late = _first(lambda ahead: trend.at(ahead) - quantile * trend.error(ahead) - limit, farthest)
    peaks = _first(lambda ahead: trend.at(ahead) + peak - limit, farthest)
    if slope_low <= 0.0:
        return Forecast(Outcome.NO_TREND, level, per_day, earliest=_moment(now, early), trend=trend)
    outcome = Outcome.WILL_REACH if expected < inf else Outcome.NOT_IN_SIGHT
    return Forecast(
        outcome,
        level,
        per_day,
        at=_moment(now, expected),
        earliest=_moment(now, early),
        latest=_moment(now, late),
        peaks_at=_moment(now, peaks),
        trend=trend,
    )


def _moment(now: float, ahead: float) -> float | None:
    return now + ahead if ahead < inf else None


def _first(beyond: Callable[[float], float], farthest: float) -> float:
    """The first moment up to ``farthest`` seconds ahead at which ``beyond`` is not negative."""
    if beyond(0.0) >= 0.0:
        return 0.0
    steps = np.linspace(0.0, farthest, 2001)[1:]
    found = next((float(step) for step in steps if beyond(float(step)) >= 0.0), None)
    if found is None:
        return inf
    low, high = found - float(steps[0]), found
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) >= 0.0 else (middle, high)
    return high


def _student(freedom: int) -> float:
    """Student's 95 % quantile, to three digits from 6 degrees on (Cornish and Fisher 1938)."""
    z = NORMAL
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
