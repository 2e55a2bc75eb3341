"""A rhythm of any length: found by autocorrelation, compared with the same moment one round ago."""

from __future__ import annotations

import numpy as np

KEPT = 1024  # values that are looked at
LOOKED_EVERY, FIRST = 256, 256  # points
STRONG = 0.6  # autocorrelation from which a rhythm is believed
SHORTEST = 4  # points


class Season:
    """The period of one series in points, and what it read one period ago."""

    __slots__ = ("period", "seen", "values")

    def __init__(self) -> None:
        self.values: list[float] = []  # the newest last; up to KEPT + LOOKED_EVERY of them
        self.seen = 0
        self.period = 0

    def residual(self, value: float) -> float | None:
        """How far ``value`` is from the nearest of three points one period ago; then learns.

        Three, because a rhythm seldom is a whole number of points long.
        """
        values, period = self.values, self.period
        found = None
        if period:
            one = value - values[-period]
            before, after = value - values[-period - 1], value - values[-period + 1]
            found = min(one, before, after, key=abs)
        values.append(value)
        self.seen += 1
        if self.seen >= FIRST and self.seen % LOOKED_EVERY == 0:
            del values[:-KEPT]
            self.period = period_of(values)
        return found

    def forget(self) -> None:
        """After a gap the same moment one round ago stands elsewhere."""
        self.values, self.seen, self.period = [], 0, 0


def period_of(values: list[float]) -> int:
    """The lag with the strongest autocorrelation beyond its first fall below zero; 0 if none."""
    series = np.asarray(values)
    series = series - series.mean()
    power = float(series @ series)
    count, most = len(series), len(series) // 2
    if not power > 0.0 or not np.isfinite(power):
        return 0
    spectrum = np.fft.rfft(series, 2 * count)
    lagged = np.fft.irfft(spectrum * spectrum.conj())[: most + 1]
    strength = lagged / power * count / np.arange(count, count - most - 1, -1)
    below = np.flatnonzero(strength < 0.0)
    if not below.size:
        return 0
    first = max(SHORTEST, int(below[0]))
    if first > most:
        return 0
    best = first + int(strength[first:].argmax())
    return best if strength[best] > STRONG else 0
