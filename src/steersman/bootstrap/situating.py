"""Wires the worker that makes situations of alerts, on a thread of its own."""

from __future__ import annotations

from steersman.domain.clock import Clock
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.servicedesk.healing import Healing
from steersman.servicedesk.situations.telling import ConsoleOnly, Tells
from steersman.servicedesk.situations.worker import Situating
from steersman.web.core import Core

PATIENCE = 10.0  # seconds that ending waits for a batch; one cut off is judged again
JOB = "judge alerts"
HEAL_EVERY = 2.0  # seconds


def situating(steersman: Core, tells: Tells | None = None) -> Situating:
    """``tells``: whoever pages people; without one, the console shows it."""
    work, clock = steersman.desk.work_items, steersman.clock
    return Situating(steersman.store, work, clock, tells or ConsoleOnly())


def judging(
    clock: Clock, every: float, schedule: Ticker, own: Situating, healing: Healing
) -> list[TickerThread]:
    """A storm of alerts takes its time, and must hold up nothing else."""
    ticker = Ticker(clock, holds=lambda: schedule.holds())
    ticker.add(JOB, 0.0, own.work)
    ticker.add("begin what mends a situation", HEAL_EVERY, healing.work)
    return [TickerThread(ticker, every, patience=PATIENCE)]
