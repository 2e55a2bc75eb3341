"""``systems restart``: the server starts anew, so that the systems file counts as it is now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from steersman.cli.exits import NotReached, Stop
from steersman.cli.options import Wait
from steersman.cli.session import Session

Patience = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to wait for it.")]
LOOK = 0.5  # seconds between two looks
FILES = (
    ("added", "not connected yet"),
    ("changed", "changed"),
    ("removed", "taken out"),
    ("others", "changed as well"),
)


def restart(session: Session, wait: Wait = True, timeout: Patience = 60.0) -> None:
    """Restart the server in good order; refused while it runs if it could not start again.

    Work under way goes on afterwards.  What the systems file says by now counts then.
    """
    body = session.api.post("/systems/restart")
    if wait:
        body = {**body, **_back(session, body["process"], timeout)}
    others = body["other_workers"]

    def tell() -> None:
        names = ", ".join(each["name"] for each in body.get("systems", ())) or "nothing yet"
        session.screen.say(f"Restarted.  Connected: {names}." if wait else "It restarts now.")
        if others:
            session.screen.note(f"Restart the other workers too: {', '.join(others)}")

    session.show(body, tell)


def waits_for_a_restart(waiting: Mapping[str, Any]) -> str:
    """A sentence on what the file says and the server does not do yet; empty: nothing."""
    if waiting["fault"]:
        return f"The systems file cannot be read: {waiting['fault']}"
    parts = [f"{word}: {', '.join(waiting[name])}" for name, word in FILES if waiting[name]]
    if not parts:
        return ""
    return f"In the systems file, {'; '.join(parts)}.  To make it count: steersman systems restart"


def _back(session: Session, before: Mapping[str, str], timeout: float) -> dict[str, Any]:
    """The systems as the new process of the same worker tells them."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        try:
            told: dict[str, Any] = session.api.get("/systems")
        except NotReached:
            told = {"process": before}
        now = told["process"]
        if now["worker"] == before["worker"] and now["mark"] != before["mark"]:
            return told
        time.sleep(LOOK)
    mend = "look at what it says where it was started: its terminal, journal or container log"
    raise Stop(f"the server did not come back within {timeout:g} s", mend)
