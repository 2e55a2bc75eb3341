"""How often chance alone makes a component look this bad, learnt from normal running."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from steersman.signals.diagnosis.load import Load
from steersman.signals.diagnosis.recording import Floats

TAIL = 0.90  # beyond this quantile the tail is fitted
HEAVIEST = 0.4  # shape of the fitted tail: heavier ones have no stable mean of their squares


@dataclass(frozen=True)
class Tail:
    """Sizes seen in normal running; beyond them a generalised Pareto tail fitted by moments.

    ``least`` is the size that could always be chance (one failed request), in the sizes' unit.
    Of a component without normal running nothing else is known.
    """

    sizes: Floats
    least: float

    def probability(self, size: float) -> float:
        """How likely a window of normal running is to reach ``size``: 0 to 1."""
        count = self.sizes.size
        if not count:
            return float(np.exp(-size / self.least)) if self.least > 0 else float(size <= 0)
        bound = float(np.quantile(self.sizes, TAIL))
        if size <= bound:
            return (1.0 + float(np.sum(self.sizes >= size))) / (count + 1.0)
        beyond = self.sizes[self.sizes > bound] - bound
        share = (1.0 + beyond.size) / (count + 1.0)
        return share * self._survival(size - bound, beyond)

    def _survival(self, over: float, beyond: Floats) -> float:
        mean = max(float(beyond.mean()) if beyond.size else 0.0, self.least)
        spread = float(beyond.var()) if beyond.size > 1 else mean**2
        ratio = mean**2 / spread if spread > 0 else 1e9
        shape = min(max(0.5 * (1.0 - ratio), 0.0), HEAVIEST)
        scale = mean * (1.0 - shape)
        if shape < 1e-6:
            return float(np.exp(-over / scale)) if scale > 0 else 0.0
        return float((1.0 + shape * over / scale) ** (-1.0 / shape))


def peaks(load: Load, width: int) -> Floats:
    """For every window: its worst row over its own quietest one."""
    return _largest(_rises(load, width), 1)


def lasting(load: Load, width: int) -> Floats:
    """For every window: its second worst row over its quietest; one bad row alone is nothing."""
    return _largest(_rises(load, width), 2)


def levels(load: Load, base: float, width: int) -> Floats:
    """For every window: the smallest row over ``base``, that is how much all rows stand above."""
    each, requests = _windows(load, width)
    over = (each - base) * requests
    least = np.min(np.where(np.isfinite(over), over, np.inf), axis=1)
    made: Floats = np.where(np.isfinite(least), np.maximum(least, 0.0), 0.0)
    return made


def usual_rise(load: Load, width: int) -> float:
    """What an ordinary row stands over the quietest of its window, for no reason at all."""
    rises = _rises(load, width)
    return float(np.median(rises.mean(axis=1))) if rises.size else 0.0


def _rises(load: Load, width: int) -> Floats:
    each, requests = _windows(load, width)
    quiet = np.min(np.where(np.isfinite(each), each, np.inf), axis=1, keepdims=True)
    made: Floats = np.nan_to_num((each - quiet) * requests, nan=0.0, posinf=0.0, neginf=0.0)
    return made


def _largest(rows: Floats, rank: int) -> Floats:
    if rows.shape[1] < rank:
        return np.zeros(len(rows))
    made: Floats = np.sort(rows, axis=1)[:, -rank]
    return made


def _windows(load: Load, width: int) -> tuple[Floats, Floats]:
    if len(load.each) < width:
        nothing = np.empty((0, width))
        return nothing, nothing
    return sliding_window_view(load.each, width), sliding_window_view(load.requests, width)
