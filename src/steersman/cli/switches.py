"""``stop``, ``start`` and ``switches``: the kill switches."""

from __future__ import annotations

from typing import Annotated

import typer

from steersman.cli.reading import items, part
from steersman.cli.session import Session
from steersman.cli.text import moment

EVERYTHING = "everything"
ScopeToStop = Annotated[
    str, typer.Argument(help="everything, capability:NAME, system:NAME or procedure:NAME.")
]
ScopeToStart = Annotated[str, typer.Argument(help="What was stopped.", show_default=False)]
Why = Annotated[str, typer.Option(help="Why; everybody who is held by it reads this.")]


def stop(session: Session, reason: Why, scope: ScopeToStop = EVERYTHING) -> None:
    """Stop before the very next outside write, in every worker: the kill switch."""
    body = session.api.post("/switches", {"scope": scope, "reason": reason})

    def tell() -> None:
        session.screen.say(f"Stopped: {scope}.  Nothing more is written there.")
        session.screen.say(f"To go on: steersman start {scope}")

    session.show(body, tell)


def start(session: Session, scope: ScopeToStart) -> None:
    """Let what was stopped go on; what it had held is tried again."""
    body = session.api.delete(f"/switches/{part(scope)}")
    session.show(body, lambda: session.screen.say(f"{scope} goes on."))


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
