"""What was measured, row by row: requests, latency and availability of every component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
REQUESTS, SUM, AVERAGE = "requests", "Sum", "Average"
STEP = 300.0  # seconds of a row, where one row alone cannot say it


class Metric(StrEnum):
    LATENCY = "latency"  # seconds a request
    AVAILABILITY = "availability"  # percent of requests answered without failure


class Column(NamedTuple):
    node: str
    metric: str
    statistic: str


@dataclass(frozen=True)
class Target:
    """The symptom: whose metric people complain about, and when the alert came (Unix time)."""

    node: str
    metric: Metric
    statistic: str = AVERAGE
    at: float | None = None


@dataclass(frozen=True)
class Recording:
    """Rows in order of time; a value that is missing is NaN, and so is a column never recorded."""

    times: Floats
    columns: Mapping[Column, Floats]

    def __len__(self) -> int:
        return len(self.times)

    @property
    def nodes(self) -> frozenset[str]:
        return frozenset(column.node for column in self.columns)

    @property
    def step(self) -> float:
        """Seconds from one row to the next."""
        return float(np.median(np.diff(self.times))) if len(self) > 1 else STEP

    def row_at(self, at: float | None) -> int | None:
        """The last row that began at or before ``at``; ``None`` where that is outside."""
        if at is None or not len(self) or not self.times[0] <= at < self.times[-1] + self.step:
            return None
        return int(np.searchsorted(self.times, at, side="right")) - 1

    def series(self, node: str, metric: str, statistic: str) -> Floats:
        found = self.columns.get(Column(node, metric, statistic))
        return np.full(len(self), np.nan) if found is None else found

    def rows(self, start: int, stop: int) -> Recording:
        cut = {column: values[start:stop] for column, values in self.columns.items()}
        return Recording(self.times[start:stop], cut)
