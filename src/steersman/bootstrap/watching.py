"""Wires the watched series to the declared systems that measure, and reads them by itself."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.capabilities.metrics import MetricSource
from steersman.domain.clock import Clock
from steersman.records.series import Measurements, Verdicts, Watches
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.signals.watching import Watching
from steersman.web.core import Core

EVERY = 5.0  # seconds between two looks at what is due
PATIENCE = 5.0  # seconds that ending waits for a reading; doing it again does no harm
JOB = "read watched series"


def watching(steersman: Core, sources: Mapping[str, MetricSource]) -> Watching:
    store, clock = steersman.store, steersman.clock
    return Watching(
        watches=Watches(store, clock, steersman.ledger),
        measurements=Measurements(store, clock),
        verdicts=Verdicts(store, clock),
        alerts=steersman.alerts,
        sources=sources,
        clock=clock,
        address=steersman.settings.address,
    )


def looking(clock: Clock, every: float, schedule: Ticker, own: Watching) -> list[TickerThread]:
    """A thread of its own: a metrics server may take its time.  None where nothing measures."""
    if not own.sources:
        return []
    ticker = Ticker(clock, holds=lambda: schedule.holds())
    ticker.add(JOB, EVERY, own.look)
    return [TickerThread(ticker, every, patience=PATIENCE)]
