"""The heartbeat of one worker process."""

from __future__ import annotations

import threading
from collections.abc import Callable

from steersman.domain.clock import Clock
from steersman.records.guard.clearance import Fenced
from steersman.records.guard.workers import Workers


class Heart(threading.Thread):
    """Beats until it is stopped.  ``on_death`` is called when the worker may not act any more.

    That is when its runs were taken over, or when it could not beat for ``dead_after`` seconds:
    by then another worker may be doing its work.
    """

    def __init__(
        self,
        workers: Workers,
        worker: str,
        epoch: str,
        *,
        clock: Clock,
        every: float,
        dead_after: float,
        on_death: Callable[[str], None],
    ) -> None:
        super().__init__(name="heart", daemon=True)
        self._workers, self._worker, self._epoch = workers, worker, epoch
        self._clock, self._every, self._dead_after = clock, every, dead_after
        self._on_death = on_death
        self._ended = threading.Event()
        self._last = clock.now()

    def run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._workers.beat(self._worker, self._epoch)
                self._last = self._clock.now()
            except Fenced as fenced:
                return self._on_death(str(fenced))
            except Exception as error:  # noqa: BLE001 - any fault of the database counts alike
                if self._clock.now() - self._last > self._dead_after:
                    return self._on_death(f"no heartbeat could be written: {error}")

    def stop(self) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()
