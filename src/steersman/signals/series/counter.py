"""Counters: a series that only rises is read by its increments, and a reset is no fall.

As Prometheus reads them: after a restart a counter begins again near zero, and what it then shows
has been counted since. https://prometheus.io/docs/concepts/metric_types/#counter
"""

from __future__ import annotations

BELIEVED, AGAIN = 60, 1000  # values without a fall for that; the second once it has fallen
RISES = 10  # of them at least rose
RISES_FOR_A_RESET = 20  # fewer, and it is a gauge that often falls to zero
NEAR_ZERO = 0.1  # of the value before: a fall below it is a reset


class Counter:
    """Whether a series is a counter."""

    __slots__ = ("is_counter", "last", "needed", "resets", "rises", "run")

    def __init__(self) -> None:
        self.last: float | None = None
        self.run = self.rises = self.resets = 0  # since the last fall that is no reset
        self.needed = BELIEVED
        self.is_counter = False

    def judge(self, value: float) -> bool:
        """Whether the belief changed with ``value``."""
        last, was = self.last, self.is_counter
        self.run += 1
        self.last = value
        if last is not None and value > last:
            self.rises += 1
        elif last is not None and value < last:
            if is_reset(last, value):
                self.resets += 1
            else:
                self.run = self.rises = self.resets = 0
                self.needed = AGAIN
        self.is_counter = self.run >= self.needed and self.rises >= max(
            RISES, RISES_FOR_A_RESET * self.resets
        )
        return self.is_counter is not was


def is_reset(last: float, value: float) -> bool:
    """Whether the fall from ``last`` to ``value`` is a counter that began again."""
    return 0.0 <= value <= NEAR_ZERO * last
