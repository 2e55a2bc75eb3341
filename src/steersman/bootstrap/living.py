"""What a process does beside its work: begin it once it can, look around, say that it lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.read_only import takes_no_writes, why
from steersman.records.system_checks import SystemChecks
from steersman.runtime.database_watch import DatabaseWatch
from steersman.runtime.pulse import Pulse, stands_still
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.servicedesk.collecting import Collecting
from steersman.servicedesk.environments import Environments
from steersman.settings.product import Settings

LOOK_EVERY = 30.0  # seconds
DRIFT_EVERY = 3600.0  # seconds between two comparisons of what stands with what was agreed
PATIENCE = 5.0  # seconds that ending waits for a collection; doing it again does no harm


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
    collecting: Collecting,
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
    return [*threads, *_collecting(settings, clock, schedule, collecting)]


def _collecting(
    settings: Settings, clock: Clock, schedule: Ticker, collecting: Collecting
) -> list[TickerThread]:
    """One for each system that has an inventory: reading a large one takes its time.

    Each looks often whether its system is due, because another worker may have been faster.
    """
    threads = []
    for system in collecting.sources if settings.collect_every else ():
        own = Ticker(clock, holds=lambda: schedule.holds())
        act = partial(collecting.collect_due, system, settings.collect_every)
        own.add(f"look whether {system} is due", min(settings.collect_every, LOOK_EVERY), act)
        threads.append(TickerThread(own, settings.tick_every, patience=PATIENCE))
    return threads


def systems_down(checks: SystemChecks) -> Mapping[str, str]:
    """Which systems did not answer when they were last asked, and what was said of them."""
    try:
        known = checks.all()
    except sa.exc.SQLAlchemyError:
        return {}  # the next heartbeat says what is wrong with the database
    return {name: check.detail for name, check in known.items() if not check.reached}


def watching_drift(
    settings: Settings, clock: Clock, schedule: Ticker, environments: Environments
) -> list[TickerThread]:
    """Comparing an environment with its template asks the provider about all of it."""
    if not environments.sources:
        return []
    own = Ticker(clock, holds=lambda: schedule.holds())
    own.add("look for drift", DRIFT_EVERY, environments.look_for_drift)
    return [TickerThread(own, settings.tick_every, patience=PATIENCE)]
