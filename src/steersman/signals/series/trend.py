"""The level of a series as a straight line, with what is not known about it.

The series is cut into blocks of equal time, and each block is its median: a few wild points or a
busy hour move nothing, and neighbouring points need not be independent. The slope is Theil and
Sen's (Sen 1968), the median of the slopes between pairs of blocks. Where the level changed of a
sudden, only blocks on the same side are paired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

BLOCKS = 24
FEWEST = 8  # blocks with points in them
PERSISTENT = 0.35  # autocorrelation of the blocks from which the level wanders
SEN, MIDDLE = 1.1, 1.2533  # errors of the median slope and of a median beside least squares
WANDER = 1.22  # steps of a wandering level beside those of its blocks' medians

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Trend:
    """``level`` at the end of the history and ``slope`` per second, and how sure both are.

    ``wanders``: the level takes steps of chance (a random walk with a drift); else it keeps to a
    line.
    """

    level: float
    slope: float
    level_error: float
    slope_error: float
    shared_error: float  # covariance of level and slope
    step_error: float  # of a wandering level, after one second; it grows with the root of time
    freedom: int
    wanders: bool

    def at(self, ahead: float) -> float:
        """The expected level after ``ahead`` seconds."""
        return self.level + self.slope * ahead

    def error(self, ahead: float) -> float:
        """One standard error of it."""
        fitted = self.level_error**2 + 2 * self.shared_error * ahead
        fitted += (self.slope_error * ahead) ** 2
        return sqrt(max(0.0, fitted) + self.step_error**2 * ahead)


@dataclass(frozen=True)
class Blocks:
    """Mean time before the end, median value, and the side of the changes, of each block."""

    at: Floats
    level: Floats
    side: Ints

    def centred(self, values: Floats) -> Floats:
        """``values`` of the blocks around their mean on each side."""
        means = [values[self.side == side].mean() for side in self.side]
        centred: Floats = values - np.array(means)
        return centred


def trend_of(at: Floats, values: Floats, changes: Sequence[float] = ()) -> Trend | None:
    """The trend of points in rising order of time; ``None`` when they are too few to say.

    ``changes``: moments at which the level changed of a sudden.
    """
    times, level = blocks(at, values)
    cut = Blocks(times - at[-1], level, np.searchsorted(np.asarray(changes, dtype=float), times))
    first, second = np.triu_indices(len(times), 1)
    paired = cut.side[first] == cut.side[second]
    if len(times) < FEWEST + len(changes) or paired.sum() < FEWEST:
        return None
    rise = (level[second] - level[first]) / (times[second] - times[first])
    slope = float(np.median(rise[paired]))
    rest = cut.centred(level - slope * cut.at)
    persists = _persistence(rest)
    return _wandering(cut) if persists > PERSISTENT else _line(cut, slope, rest, persists)


def blocks(at: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Mean time and median value of each block that has points."""
    edges = np.linspace(at[0], at[-1], BLOCKS + 1)
    which = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, BLOCKS - 1)
    parts = [which == block for block in range(BLOCKS)]
    held = [part for part in parts if part.any()]
    times = np.array([at[part].mean() for part in held])
    return times, np.array([float(np.median(values[part])) for part in held])


def _persistence(rest: Floats) -> float:
    power = float(rest @ rest)
    return float(rest[1:] @ rest[:-1]) / power if power > 0 else 0.0


def _line(cut: Blocks, slope: float, rest: Floats, persists: float) -> Trend:
    freedom = len(rest) - 1 - len(np.unique(cut.side))
    dependent = max(0.0, persists)
    spread = sqrt(float(rest @ rest) / freedom * (1 + dependent) / (1 - dependent))
    away = cut.centred(cut.at)
    slope_error = SEN * spread / sqrt(float(away @ away))
    last = cut.side == cut.side[-1]
    middle = float(cut.at[last].mean())
    height = float(np.median(cut.level[last] - slope * (cut.at[last] - middle)))
    middle_error = MIDDLE * spread / sqrt(float(last.sum()))
    return Trend(
        level=height - slope * middle,
        slope=slope,
        level_error=sqrt(middle_error**2 + (slope_error * middle) ** 2),
        slope_error=slope_error,
        shared_error=-middle * slope_error**2,
        step_error=0.0,
        freedom=freedom,
        wanders=False,
    )


def _wandering(cut: Blocks) -> Trend:
    """The slope from the steps between blocks, which are independent where the level is not."""
    same = np.diff(cut.side) == 0
    lasted, rose = np.diff(cut.at)[same], np.diff(cut.level)[same]
    slope = float(rose.sum() / lasted.sum())
    rest = (rose - slope * lasted) / np.sqrt(lasted)
    freedom = len(rest) - 1
    step_error = WANDER * sqrt(float(rest @ rest) / freedom)
    age = -float(cut.at[-1])
    return Trend(
        level=float(cut.level[-1]) + slope * age,
        slope=slope,
        level_error=step_error * sqrt(max(0.0, age)),
        slope_error=step_error / sqrt(float(lasted.sum())),
        shared_error=0.0,
        step_error=step_error,
        freedom=freedom,
        wanders=True,
    )
