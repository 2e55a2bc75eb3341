"""What a clock is.  The real one stands in ``runtime.clock``; tests and simulations differ."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970 (UTC), so both stores keep and compare it alike."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait for ``seconds`` of this clock."""
        ...
