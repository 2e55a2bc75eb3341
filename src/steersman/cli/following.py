"""Following a work item: each step as it is verified, until it is settled."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Annotated, Any

import typer

from steersman.cli.exits import DONE, HELD, REFUSED, Stop
from steersman.cli.output import STATUS_STYLES, Screen
from steersman.cli.reading import part
from steersman.cli.session import Session
from steersman.cli.steps import Line, lines, verified
from steersman.cli.text import clean, duration

Patience = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to follow it.")]
POLL = 1.0  # seconds that the server holds one question open
EXIT_CODES: Mapping[str, int] = {
    "done": DONE,
    "undone": DONE,
    "held": HELD,
    "deferred": HELD,
    "incomplete": REFUSED,
    "refused": REFUSED,
    "canceled": REFUSED,
}
MENDS: Mapping[str, str] = {
    "held": "read it with `steersman plan {0}`, then `steersman approve {0}`",
    "deferred": "it is tried again by itself: `steersman work show {0}`",
    "incomplete": "see what is left with `steersman work show {0}`",
    "refused": "see every rule with `steersman plan {0}`",
}


def follow(session: Session, number: str, *, timeout: float, since: int = 0) -> None:
    """Show what happens to ``number`` after ledger entry ``since``.

    Ends with the exit code of how the work then stands.
    """
    settled, entries = _until_settled(session, number, timeout, since)
    work = session.api.get(f"/work/{part(number)}")
    body = {**work, "timeline": entries}
    session.show(body, lambda: _sum_up(session.screen, work, verified(entries)))
    if not settled:
        mend = f"go on with `steersman work follow {number}`"
        raise Stop(f"{number} is not settled after {duration(timeout)}", mend)
    code = _exit_code(work)
    if code != DONE:
        raise typer.Exit(code)


def last_entry(session: Session, number: str) -> int:
    """Where the timeline of ``number`` ends now: what people have seen of it."""
    entries = session.api.get(f"/work/{part(number)}/timeline")["entries"]
    return max((int(entry["seq"]) for entry in entries), default=0)


def _until_settled(
    session: Session, number: str, timeout: float, since: int
) -> tuple[bool, list[Any]]:
    until, shown = time.monotonic() + timeout, since
    path = f"/work/{part(number)}"
    with _busy(session.screen, number):
        while True:
            left = max(0.0, min(POLL, until - time.monotonic()))
            told = session.api.get(f"{path}/wait", {"timeout": left})
            entries = session.api.get(f"{path}/timeline")["entries"]
            shown = _show_new(session.screen, entries, shown)
            if told["settled"] or time.monotonic() >= until:
                return bool(told["settled"]), entries


def _busy(screen: Screen, number: str) -> Any:
    console = screen.console(stderr=True)
    if screen.as_json or not console.is_terminal:
        return nullcontext()
    return console.status(clean(f"{number} is under way"))


def _show_new(screen: Screen, entries: list[Any], shown: int) -> int:
    """Print what came after entry ``shown``; returns the last one."""
    for line in lines(entries):
        if line.seq > shown and not screen.as_json:
            screen.say(_sentence(line), STATUS_STYLES.get(line.result, ""))
    return max((entry["seq"] for entry in entries), default=shown)


def _sentence(line: Line) -> str:
    time_of_day = line.cells[0][-8:]
    where = f" in {line.system}" if line.system else ""
    detail = f"  ({line.detail})" if line.detail else ""
    return f"{time_of_day}  {line.what}{where}: {line.result}{detail}"


def _sum_up(screen: Screen, work: Mapping[str, Any], outcomes: list[Line]) -> None:
    if outcomes:
        rows = [[each.system, each.what, each.result, each.detail] for each in outcomes]
        screen.table(["system", "what", "result", ""], rows)
    number, status = work["number"], work["status"]
    took = ""
    if work.get("settled_at") is not None:
        took = f", {duration(work['settled_at'] - work['opened_at'])} after the event"
    screen.say(f"{number} is {status}{took}.", STATUS_STYLES.get(status, ""))
    if status not in ("done", "undone"):
        for reason in work["reasons"]:
            screen.say(f"  · {reason}")
    if status in MENDS:
        screen.say("→ " + MENDS[status].format(number))


def _exit_code(work: Mapping[str, Any]) -> int:
    asked = any(each.get("answered_at") is None for each in work.get("questions", ()))
    code = EXIT_CODES.get(work["status"], REFUSED)
    return HELD if asked and code != DONE else code
