"""``steersman situations``: what is wrong now, and what people do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="What is wrong now, its cause, and who looks after it.")


class State(StrEnum):
    LIVE = "live"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    ALL = "all"


Which = Annotated[State, typer.Option(help="What is not resolved (live), or only these.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many.")]
Number = Annotated[str, typer.Argument(help="A situation's number, INC….", show_default=False)]
Note = Annotated[str, typer.Option(help="A few words, kept with it.")]
Reason = Annotated[str, typer.Option(help="What it was and what helped; kept in the record.")]
Useful = Annotated[
    bool, typer.Option("--useful/--not-useful", help="Whether it was right to tell people.")
]
Days = Annotated[float, typer.Option(min=0.01, max=366, help="How far back.")]


@online(app, "list")
def list_situations(session: Session, state: Which = State.LIVE, limit: Limit = 50) -> None:
    """What is not resolved, the gravest first."""
    asked: dict[str, Any] = {"limit": limit}
    asked |= {} if state is State.LIVE else {"state": state.value}
    body = session.api.get("/situations", asked)
    rows = [
        [
            each["number"],
            each["severity"],
            each["state"],
            moment(each["opened_at"]),
            each["title"],
            each["causes"][0]["name"] if each["causes"] else "",
            each["alerts"],
        ]
        for each in items(body, "situations")
    ]
    columns = ["number", "severity", "state", "since (UTC)", "what", "probable cause", "alerts"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
            session.screen.note(f"{len(rows)} of {body['total']}")
        else:
            session.screen.say("Nothing is wrong that we know of.")
        waiting = body["behind"]["events"]
        if waiting:
            session.screen.note(f"{waiting:,} alerts are stored and not judged yet", "yellow")

    session.show(body, tell)


@online(app, "show")
def show(session: Session, number: Number) -> None:
    """One situation: cause, what it hits, what changed before, and what happened."""
    body = session.api.get(f"/situations/{part(number)}")
    session.show(body, lambda: _tell(session, body))


@online(app, "acknowledge")
def acknowledge(session: Session, number: Number, note: Note = "") -> None:
    """Look after it from now on, in your name."""
    body = session.api.post(f"/situations/{part(number)}/acknowledge", {"note": note})
    session.show(body, lambda: session.screen.say(f"{number} is yours: {body['title']}"))


@online(app, "resolve")
def resolve(session: Session, number: Number, reason: Reason) -> None:
    """It is over; an alert of it that fires again opens it again."""
    body = session.api.post(f"/situations/{part(number)}/resolve", {"reason": reason})
    session.show(body, lambda: session.screen.say(f"{number} is resolved: {body['title']}"))


@online(app, "feedback")
def feedback(session: Session, number: Number, useful: Useful, note: Note = "") -> None:
    """Say whether it was useful; rules that are not, too often, are muted by themselves."""
    body = session.api.post(
        f"/situations/{part(number)}/feedback", {"useful": useful, "note": note}
    )

    def tell() -> None:
        session.screen.say(f"Kept: {number} was {'useful' if useful else 'not useful'}.")
        for rule in body["muted"]:
            session.screen.note(f"Muted by itself: {rule}. See: steersman silences", "yellow")

    session.show(body, tell)


@online(app, "noise")
def noise(session: Session, days: Days = 1.0) -> None:
    """What came in, what was told, and what was held back and why, for each rule."""
    body = session.api.get("/situations/noise", {"days": days})
    counts = ("came", "told", "joined", "silence", "maintenance", "inhibition", "noise", "quiet")
    rows = [[each["name"], each["source"], *(each[key] for key in counts)] for each in body["rows"]]
    columns = ["rule", "source", "came", "told", "joined", "silenced", "maintenance"]
    columns += ["follows", "muted", "not unusual"]

    def tell() -> None:
        session.screen.table(columns, rows)
        session.screen.note(
            f"{body['total']['came']:,} alerts began, {body['situations']:,} situations, "
            f"people told {body['tellings']:,} times"
        )

    session.show(body, tell)


def _tell(session: Session, body: dict[str, Any]) -> None:
    screen = session.screen
    screen.say(f"{body['number']}  {body['title']}")
    facts = {"severity": body["severity"], "state": body["state"], "owner": body["owner"]}
    facts |= {"since (UTC)": moment(body["first_at"]), "alerts": body["alerts"]}
    facts |= {"of them fire": body["firing"], "why it is told": "; ".join(body["reasons"])}
    facts["it hits"] = ", ".join(each["name"] for each in body["affected"][:10])
    facts["depends on it"] = ", ".join(each["name"] for each in body["hit"])
    screen.facts({name: value for name, value in facts.items() if value not in ("", None)})
    causes = [[each["name"], "; ".join(each["reasons"])] for each in body["causes"]]
    if causes:
        screen.table(["probable cause", "why"], causes)
    changes = [[moment(each["at"]), each["words"], each["by"]] for each in body["changes"]]
    if changes:
        screen.table(["changed before (UTC)", "what", "by"], changes)
    told = [[moment(each["at"]), each["kind"], each["text"]] for each in body["timeline"]]
    screen.table(["when (UTC)", "what happened", "text"], told)
    members = [
        [each["status"], each["name"], each["host"], each["why"]] for each in body["members"]
    ]
    screen.table(["status", "alert", "host", "why it is here"], members)
