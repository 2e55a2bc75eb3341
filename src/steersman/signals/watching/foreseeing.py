"""When a watched series reaches its capacity, made anew now and then, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.canonical import Json
from steersman.signals.series.forecast import COVERAGE, FARTHEST, Forecast, Outcome, forecast
from steersman.signals.series.trend import Trend

AGAIN = 600.0  # seconds between two forecasts of a series, and ten steps
MOST = 4_000  # points that are looked at; more are thinned out evenly
DAY = 86_400.0
DRAWN = 24  # places of the drawn forecast


@dataclass(frozen=True, slots=True)
class Capacity:
    """What must not be reached, and within how many days it is worth an alert."""

    limit: float
    falling: bool
    horizon: float


def foresee(points: Sequence[tuple[float, float]], capacity: Capacity, now: float) -> Json:
    """The forecast as it is kept and shown; ``soon``: worth an alert now."""
    stride = max(1, len(points) // MOST)
    thin = points[::-1][::stride][::-1]  # the newest is among them
    seconds, values = [at for at, _ in thin], [value for _, value in thin]
    found = forecast(seconds, values, capacity.limit, falling=capacity.falling)
    until = now + capacity.horizon * DAY
    names = ("level", "per_day", "at", "earliest", "latest", "peaks_at")
    return {
        "outcome": found.outcome.value,
        "limit": capacity.limit,
        "falling": capacity.falling,
        "made_at": now,
        "coverage": COVERAGE,
        "soon": is_soon(found, until),
        **{name: getattr(found, name) for name in names},
        "drawn": _drawn(found, seconds, until, capacity.falling),
    }


def is_soon(found: Forecast, until: float) -> bool:
    """Whether the near end of the interval lies before ``until``: before, it may be never."""
    if found.outcome is Outcome.REACHED:
        return True
    early = found.earliest
    return found.outcome is Outcome.WILL_REACH and early is not None and early <= until


def _drawn(
    found: Forecast, seconds: Sequence[float], until: float, falling: bool
) -> list[tuple[float, float, float, float]]:
    """(at, expected, low, high) ahead: to the end of the interval, or what is drawn of it."""
    trend = found.trend
    if trend is None or not seconds:
        return []
    now, past = seconds[-1], seconds[-1] - seconds[0]
    ahead = max(min(until - now, past / 2), (found.latest or found.at or now) - now)
    ahead = min(ahead, 2 * past, FARTHEST * past)
    sign = -1.0 if falling else 1.0
    return [_place(trend, now, ahead * each / DRAWN, sign) for each in range(DRAWN + 1)]


def _place(
    trend: Trend, now: float, ahead: float, sign: float
) -> tuple[float, float, float, float]:
    middle, away = trend.at(ahead) * sign, 1.7 * trend.error(ahead)
    return (now + ahead, middle, middle - away, middle + away)
