"""The level of a series as a straight line, with what is not known about it.

The series is cut into blocks of equal time, and each block is its median: a few wild points or a
busy hour move nothing, and neighbouring points need not be independent. The slope is Theil and
Sen's (Sen 1968), the median of the slopes between all pairs of blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

BLOCKS = 24
FEWEST = 8  # blocks with points in them
SEN = 1.1  # the error of the median slope beside that of least squares
PERSISTENT = 0.35  # autocorrelation of the blocks from which the level wanders

Floats = NDArray[np.float64]


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


def trend_of(seconds: Sequence[float], values: Sequence[float]) -> Trend | None:
    """The trend of points in rising order of time; ``None`` when they are too few to say."""
    at, level = blocks(np.asarray(seconds), np.asarray(values))
    if len(at) < FEWEST:
        return None
    at = at - seconds[-1]
    slope = _slope(at, level)
    rest = level - slope * at
    rest -= np.median(rest)
    if _persistence(rest) > PERSISTENT:
        return _wandering(at, level)
    return _line(at, level, slope)


def blocks(at: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Mean time and median value of each block that has points."""
    edges = np.linspace(at[0], at[-1], BLOCKS + 1)
    which = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, BLOCKS - 1)
    parts = [which == block for block in range(BLOCKS)]
    held = [part for part in parts if part.any()]
    times = np.array([at[part].mean() for part in held])
    return times, np.array([float(np.median(values[part])) for part in held])


def _slope(at: Floats, level: Floats) -> float:
    first, second = np.triu_indices(len(at), 1)
    return float(np.median((level[second] - level[first]) / (at[second] - at[first])))


def _persistence(rest: Floats) -> float:
    power = float(rest @ rest)
    return float(rest[1:] @ rest[:-1]) / power if power > 0 else 0.0


def _line(at: Floats, level: Floats, slope: float) -> Trend:
    middle = float(at.mean())
    height = float(np.median(level - slope * (at - middle)))
    rest = level - height - slope * (at - middle)
    freedom = len(at) - 2
    persists = min(PERSISTENT, max(0.0, _persistence(rest)))
    spread = SEN * sqrt(float(rest @ rest) / freedom * (1 + persists) / (1 - persists))
    slope_error = spread / sqrt(float(((at - middle) ** 2).sum()))
    middle_error = 1.2533 * spread / sqrt(len(at))  # of a median
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


def _wandering(at: Floats, level: Floats) -> Trend:
    """The slope from the steps between blocks, which are independent where the level is not."""
    lasted = np.diff(at)
    slope = float(level[-1] - level[0]) / float(lasted.sum())
    rest = (np.diff(level) - slope * lasted) / np.sqrt(lasted)
    freedom = len(rest) - 1
    step_error = 1.22 * sqrt(float(rest @ rest) / freedom)  # a block's median is smoother than it
    age = -float(at[-1])
    return Trend(
        level=float(level[-1]) + slope * age,
        slope=slope,
        level_error=step_error * sqrt(max(0.0, age)),
        slope_error=step_error / sqrt(float(lasted.sum())),
        shared_error=0.0,
        step_error=step_error,
        freedom=freedom,
        wanders=True,
    )
