"""Sudden changes of a series' level: a clean-up, a migration, a new tenant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steersman.signals.series.trend import Floats, blocks

JUMP = 8.0  # usual steps between blocks; a larger one is a change, not a trend
MOST = 2  # more of them are the nature of the series
SIGMA = 1.4826  # of a median absolute deviation, under a normal distribution


@dataclass(frozen=True)
class Change:
    """The level moves by ``size`` at the moment ``at``, of which it is the first point."""

    at: float
    size: float


def changes_of(at: Floats, values: Floats) -> list[Change]:
    """The sudden changes in points in rising order of time, at most two; else none."""
    times, level = blocks(at, values)
    steps = np.diff(level)
    if len(steps) < 4:
        return []
    usual = float(np.median(steps))
    spread = SIGMA * float(np.median(np.abs(steps - usual)))
    wide = np.flatnonzero(np.abs(steps - usual) > JUMP * spread)
    if not spread > 0 or len(wide) > MOST:
        return []
    found = []
    for step in wide.tolist():
        low, high = times[max(0, step - 1)], times[min(len(times) - 1, step + 2)]
        first, last = np.searchsorted(at, [low, high]).tolist()
        place = first + _split(values[first : last + 1])
        found.append(Change(float(at[place]), float(steps[step]) - usual))
    return found


def _split(values: Floats) -> int:
    """Where the two halves differ most for their lengths (the peak of the cumulative sum)."""
    away = np.abs(np.cumsum(values - values.mean()))
    return int(away[:-1].argmax()) + 1
