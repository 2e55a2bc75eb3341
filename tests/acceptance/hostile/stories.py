"""Every family of stories, and how to tell many of them at once."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.hostile import approvals, feed, handover, identity, lying, races, words
from tests.acceptance.hostile.judge import SCENARIOS, Finding, Scenario, told

FAMILIES = (identity, lying, approvals, feed, races, words, handover)
AT_ONCE = 8  # a worker mostly waits for its engine to start and to stop
BY_NAME = {chosen.full_name: chosen for chosen in SCENARIOS}
Told = Future[Finding]
Telling = tuple[str, bool]  # a scenario's full name, and whether it is told with hostile intent


def tell(telling: Telling, start: Path) -> Finding:
    """One story; whatever breaks in it is part of the finding."""
    name, hostile = telling
    try:
        return told(BY_NAME[name], hostile, start)
    except Exception as error:  # noqa: BLE001 - in another process: the test says it again
        trace = traceback.format_exception(error, limit=-4)
        return Finding(set(), set(), "".join(trace))


@contextmanager
def telling_all(tellings: Sequence[Telling], start: Path) -> Iterator[dict[Telling, Told]]:
    """Each in a company of its own, several at a time; ask each for its result."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(AT_ONCE, mp_context=processes) as pool:
        yield {telling: pool.submit(tell, telling, start) for telling in tellings}


def tell_all(tellings: Sequence[Telling], start: Path) -> dict[Telling, Finding]:
    with telling_all(tellings, start) as told:
        return {telling: finding.result() for telling, finding in told.items()}


def by_name(name: str) -> Scenario:
    return BY_NAME[name]
