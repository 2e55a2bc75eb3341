"""What a metrics server tells: series by name and labels, and their values over time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

MOST_POINTS = 11_000  # of one series in one answer; Prometheus refuses more
MOST_SERIES = 100  # of one watched expression; more are a table, not something to watch
LONGEST_EXPRESSION = 4_000  # characters


@dataclass(frozen=True, slots=True)
class MeasuredSeries:
    """``points``: (seconds since 1970, value) in rising order; NaN where there is no number."""

    labels: Mapping[str, str]
    points: Sequence[tuple[float, float]] = ()

    @property
    def known(self) -> list[tuple[float, float]]:
        """The points that hold a number."""
        return [(at, value) for at, value in self.points if math.isfinite(value)]


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer; ``warnings``: what the server says may be missing in it."""

    series: Sequence[MeasuredSeries]
    warnings: Sequence[str] = field(default=())


class MetricSource(Protocol):
    """Reads one metrics server.

    Each call raises ``Transient`` when the server does not answer in time, never an empty answer
    instead, and ``Permanent`` when the expression, the rights or the answer is wrong.
    """

    @property
    def keeps_history(self) -> bool:
        """Whether ``range`` can look back; else only ``query`` at this moment tells anything."""
        ...

    def query(self, expression: str, at: float) -> Measured:
        """The value of each series at one moment."""
        ...

    def range(self, expression: str, start: float, end: float, step: float) -> Measured:
        """The values from ``start`` to ``end``, both included, every ``step`` seconds."""
        ...

    def series(self, selector: str, start: float, end: float) -> Sequence[Mapping[str, str]]:
        """The labels of the series that fit ``selector`` and had a value in this time."""
        ...
