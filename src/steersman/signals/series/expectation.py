"""What a series should read now, in several ways; each way's residual is a channel.

Everything is a running mean: of the last few points, of the last hours, of this time of day, of
this hour of the week.  No window of values is kept, so the state has a constant size.
"""

from __future__ import annotations

from collections.abc import Sequence

DAY, WEEK = 86_400.0, 604_800.0  # seconds
DAY_SLOTS, WEEK_SLOTS = 48, 168
DAY_LENGTH, WEEK_LENGTH = DAY / DAY_SLOTS, WEEK / WEEK_SLOTS
NEAR, SHORT, LONG, SLOW = 0.1, 0.08, 0.04, 0.0005  # gains of the running means
DAY_GAIN, WEEK_GAIN, OFFSET_GAIN = 0.02, 0.1, 0.05
CHANNELS = 9


class Expectation:
    """The running means of one series, and how far a value is from each."""

    __slots__ = (
        "day", "day_seen", "last", "long", "near", "offset", "seen", "short", "slow", "week",
        "week_seen",
    )  # fmt: skip

    def __init__(self) -> None:
        self.seen = 0
        self.last = self.near = self.short = self.long = self.slow = self.offset = 0.0
        self.day, self.day_seen = [0.0] * DAY_SLOTS, [0] * DAY_SLOTS
        self.week, self.week_seen = [0.0] * WEEK_SLOTS, [0] * WEEK_SLOTS

    def residuals(
        self, seconds: float, value: float, after_gap: bool = False
    ) -> Sequence[float | None]:
        """The residual of ``value`` in each channel, ``None`` where nothing is expected yet.

        ``after_gap``: the point before is too old to compare with.
        """
        # Just before 1970 the remainder is rounded up to a whole day: hence the second one.
        day, day_shape = self._of_day(int(seconds % DAY / DAY_LENGTH) % DAY_SLOTS, value)
        week = self._of_week(int(seconds % WEEK / WEEK_LENGTH) % WEEK_SLOTS, value)
        seen, last = self.seen, self.last
        self.seen, self.last = seen + 1, value
        if not seen:
            self.near = self.short = self.long = self.slow = value
            return (None, None, None, None, None, None, day, day_shape, week)
        step: float | None = value - last
        near: float | None = value - self.near
        if after_gap:
            step = near = None
            self.near = value
        slow = self.slow
        self.near += (value - self.near) * NEAR
        self.short = short = self.short + (value - self.short) * SHORT
        self.long = long = self.long + (value - self.long) * LONG
        self.slow = slow + (value - slow) * max(SLOW, 1.0 / (seen + 1))
        levels = (step, near, value - slow, short - slow, long - slow, short - long)
        return (*levels, day, day_shape, week)

    def _of_day(self, slot: int, value: float) -> tuple[float | None, float | None]:
        """Against this time of day: as it is, and without how high the whole day runs."""
        times = self.day_seen[slot]
        self.day_seen[slot] = times + 1
        residual = value - self.day[slot]
        self.day[slot] += residual * max(DAY_GAIN, 1.0 / (times + 1))
        if not times:
            return None, None
        shape = residual - self.offset
        self.offset += shape * OFFSET_GAIN
        return residual, shape

    def _of_week(self, slot: int, value: float) -> float | None:
        times = self.week_seen[slot]
        self.week_seen[slot] = times + 1
        residual = value - self.week[slot]
        self.week[slot] += residual * max(WEEK_GAIN, 1.0 / (times + 1))
        return residual if times else None
