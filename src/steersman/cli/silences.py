"""``steersman silences`` and ``steersman maintenance``: what is held back, by whom and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="What is held back: silences, windows, inhibition.")
windows = typer.Typer(cls=ListFirst, help="Maintenance windows, now, planned and repeated.")


class Every(StrEnum):
    ONCE = "once"
    DAY = "day"
    WEEK = "week"


Ended = Annotated[bool, typer.Option("--ended", help="Also those that are over.")]
Matcher = Annotated[
    list[str],
    typer.Argument(help='host=web-1, severity!=critical, alertname=~"Disk.*"; all must fit.'),
]
Item = Annotated[list[str], typer.Argument(help="Ids of configuration items.")]
Why = Annotated[str, typer.Option(help="Why; kept in the record, and everybody reads it.")]
Minutes = Annotated[float, typer.Option(min=1, max=527_040, help="How long.")]
Start = Annotated[str, typer.Option(help="When it begins, ISO 8601; without it: now.")]
Again = Annotated[Every, typer.Option(help="Whether it comes again.")]
Id = Annotated[str, typer.Argument(help="Its id, as the list shows it.", show_default=False)]
Source = Annotated[list[str], typer.Option(help="A matcher of the graver alert; may be repeated.")]
Target = Annotated[list[str], typer.Option(help="A matcher of what is held back.")]
Equal = Annotated[list[str] | None, typer.Option(help="A label that must be equal in both.")]


@online(app, "list")
def list_silences(session: Session, ended: Ended = False) -> None:
    """What holds alerts back now or is planned."""
    _list(session, {"ended": ended})


@online(app, "add")
def add(session: Session, matchers: Matcher, why: Why, minutes: Minutes = 120) -> None:
    """Hold back what fits, from now on.  What fires still at the end is told then."""
    body = session.api.post("/silences", {"matchers": matchers, "why": why, "minutes": minutes})
    session.show(body, lambda: _added(session, body))


@online(app, "end")
def end(session: Session, silence: Id) -> None:
    """End one now, of whatever kind."""
    body = session.api.delete(f"/silences/{part(silence)}")
    session.show(body, lambda: session.screen.say(f"{silence} is ended."))


@online(app, "inhibitions")
def inhibitions(session: Session) -> None:
    """Rules by which a graver alert holds others back."""
    body = session.api.get("/inhibitions")
    rows = [
        [
            each["id"],
            *(" ".join(each[side]) for side in ("source", "target", "equal")),
            each["why"],
            each["held"],
        ]
        for each in items(body, "inhibitions")
    ]
    columns = ["id", "while this fires", "this is not told", "equal", "why", "held back"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "inhibit")
def inhibit(
    session: Session, source: Source, target: Target, why: Why, equal: Equal = None
) -> None:
    """While a source fires, do not tell the targets."""
    told = {"source": source, "target": target, "equal": equal or [], "why": why}
    body = session.api.post("/inhibitions", told)
    session.show(body, lambda: session.screen.say(f"Added: {body['id']}"))


@online(app, "allow")
def allow(session: Session, inhibition: Id) -> None:
    """End such a rule."""
    body = session.api.delete(f"/inhibitions/{part(inhibition)}")
    session.show(body, lambda: session.screen.say(f"{inhibition} is ended."))


@online(windows, "list")
def list_windows(session: Session, ended: Ended = False) -> None:
    """Maintenance windows that are open or planned."""
    _list(session, {"ended": ended, "kind": "maintenance"})


@online(windows, "add")
def add_window(
    session: Session,
    item: Item,
    why: Why,
    minutes: Minutes = 120,
    start: Start = "",
    every: Again = Every.ONCE,
) -> None:
    """Hold back alerts of items and of all that depends on them."""
    told: dict[str, Any] = {"items": item, "why": why, "minutes": minutes}
    told |= {"since": _seconds(start)} if start else {}
    told |= {"every": "" if every is Every.ONCE else every.value}
    body = session.api.post("/maintenance", told)
    session.show(body, lambda: _added(session, body))


@online(windows, "end")
def end_window(session: Session, window: Id) -> None:
    """End one now."""
    body = session.api.delete(f"/silences/{part(window)}")
    session.show(body, lambda: session.screen.say(f"{window} is ended."))


def _list(session: Session, asked: dict[str, Any]) -> None:
    body = session.api.get("/silences", asked)
    rows = [
        [
            each["id"],
            each["kind"],
            " ".join([*each["matchers"], *each["items"]]),
            moment(each["since"]),
            moment(each["until"]) + (f", every {each['every']}" if each["every"] else ""),
            each["why"],
            each["by"],
            each["held"],
        ]
        for each in items(body, "silences")
    ]
    columns = ["id", "kind", "what", "from (UTC)", "until (UTC)", "why", "by", "held back"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say("Nothing is held back.")

    session.show(body, tell)


def _added(session: Session, body: dict[str, Any]) -> None:
    session.screen.say(f"Held back until {moment(body['until'])} UTC: {body['id']}")
    session.screen.note(f"To end it: steersman silences end {body['id']}")


def _seconds(written: str) -> float:
    try:
        return datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError) as error:
        raise Stop(f"{written!r} is no moment", "write ISO 8601, 2026-12-01T22:00+01:00") from error
