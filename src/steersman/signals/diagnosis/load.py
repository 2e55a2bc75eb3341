"""Seconds of work and failed requests: sums, so that they add up along calls as means do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from steersman.signals.diagnosis.recording import AVERAGE, REQUESTS, SUM, Floats, Metric, Recording

_PERCENTILE = re.compile(r"[pP](\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Load:
    """What a component's requests cost, row by row; NaN where nothing is known.

    ``each`` is seconds a request, or the share of requests that fail (0 to 1).
    """

    each: Floats
    requests: Floats

    @property
    def known(self) -> bool:
        return bool(np.any(np.isfinite(self.each) & (self.requests > 0)))

    @property
    def usual(self) -> float:
        """The median of ``each``; NaN where nothing is known."""
        told = self.each[np.isfinite(self.each)]
        return float(np.median(told)) if told.size else float("nan")

    def rows(self, start: int, stop: int) -> Load:
        return Load(self.each[start:stop], self.requests[start:stop])

    def above(self, base: float) -> Floats:
        """Extra seconds, or extra failures, in each row over ``base`` a request, never below 0.

        NaN where requests came and nothing is known of them; 0 where none came.
        """
        made: Floats = np.maximum((self.each - base) * self.requests, 0.0)
        return np.where(self.requests == 0, 0.0, made)

    @property
    def quietest(self) -> float:
        """The best row's cost of a request; NaN where nothing is known."""
        told = self.each[np.isfinite(self.each)]
        return float(told.min()) if told.size else float("nan")


def load(recording: Recording, node: str, metric: Metric, statistic: str = AVERAGE) -> Load:
    """A percentile counts for the share of requests that are at least as slow: a lower bound."""
    told = recording.series(node, metric, statistic)
    requests = recording.series(node, REQUESTS, SUM)
    if metric is Metric.AVAILABILITY:
        each = np.where(requests == 0, 0.0, 1.0 - told / 100.0)  # nobody failed who did not ask
    else:
        each = np.where(requests > 0, told, np.nan)
    return Load(each, requests * share_above(statistic))


def share_above(statistic: str) -> float:
    """The share of requests that a statistic speaks for: 0.01 for p99, all for the mean."""
    percentile = _PERCENTILE.match(statistic)
    return max(0.0, 1.0 - float(percentile[1]) / 100.0) if percentile else 1.0
