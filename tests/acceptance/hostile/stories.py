"""Every family of stories, and how to tell many of them at once."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.acceptance.hostile import approvals, feed, handover, identity, lying, races, words
from tests.acceptance.hostile.judge import SCENARIOS, Finding, Scenario, told

FAMILIES = (identity, lying, approvals, feed, races, words, handover)
AT_ONCE = 6  # a worker mostly waits for its engine to start and to stop
BY_NAME = {chosen.full_name: chosen for chosen in SCENARIOS}
Telling = tuple[str, bool]  # a scenario's full name, and whether it is told with hostile intent


def tell(telling: Telling, start: Path) -> Finding:
    """One story; whatever breaks in it is part of the finding."""
    name, hostile = telling
    try:
        return told(BY_NAME[name], hostile, start)
    except Exception:  # noqa: BLE001 - in another process: the test says it again
        return Finding(set(), set(), traceback.format_exc(limit=-4))


def tell_all(tellings: Sequence[Telling], start: Path) -> dict[Telling, Finding]:
    """Each in a company of its own, several at a time."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=spawn) as pool:
        findings = pool.map(tell, tellings, [start] * len(tellings))
        return dict(zip(tellings, findings, strict=True))


def by_name(name: str) -> Scenario:
    return BY_NAME[name]
