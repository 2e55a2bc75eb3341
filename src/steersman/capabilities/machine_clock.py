"""The machine's clock for connectors, which know nothing of the runtime."""

from __future__ import annotations

from steersman.domain.clock import Clock
from steersman.runtime.clock import SystemClock


def machine_clock() -> Clock:
    """For a connector type's ``connect`` alone; everything else is handed the clock."""
    return SystemClock()
