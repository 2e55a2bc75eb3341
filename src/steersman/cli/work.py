"""``steersman work``: what was asked for, how it stands, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from steersman.cli.ask_back import show_ask_back
from steersman.cli.following import Patience, follow
from steersman.cli.groups import ShowNamed
from steersman.cli.options import Number
from steersman.cli.output import Screen
from steersman.cli.questions import show_question
from steersman.cli.reading import by_name, items, named, part
from steersman.cli.session import Session, online
from steersman.cli.steps import COLUMNS, lines
from steersman.cli.text import moment

app = typer.Typer(cls=ShowNamed, help="What was asked for, how it stands, and what was done.")
Status = Annotated[str, typer.Option(help="new, held, deferred, refused, incomplete, done …")]
Subject = Annotated[str, typer.Option(help="About this person (per_…).")]
Limit = Annotated[int, typer.Option(min=1, max=200, help="How many.")]
NOTHING = "Nothing was asked for yet.  Somebody leaves: steersman leave PERSON"
NONE_SUCH = "Nothing that you may see is like that."
Before = Annotated[int | None, typer.Option(help="Go on before this one, for older work.")]


@online(app, "list")
def list_work(
    session: Session,
    status: Status = "",
    subject: Subject = "",
    limit: Limit = 50,
    before: Before = None,
) -> None:
    """Work items, the newest first."""
    query = {"status": status, "subject": subject, "limit": limit, "before": before}
    body = session.api.get("/work", query)
    rows = [
        [
            each["number"],
            each["status"],
            each["procedure"],
            each["summary"],
            named(body, each["requester"]),
            moment(each["opened_at"]),
        ]
        for each in items(body, "work")
    ]

    def tell() -> None:
        columns = ["number", "status", "procedure", "summary", "asked by", "opened (UTC)"]
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say(NONE_SUCH if status or subject or before else NOTHING)
        if body.get("before"):
            session.screen.note(f"Older ones: steersman work list --before {body['before']}")

    session.show(body, tell)


@online(app, "show")
def show(session: Session, number: Number) -> None:
    """How one work item stands, why, and what it still waits for."""
    body = session.api.get(f"/work/{part(number)}")
    session.show(body, lambda: _show(session.screen, body))


@online(app, "timeline")
def timeline(session: Session, number: Number) -> None:
    """Everything that was decided and done about it, the oldest first."""
    body = session.api.get(f"/work/{part(number)}/timeline")
    rows = [line.cells for line in lines(body["entries"])]
    session.show(body, lambda: session.screen.table(COLUMNS, rows))


@online(app, "follow")
def follow_work(session: Session, number: Number, timeout: Patience = 300.0) -> None:
    """Watch it until it is done or held; the exit code says which."""
    follow(session, number, timeout=timeout)


def _show(screen: Screen, work: Mapping[str, Any]) -> None:
    facts = {name: work[name] for name in ("number", "summary", "status", "state", "procedure")}
    facts |= {"asked by": named(work, work["requester"]), "about": named(work, work["subject"])}
    facts |= {"opened (UTC)": moment(work["opened_at"]), "settled (UTC)": _at(work["settled_at"])}
    facts |= {"digest": work["digest"], "caused by": work["caused_by"]}
    needs = ", ".join(f"{need['count']} × {need['role']}" for need in work["needs"])
    given = [named(work, each["person"]) for each in work["approvals"]]
    screen.facts({**facts, "needs": needs, "approved by": given})
    for reason in work["reasons"]:
        screen.say(f"  · {by_name(work, reason)}")
    for question in work["questions"]:
        if question["answered_at"] is None:
            show_question(screen, question)
    for asked in work["ask_backs"]:
        show_ask_back(screen, asked)
    _show_obligations(screen, work["obligations"])


def _show_obligations(screen: Screen, owed: list[Mapping[str, Any]]) -> None:
    rows = [[each["text"], moment(each["due_at"]), each["state"]] for each in owed]
    if rows:
        screen.table(["owed", "by (UTC)", ""], rows)


def _at(at: float | None) -> str:
    return "" if at is None else moment(at)
