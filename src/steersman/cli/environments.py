"""``steersman environments``: ask for one, prolong it, take it down."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="Environments on request: ask, prolong, take down.")
Id = Annotated[str, typer.Argument(help="Its id, env-….", show_default=False)]
System = Annotated[str, typer.Argument(help="The system that builds it.", show_default=False)]
Template = Annotated[str, typer.Argument(help="What is asked for.", show_default=False)]
Days = Annotated[float, typer.Option(min=0.01, max=3650, help="For how many days.")]
Told = Annotated[
    list[str] | None, typer.Option("--set", help="An answer, NAME=VALUE; more than once.")
]
Reason = Annotated[str, typer.Option(help="What it is for.")]


@online(app, "list")
def list_environments(session: Session) -> None:
    """Those that you may see, the newest first."""
    body = session.api.get("/environments")
    names = body.get("names", {})
    rows = [
        [
            each["id"],
            each["state"],
            each["template"],
            each["system"],
            names.get(each["owner"], each["owner"]),
            moment(each["ends_at"]) if each["ends_at"] else "",
            each["work"],
        ]
        for each in items(body, "environments")
    ]
    columns = ["id", "state", "template", "system", "owner", "ends (UTC)", "work"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say("There is none.  What can be had: steersman environments offers")

    session.show(body, tell)


@online(app, "offers")
def offers(session: Session) -> None:
    """What can be asked for, and what is asked then."""
    body = session.api.get("/environments/offers")
    rows = [_offer(each) for each in items(body, "offers")]
    columns = ["system", "template", "title", "longest", "answers"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say("No connected system builds environments.")

    session.show(body, tell)


@online(app, "ask")
def ask(
    session: Session,
    system: System,
    template: Template,
    days: Days = 7.0,
    told: Told = None,
    reason: Reason = "",
) -> None:
    """Ask for one; somebody else agrees."""
    wanted = {"system": system, "template": template, "days": days, "reason": reason}
    body = session.api.post("/environments", {**wanted, "answers": _answers(told or [])})
    session.show(body, lambda: session.screen.say(f"{body['work']}: somebody else must agree."))


@online(app, "prolong")
def prolong(session: Session, environment: Id, days: Days = 7.0) -> None:
    """Let it stand for so many days from now."""
    body = session.api.post(f"/environments/{part(environment)}/prolong", {"days": days})
    session.show(body, lambda: session.screen.say(f"It ends {moment(body['ends_at'])} (UTC)."))


@online(app, "end")
def end(session: Session, environment: Id, reason: Reason = "") -> None:
    """Take it down before its time."""
    body = session.api.post(f"/environments/{part(environment)}/end", {"reason": reason})
    session.show(body, lambda: session.screen.say(f"{body['work']} takes it down."))


@online(app, "correct")
def correct(session: Session, environment: Id) -> None:
    """Set it back to what it was built from; somebody else agrees."""
    body = session.api.post(f"/environments/{part(environment)}/correct", {})
    session.show(body, lambda: session.screen.say(f"{body['work']}: somebody else must agree."))


def _offer(each: dict[str, Any]) -> list[str]:
    if each["fault"]:
        return [each["system"], "", f"not offered: {each['fault']}", "", ""]
    asks = (f"{a['name']}={'|'.join(a['choices']) or a['kind']}" for a in each["asks"])
    longest = f"{each['longest_days']:g} days"
    return [each["system"], each["name"], each["title"], longest, " ".join(asks)]


def _answers(told: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in told]
    odd = [name for name, equals, _ in pairs if not equals or not name]
    if odd:
        raise Misused(f"{odd[0]!r} is no answer: write NAME=VALUE")
    return {name: value for name, _, value in pairs}
