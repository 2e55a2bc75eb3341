"""The range in which the next point is expected, in words and numbers that a person can check.

The detector adds up evidence of ten channels; a person wants one range.  It is the tightest that
any of them gives: its expectation, and how far off it was in all but two of a thousand points.
"""

from __future__ import annotations

from dataclasses import dataclass

from steersman.signals.series.detector import Detector, Reader
from steersman.signals.series.expectation import (
    CHANNELS,
    DAY,
    DAY_LENGTH,
    DAY_SLOTS,
    WEEK,
    WEEK_LENGTH,
    WEEK_SLOTS,
)
from steersman.signals.series.tails import WARM_UP

BEYOND = 2.0  # mean excesses beyond the quantile: e² times rarer than its 1.5 %
# The channels that foresee a value, by their place among the detector's; others see levels move.
STEP, NEAR, SLOW, OF_DAY, DAY_SHAPE, OF_WEEK, RHYTHM = 0, 1, 2, 6, 7, 8, CHANNELS
BY: dict[int, str] = {
    STEP: "the value before",
    NEAR: "the last values",
    SLOW: "its long-run level",
    OF_DAY: "this time of day",
    DAY_SHAPE: "this time of day",
    OF_WEEK: "this hour of the week",
    RHYTHM: "its own rhythm",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """``by``: what the range was told from, such as "this time of day"."""

    low: float
    high: float
    by: str

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def expected(detector: Detector, seconds: float) -> Expected | None:
    """Where the point at ``seconds`` should lie; learns nothing.  None: too little is known."""
    reader = detector.reader
    tails, found = reader.tails, list[tuple[float, float, int]]()
    for channel, value in _foreseen(reader, seconds):
        if tails.seen[channel] >= WARM_UP:
            away = tails.quantile[channel] + BEYOND * tails.excess[channel]
            found.append((away, value, channel))
    if not found:
        return None
    away, value, channel = min(found)
    base = reader.last if reader.by_increment else reader.base
    low = base + value - away
    # a counter does not fall but when it begins again, and that is no anomaly
    return Expected(
        max(low, base) if reader.by_increment else low, base + value + away, BY[channel]
    )


def _foreseen(reader: Reader, seconds: float) -> list[tuple[int, float]]:
    """What each channel foresees, of the value as the reader takes it."""
    known, season = reader.expectation, reader.season
    if not known.seen:
        return []
    found = [(STEP, known.last), (NEAR, known.near), (SLOW, known.slow)]
    day = int(seconds % DAY / DAY_LENGTH) % DAY_SLOTS
    week = int(seconds % WEEK / WEEK_LENGTH) % WEEK_SLOTS
    if known.day_seen[day]:
        found.append((OF_DAY, known.day[day]))
        found.append((DAY_SHAPE, known.day[day] + known.offset))
    if known.week_seen[week]:
        found.append((OF_WEEK, known.week[week]))
    if season.period:
        found.append((RHYTHM, season.values[-season.period]))
    return found
