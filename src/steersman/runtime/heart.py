"""The heartbeat of one worker process."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.guard.clearance import Fenced
from steersman.records.guard.workers import Workers
from steersman.records.read_only import connections_stay_so, takes_no_writes, why
from steersman.runtime.database_watch import DatabaseWatch


class Heart(threading.Thread):
    """Beats until it is stopped.  ``on_death`` is called when the worker may not act any more.

    That is when its runs were taken over, or when it could not beat for ``dead_after`` seconds:
    by then another worker may be doing its work.  A database that only takes no writes is no
    death while it still shows our name: nobody else could write there either, and whoever takes
    over later changes the name, which every outside write looks at first.
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
        watch: DatabaseWatch | None = None,
        on_return: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(name="heart", daemon=True)
        self._workers, self._worker, self._epoch = workers, worker, epoch
        self._clock, self._every, self._dead_after = clock, every, dead_after
        self._on_death, self._on_return = on_death, on_return
        self._watch = watch or DatabaseWatch(clock)
        self._ended = threading.Event()
        self._last = clock.now()

    def run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._beat()
            except Fenced as fenced:
                return self._on_death(str(fenced))
            except Exception as error:  # noqa: BLE001 - any fault of the database counts alike
                reason = self._missed(error)
                if reason:
                    return self._on_death(reason)

    def _beat(self) -> None:
        self._workers.beat(self._worker, self._epoch)
        self._last = self._clock.now()
        if self._watch.wrote():
            self._renew()

    def _missed(self, error: Exception) -> str:
        """Why the worker must end now; empty: it may stay and try again."""
        if connections_stay_so(error):
            self._renew()
        ours = self._is_ours()
        self._watch.failed(why(error), reads=ours is not None)
        if ours is False:
            return f"{self._worker} was taken over"
        silent = self._clock.now() - self._last > self._dead_after
        stays = ours is True and takes_no_writes(error)
        return f"no heartbeat could be written: {error}" if silent and not stays else ""

    def _is_ours(self) -> bool | None:
        """Whether the name is still ours; None: not even that can be read."""
        try:
            return self._workers.holds(self._worker, self._epoch)
        except sa.exc.SQLAlchemyError:
            return None

    def _renew(self) -> None:
        """Connections that were opened while nothing could be written stay so: open new ones."""
        self._workers.engine.dispose()
        self._on_return()

    def stop(self) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()
