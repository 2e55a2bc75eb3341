"""The leak test: run it, and see what the last ones found."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.governor.gates.leak_check import KIND
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.errors import Problem
from steersman.web.leaks import Wanted, check_leaks

router = APIRouter(prefix="/leaks", tags=["leak test"])
LONGEST = 3600.0  # seconds
SHOWN = 20  # tests
_running = Lock()  # one at a time: it asks as much as a full house does


@dataclass
class Progress:
    """What the test that this process runs is doing; empty: none runs."""

    told: str = ""

    def hear(self, told: str) -> None:
        self.told = told


_progress = Progress()


class Check(Body):
    """``sample``: objects of a kind that are looked for, chosen by ``seed``; there may be more.

    ``only``: roles or ids of people; a test by some of the askers proves nothing for the gate.
    """

    seconds: Annotated[float, Field(ge=1, le=LONGEST, allow_inf_nan=False)] = 120.0
    sample: Annotated[int, Field(ge=1, le=100_000)] = 2000
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    only: Annotated[tuple[Short, ...], Field(max_length=50)] = ()


@router.get("")
def list_checks(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "ledger")]) -> Json:
    """The last leak tests, the newest first, and whether they allow answers to rise."""
    judged = core.leak_checks.judged()
    newest = core.ledger.newest(KIND, None, SHOWN)
    return {
        "gate": {"verdict": judged.verdict.value, "reason": judged.reason},
        "checks": [{"seq": link.seq, **link.body} for link in newest],
    }


@router.get("/progress")
def progress(caller: Annotated[Caller, needs("read", "check", "ledger")]) -> Json:
    """What the test that runs now is doing; empty: none runs in this process."""
    return {"told": _progress.told}


@router.post("/check")
def check(
    request: Request,
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "check", "ledger")],
    body: Check,
) -> Json:
    """Ask everything as everybody and compare with the rules.  Only the report is written."""
    if not _running.acquire(blocking=False):
        raise Problem(409, "conflict", "a leak test is running already", "wait until it has ended")
    try:
        wanted = Wanted(**body.model_dump())
        report = check_leaks(core, request.app.state.another(), wanted, _progress.hear)
    finally:
        _progress.hear("")
        _running.release()
    told = report.as_json()
    entry = core.leak_checks.keep(told, by=caller.id)
    core.review_levels()
    return {**told, "entry": entry, "sentence": report.sentence}
