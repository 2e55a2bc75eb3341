"""What a process does beside its work: begin it once it can, look around, say that it lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.read_only import takes_no_writes, why
from steersman.runtime.database_watch import DatabaseWatch
from steersman.runtime.pulse import Pulse, stands_still
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.settings.product import Settings


@dataclass
class Beginning:
    """Takes work on, as soon as the database can be written."""

    begin: Callable[[], None]
    watch: DatabaseWatch
    store: sa.Engine
    done: bool = False

    def attempt(self) -> bool:
        """Whether work was taken on, now or before.  Raises what waiting cannot mend."""
        if self.done:
            return True
        try:
            self.begin()
        except sa.exc.DBAPIError as error:
            if not takes_no_writes(error):
                raise
            self.watch.failed(why(error), reads=True)
            self.store.dispose()  # connections opened now would stay read-only
            return False
        self.done = True
        self.watch.wrote()
        return True


def aside(
    settings: Settings,
    clock: Clock,
    schedule: Ticker,
    first_job: str,
    check_systems: Callable[[], object] | None,
) -> list[TickerThread]:
    """Threads of their own, so that a silent system holds up neither work nor the sign of life."""
    threads = []
    if settings.heartbeat_url:
        sign = Pulse(
            settings.heartbeat_url,
            settings.heartbeat_method,
            settings.heartbeat_every,
            clock,
            lambda: stands_still(schedule, clock, first_job),
        )
        own = Ticker(clock)
        own.add("tell outside that it lives", 0.0, sign.beat, writes=False)
        threads.append(TickerThread(own, settings.tick_every))
    if settings.check_every and check_systems is not None:
        looking = Ticker(clock, holds=lambda: schedule.holds())
        looking.add("check the systems", settings.check_every, check_systems)
        threads.append(TickerThread(looking, settings.tick_every))
    return threads
