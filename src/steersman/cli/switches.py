"""``stop``, ``start`` and ``switches``: the kill switches."""

from __future__ import annotations

from typing import Annotated

import typer

from steersman.cli.exits import Stop
from steersman.cli.reading import items, part
from steersman.cli.session import Session
from steersman.cli.text import moment

EVERYTHING = "everything"
ScopeToStop = Annotated[
    str, typer.Argument(help="everything, capability:NAME, system:NAME or procedure:NAME.")
]
ScopeToStart = Annotated[str, typer.Argument(help="What was stopped, as `switches` lists it.")]
Why = Annotated[str, typer.Option(help="Why; everybody who is held by it reads this.")]


def stop(session: Session, reason: Why, scope: ScopeToStop = EVERYTHING) -> None:
    """Stop before the very next outside write, in every worker: the kill switch."""
    body = session.api.post("/switches", {"scope": scope, "reason": reason})

    def tell() -> None:
        session.screen.say(f"Stopped: {scope}.  Nothing more is written there.")
        session.screen.say(f"To go on: steersman start {scope}")

    session.show(body, tell)


def start(session: Session, scope: ScopeToStart = EVERYTHING) -> None:
    """Let what was stopped go on; what it had held is tried again.

    Only this one switch is released: what else was stopped stays so, and is named.
    """
    try:
        body = session.api.delete(f"/switches/{part(scope)}")
    except Stop as refused:
        if refused.code != "not_found":
            raise
        raise _not_stopped(scope, _thrown(session)) from refused
    left = _thrown(session)

    def tell() -> None:
        session.screen.say(f"{scope} goes on.")
        if left:
            session.screen.note(f"Still stopped: {', '.join(left)}")

    session.show(body, tell)


def _thrown(session: Session) -> list[str]:
    """Empty as well when the token may release and not read."""
    try:
        found = items(session.api.get("/switches"), "switches")
    except Stop:
        return []
    return [str(each["scope"]) for each in found]


def _not_stopped(scope: str, thrown: list[str]) -> Stop:
    if not thrown:
        return Stop(f"{scope} is not stopped: no kill switch is thrown", code="not_found")
    mend = f"steersman start {thrown[0]}"
    return Stop(f"{scope} is not stopped; stopped are: {', '.join(thrown)}", mend, code="not_found")


def switches(session: Session) -> None:
    """Every kill switch that is thrown, by whom and why."""
    body = session.api.get("/switches")
    thrown = items(body, "switches")
    rows = [
        [each["scope"], each["thrown_by"], moment(each["thrown_at"]), each["reason"]]
        for each in thrown
    ]

    def tell() -> None:
        if rows:
            session.screen.table(["stopped", "by", "since (UTC)", "reason"], rows)
        else:
            session.screen.say("No kill switch is thrown.")

    session.show(body, tell)
