"""``steersman logs``: lines of syslog that were sent to us, and how many there were."""

from __future__ import annotations

from typing import Annotated

import typer

from steersman.cli.reading import items
from steersman.cli.session import Session
from steersman.cli.text import moment

Host = Annotated[str, typer.Option(help="Of one host.")]
New = Annotated[bool, typer.Option("--new", help="Only lines of a wording that is new.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many.")]


def logs(session: Session, host: Host = "", new: New = False, limit: Limit = 50) -> None:
    """The newest lines of syslog, and what was counted of all: none is lost in silence."""
    asked: dict[str, object] = {"limit": limit, "host": host, "new": "true" if new else ""}
    body = session.api.get("/logs", {name: value for name, value in asked.items() if value})
    columns = ["received (UTC)", "host", "app", "severity", "text", "faults"]
    names = ("host", "app", "severity", "text", "faults")
    found = items(body, "lines")
    rows = [[moment(each["received_at"]), *(each[name] for name in names)] for each in found]

    def tell() -> None:
        if body["listener"] is None:
            session.screen.note("No listener is declared: see the guide, Alerts.")
        elif body["listener"]["fault"]:
            session.screen.note(body["listener"]["fault"], "yellow")
        session.screen.facts({what: f"{many:,}" for what, many in body["counts"].items()})
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say("No line is like that.")

    session.show(body, tell)
