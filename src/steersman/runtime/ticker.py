"""What happens again and again: each job by its own interval, on the injected clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from steersman.domain.clock import Clock

log = logging.getLogger("steersman.ticker")


@dataclass
class Job:
    name: str
    every: float  # seconds; 0: at each tick
    act: Callable[[], object]
    writes: bool = True  # whether it needs the record to be writable
    next_at: float = 0.0
    fault: str = ""  # why the last time failed; empty when it did not


@dataclass
class Ticker:
    """Runs the jobs that are due.  One that fails is logged, kept visible, and tried again.

    ``holds`` says why nothing can be written down now; until it is empty, jobs that write wait:
    they would act outside again and again without being able to note it.
    """

    clock: Clock
    jobs: list[Job] = field(default_factory=list)
    holds: Callable[[], str] = lambda: ""
    ticked_at: float | None = None  # the end of the last tick

    def add(
        self, name: str, every: float, act: Callable[[], object], *, writes: bool = True
    ) -> None:
        self.jobs.append(Job(name, every, act, writes))

    def tick(self) -> None:
        now = self.clock.now()
        for job in self.jobs:
            if job.next_at <= now and not (job.writes and self.holds()):
                job.next_at = now + job.every
                self._do(job)
        self.ticked_at = self.clock.now()

    @property
    def faults(self) -> dict[str, str]:
        return {job.name: job.fault for job in self.jobs if job.fault}

    @staticmethod
    def _do(job: Job) -> None:
        try:
            job.act()
            job.fault = ""
        except Exception as error:  # noqa: BLE001 - one job must not stop the others
            job.fault = f"{type(error).__name__}: {error}"
            log.warning("%s failed: %s", job.name, job.fault)


class TickerThread(threading.Thread):
    """Ticks every ``every`` seconds of real time, and at once when it is woken.

    ``patience``: how many seconds stopping waits for a job that is under way; None: to its end.
    """

    def __init__(self, ticker: Ticker, every: float, patience: float | None = None) -> None:
        super().__init__(name="ticker", daemon=True)
        self._patience = patience
        self._ticker, self._every = ticker, every
        self._woken, self._ended = threading.Event(), threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            self._woken.wait(self._every)
            self._woken.clear()
            if not self._ended.is_set():
                self._ticker.tick()

    @property
    def faults(self) -> dict[str, str]:
        return self._ticker.faults

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._ended.set()
        self._woken.set()
        if self.is_alive():
            self.join(self._patience)
