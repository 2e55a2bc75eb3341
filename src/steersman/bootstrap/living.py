"""Wires the sign of life to the address that the settings name."""

from __future__ import annotations

from steersman.domain.clock import Clock
from steersman.runtime.pulse import Pulse, stands_still
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.settings.product import Settings

JOB = "tell outside that it lives"


def pulse(
    settings: Settings, clock: Clock, schedule: Ticker, first_job: str
) -> TickerThread | None:
    """A thread of its own, so that nothing slow holds it up.  None: no address is set."""
    if not settings.heartbeat_url:
        return None
    sign = Pulse(
        settings.heartbeat_url,
        settings.heartbeat_method,
        settings.heartbeat_every,
        clock,
        lambda: stands_still(schedule, clock, first_job),
    )
    own = Ticker(clock)
    own.add(JOB, 0.0, sign.beat, writes=False)
    return TickerThread(own, settings.tick_every)
