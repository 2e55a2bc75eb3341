"""``leave`` and ``request``: what people come for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from steersman.cli.exits import HELD, Misused, Stop
from steersman.cli.following import Patience, follow
from steersman.cli.options import Wait
from steersman.cli.reading import number_of
from steersman.cli.session import Session

Person = Annotated[
    str,
    typer.Argument(help="Id, employee number, mail address or full name.", show_default=False),
]
Successor = Annotated[str | None, typer.Option(help="Who takes the work over; else the manager.")]
At = Annotated[
    str | None,
    typer.Option(help="When access ends, like 2026-01-31T17:00+01:00; at once otherwise."),
]
ForCause = Annotated[
    bool, typer.Option("--for-cause", help="At once, by the approval of two people.")
]
AlreadyLeft = Annotated[
    bool, typer.Option("--already-left", help="The moment may lie in the past: close it at once.")
]
Why = Annotated[str | None, typer.Option(help="Why; it stands on the work item.")]
Text = Annotated[
    str, typer.Argument(help='Like "Remove John\'s access to email and Slack".', show_default=False)
]


def leave(
    session: Session,
    person: Person,
    successor: Successor = None,
    effective_at: At = None,
    already_left: AlreadyLeft = False,
    for_cause: ForCause = False,
    reason: Why = None,
    wait: Wait = True,
    timeout: Patience = 300.0,
) -> None:
    """Somebody leaves: close every account and session, and hand the work over."""
    asked: dict[str, Any] = {"person": person, "successor": successor, "reason": reason}
    asked |= {"effective_at": None if effective_at is None else _instant(effective_at)}
    asked |= {"already_left": already_left}
    asked |= {"termination_type": "for_cause" if for_cause else None}
    _opened(session, session.api.post("/leave", asked), wait=wait, timeout=timeout)


def request(session: Session, text: Text, wait: Wait = True, timeout: Patience = 300.0) -> None:
    """Ask in plain words; it is understood by fixed rules, or refused with what is unclear."""
    body = session.api.post("/requests", {"text": text})
    _ask_back(session, body)
    for system, why in (body.get("left_out") or {}).items():
        session.screen.note(f"left out: {system}: {why}")
    _opened(session, body, wait=wait, timeout=timeout)


def _ask_back(session: Session, body: dict[str, Any]) -> None:
    """What was not clear is a question; nothing was done."""
    if "question" not in body:
        return
    if session.screen.as_json:
        session.screen.body(body)
        raise typer.Exit(HELD)
    stop = Stop(f"not done, because it is not clear: {body['question']}", "say it again, clearer")
    stop.exit_code, stop.candidates = HELD, body.get("candidates") or ()
    raise stop


def _instant(text: str) -> str:
    """ISO 8601 with its offset; without one it is this machine's time zone that is meant."""
    try:
        return datetime.fromisoformat(text).astimezone().isoformat()
    except (ValueError, OverflowError) as error:
        raise Misused(f"{text!r} is no time", "write it like 2026-01-31T17:00+01:00") from error


def _opened(session: Session, body: Any, *, wait: bool, timeout: float) -> None:
    number = number_of(body)
    if wait:
        follow(session, number, timeout=timeout)
        return

    def tell() -> None:
        session.screen.say(f"{number} was opened.")
        session.screen.say(f"Follow it: steersman work show {number}")

    session.show(body, tell)
