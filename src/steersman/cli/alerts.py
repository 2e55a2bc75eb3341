"""``steersman alerts``: what monitoring said, and how it stands now."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="What monitoring said, and how it stands now.")


class Status(StrEnum):
    FIRING = "firing"
    RESOLVED = "resolved"
    ALL = "all"


Stands = Annotated[Status, typer.Option(help="Those that fire, those that are over, or all.")]
Host = Annotated[str, typer.Option(help="Of one host.")]
Name = Annotated[str, typer.Option(help="Of one name.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many.")]
By = Annotated[str, typer.Option(help="Out of name, host, severity, source, status; with commas.")]
AlertId = Annotated[str, typer.Argument(help="An alert's id.", show_default=False)]


@online(app, "list")
def list_alerts(
    session: Session,
    status: Stands = Status.FIRING,
    host: Host = "",
    name: Name = "",
    limit: Limit = 50,
) -> None:
    """Those that fire, the newest first."""
    body = session.api.get("/alerts", _asked(status, host, name, limit))
    rows = [
        [
            moment(each["changed_at"]),
            "silent" if each["silent"] else each["status"],
            each["severity"],
            each["name"],
            each["host"],
            each["text"],
            each["sendings"],
        ]
        for each in items(body, "alerts")
    ]
    columns = ["since (UTC)", "status", "severity", "name", "host", "text", "sent"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
            session.screen.note(f"{len(rows)} of {body['total']}")
        else:
            session.screen.say("No alert is like that.")

    session.show(body, tell)


@online(app, "groups")
def groups(
    session: Session,
    by: By = "name",
    status: Stands = Status.FIRING,
    host: Host = "",
    name: Name = "",
    limit: Limit = 50,
) -> None:
    """How many there are of each group, the largest first."""
    body = session.api.get("/alerts/groups", {**_asked(status, host, name, limit), "by": by})
    counts = ("alerts", "sendings")
    rows = [[each[name] for name in (*body["by"], *counts)] for each in items(body, "groups")]
    columns = [*body["by"], "alerts", "sent"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "show")
def show(session: Session, alert: AlertId) -> None:
    """One alert with what was said of it."""
    body = session.api.get(f"/alerts/{part(alert)}")
    session.show(body, lambda: _tell(session, body))


def _asked(status: Status, host: str, name: str, limit: int) -> dict[str, Any]:
    given = {"host": host, "name": name, "limit": limit}
    given |= {"status": "" if status is Status.ALL else status.value}
    return {name: value for name, value in given.items() if value}


def _tell(session: Session, body: dict[str, Any]) -> None:
    times = {f"{name} (UTC)": moment(body[f"{name}_at"]) for name in ("first", "changed", "heard")}
    facts = {name: body[name] for name in ("id", "name", "host", "severity", "text", "status")}
    session.screen.facts({**facts, **times, **body["labels"], "source": body["source"]})
    rows = [[moment(each["at"]), each["status"], each["text"]] for each in body["events"]]
    session.screen.table(["when (UTC)", "said", "text"], rows)
