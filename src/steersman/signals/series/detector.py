"""How unusual each point of a series is, as it comes: one number from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp2

from steersman.signals.series.counter import Counter, is_reset
from steersman.signals.series.expectation import CHANNELS, Expectation
from steersman.signals.series.habit import Habit
from steersman.signals.series.season import Season
from steersman.signals.series.state import restored, state_of
from steersman.signals.series.tails import Tails

AGREEING = 3  # channels whose evidence is added up
HALF = 3.4  # evidence that scores one half
CHART, PAGE = 0.5, 0.75  # scores: worth a mark on a chart; worth waking somebody
UNTOLD = 0.25  # the most that a point scores which does not top those shortly before
GAP = 8.0  # usual intervals; after more of them the point before says nothing
INTERVAL_GAIN = 0.02
HIGHEST = 1e100  # squares of it can still be added up
REPLAYED = 300  # points that are read again when a series turns out to be a counter, or not


class Detector:
    """The anomaly detector of one series: constant state, and no look ahead.

    Evidence is the sum of the three rarest channels, in minus log10 probability, less what the
    habit of the series takes off. ``1 - 2 ** -(evidence / 3.4)`` is the score, so that one score
    means the same on every series. Measured in docs/decisions, with what did not help.
    """

    def __init__(self) -> None:
        self.counter = Counter()
        self.reader = Reader()
        self.recent: list[tuple[float, float]] = []  # the newest last

    def update(self, timestamp: float, value: float) -> float:
        """The score of the next point, 0 (usual) to 1.

        ``timestamp``: seconds since 1970. A ``value`` that is no finite number is missing: it
        scores 0 and teaches nothing, as does one beyond 1e100, which no metric reads.
        """
        if not -HIGHEST < value < HIGHEST:  # nor is NaN
            return 0.0
        score = self.reader.update(timestamp, value)
        recent = self.recent
        recent.append((timestamp, value))
        if len(recent) > 2 * REPLAYED:
            del recent[:-REPLAYED]
        if self.counter.judge(value):
            self.reader = Reader(by_increment=self.counter.is_counter)
            for then, read in recent:
                self.reader.update(then, read)
        return score

    def state(self) -> dict[str, object]:
        """All that it has learned, as JSON can hold it."""
        return state_of(self)

    @classmethod
    def restore(cls, state: Mapping[str, object]) -> Detector:
        """The detector that goes on where ``state`` was taken."""
        return restored(cls(), state)


class Reader:
    """Scores the values of a gauge, or the increments of a counter."""

    __slots__ = (
        "base", "by_increment", "expectation", "habit", "interval", "last", "last_at", "place",
        "season", "tails",
    )  # fmt: skip

    def __init__(self, by_increment: bool = False) -> None:
        self.by_increment = by_increment
        self.expectation, self.season = Expectation(), Season()
        self.tails, self.habit = Tails(CHANNELS + 1), Habit()
        self.place = 0
        self.base = self.last = self.last_at = self.interval = 0.0

    def update(self, timestamp: float, value: float) -> float:
        place, last = self.place, self.last
        self.place, self.last = place + 1, value
        if not place:
            self.base, self.last_at = value, timestamp
        read = value - self.base
        if self.by_increment:
            if not place or (value < last and is_reset(last, value)):
                return 0.0  # how much was counted in between, nobody knows
            read = value - last
        after_gap = self._after_gap(timestamp)
        if after_gap:
            self.season.forget()
        residuals = self.expectation.residuals(timestamp, read, after_gap)
        rare = self.tails.update((*residuals, self.season.residual(read)))
        if not rare:
            return 0.0
        rare.sort()
        upwards = read >= self.expectation.slow
        evidence, tops = self.habit.weigh(place, sum(rare[-AGREEING:]), upwards)
        score = 1.0 - exp2(-evidence / HALF)
        return score if tops else UNTOLD * score

    def _after_gap(self, timestamp: float) -> bool:
        passed = timestamp - self.last_at
        self.last_at = timestamp
        if passed <= 0.0:
            return False
        usual = self.interval
        if not usual:
            self.interval = passed
            return False
        gap = passed > GAP * usual
        self.interval = usual + (min(passed, GAP * usual) - usual) * INTERVAL_GAIN
        return gap
