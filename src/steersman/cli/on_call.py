"""``steersman on-call``: who is on call, who comes next, overrides, and pages under way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.groups import ListFirst
from steersman.cli.on_call_files import body_of
from steersman.cli.reading import by_name, items, named, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment


class NowFirst(ListFirst):
    """``steersman on-call`` says who is on call now."""

    named = "now"

    def _usual(self, first: str) -> str:
        return "now"


app = typer.Typer(cls=NowFirst, help="Who is on call, who is next, and pages under way.")
Name = Annotated[str, typer.Argument(help="A schedule, by its name or id.", show_default=False)]
Days = Annotated[float, typer.Option(min=0.1, max=366, help="How many days.")]
Start = Annotated[str, typer.Option("--from", help="ISO 8601 with its offset; without it: now.")]
Person = Annotated[
    str, typer.Argument(help="An id; a name or mail if you may see everybody.", show_default=False)
]
Until = Annotated[str, typer.Option(help="When it ends, ISO 8601, or a length such as 8h or 2d.")]
Why = Annotated[str, typer.Option(help="Why; kept in the record.")]
PageId = Annotated[str, typer.Argument(help="A page, like PAGE0000012.", show_default=False)]
Title = Annotated[str, typer.Argument(help="What it is, in one line.", show_default=False)]
Policy = Annotated[str, typer.Option(help="The escalation policy, by its name or id.")]
Text = Annotated[str, typer.Option(help="More about it.")]
Subject = Annotated[str, typer.Option(help="What it is about, such as a situation's number.")]
Urgent = Annotated[bool, typer.Option(help="Whether it gets through quiet hours.")]
All = Annotated[bool, typer.Option("--all", help="Also those that are over.")]
File = Annotated[
    Path, typer.Argument(help="A JSON or TOML file, as `schedule` --json shows one.", exists=True)
]
Note = Annotated[str, typer.Option(help="How it ended.")]
About = Annotated[str, typer.Argument(help="A page or what it is about.", show_default=False)]
_WARNED = {
    "gap": "nobody is on call",
    "doubled": "two are on call",
    "absent": "has left",
    "elsewhere": "also on call in",
}


@online(app, "now")
def now(session: Session) -> None:
    """Who is on call now in each schedule, and what should be put right."""
    _standing(session, "now")


@online(app, "next")
def next_(session: Session) -> None:
    """Who takes over in each schedule, and when."""
    _standing(session, "next")


@online(app, "schedule")
def schedule(session: Session, name: Name, days: Days = 7, start: Start = "") -> None:
    """The final schedule of one, with its gaps."""
    asked = {"days": days, "start": _seconds(start) if start else None}
    body = session.api.get(f"/on-call/schedules/{part(name)}", asked)
    rows = [[*_times(each), _people(body, each["people"]), each["by"]] for each in body["final"]]

    def tell() -> None:
        session.screen.table(["from (UTC)", "until (UTC)", "on call", "by"], rows)
        for each in body["overrides"]:
            who = named(body, each["person"])
            session.screen.note(f"override {each['id']}: {who}, {' to '.join(_times(each))}")
        _warn(session, body, body["schedule"]["name"], body["warnings"])

    session.show(body, tell)


@online(app, "add")
def add(session: Session, file: File) -> None:
    """Add a schedule from a file."""
    body = session.api.post("/on-call/schedules", body_of(file))
    session.show(body, lambda: session.screen.say(f"{body['name']} is added: {body['id']}"))


@online(app, "override")
def override(
    session: Session,
    schedule: Name,
    person: Person,
    until: Until = "8h",
    start: Start = "",
    reason: Why = "",
) -> None:
    """Put somebody on call for a while, instead of whoever it would be."""
    asked = {"person": person, "reason": reason, **_end(until)}
    if start:
        asked["starts"] = _seconds(start)
    body = session.api.post(f"/on-call/schedules/{part(schedule)}/overrides", asked)

    def tell() -> None:
        session.screen.say(f"{person} is on call, {' to '.join(_times(body))} (UTC).")
        session.screen.note(f"To take it back: steersman on-call withdraw {body['id']}")

    session.show(body, tell)


@online(app, "withdraw")
def withdraw(
    session: Session,
    override: Annotated[str, typer.Argument(help="An override's id.", show_default=False)],
) -> None:
    """Take an override back."""
    body = session.api.delete(f"/on-call/overrides/{part(override)}")
    session.show(body, lambda: session.screen.say(f"{override} is taken back."))


@online(app, "policies")
def policies(session: Session) -> None:
    """Escalation policies, and the templates that one can be made from."""
    body = session.api.get("/on-call/policies")
    rows = [
        [
            each["name"],
            " → ".join(f"{s['kind'].replace('_', ' ')}, {s['wait']:g} min" for s in each["steps"]),
            f"{each['repeat']} ×",
            each["situations"],
        ]
        for each in items(body, "policies")
    ]
    session.show(
        body,
        lambda: session.screen.table(["policy", "steps", "repeated", "pages situations"], rows),
    )


@online(app, "add-policy")
def add_policy(session: Session, file: File) -> None:
    """Add an escalation policy from a file: steps, or a template and a schedule."""
    body = session.api.post("/on-call/policies", body_of(file))
    session.show(body, lambda: session.screen.say(f"{body['name']} is added: {body['id']}"))


@online(app, "pages")
def pages(session: Session, every: All = False) -> None:
    """Pages under way, the newest first."""
    body = session.api.get("/on-call/pages", {"resolved": every})
    rows = [
        [
            each["id"],
            _state(each),
            each["title"],
            each["policy_name"],
            moment(each["opened_at"]),
            named(body, each["acknowledged_by"]) if each["acknowledged_by"] else "",
        ]
        for each in items(body, "pages")
    ]
    columns = ["page", "state", "title", "policy", "opened (UTC)", "acknowledged by"]

    def tell() -> None:
        if rows:
            session.screen.table(columns, rows)
        else:
            session.screen.say("Nobody is being paged.")

    session.show(body, tell)


@online(app, "page")
def page(
    session: Session,
    title: Title,
    policy: Policy,
    text: Text = "",
    subject: Subject = "",
    urgent: Urgent = True,
) -> None:
    """Tell whoever the policy names, until somebody acknowledges."""
    asked = {"policy": policy, "title": title, "text": text, "subject": subject, "urgent": urgent}
    body = session.api.post("/on-call/pages", asked)

    def tell() -> None:
        session.screen.say(f"{body['id']} is under way.")
        session.screen.note(f"To follow it: steersman on-call show {body['id']}")

    session.show(body, tell)


@online(app, "show")
def show(session: Session, page: PageId) -> None:
    """One page: who was told how, and what happened."""
    body = session.api.get(f"/on-call/pages/{part(page)}")
    session.show(body, lambda: _tell(session, body))


@online(app, "acknowledge")
def acknowledge(session: Session, page: PageId) -> None:
    """Say that you have it: nobody else is told."""
    body = session.api.post(f"/on-call/pages/{part(page)}/acknowledge")
    session.show(body, lambda: session.screen.say(f"{page} is acknowledged."))


@online(app, "resolve")
def resolve(session: Session, page: PageId, note: Note = "") -> None:
    """It is over."""
    body = session.api.post(f"/on-call/pages/{part(page)}/resolve", {"note": note})
    session.show(body, lambda: session.screen.say(f"{page} is resolved."))


@online(app, "post-mortem")
def post_mortem(session: Session, about: About) -> None:
    """A draft as Markdown: facts with time and source, and what nobody recorded as questions."""
    text = session.api.text("/on-call/post-mortem", {"subject": about})
    session.show({"subject": about, "text": text}, lambda: session.screen.say(text))


def _standing(session: Session, which: str) -> None:
    body = session.api.get("/on-call")
    found = items(body, "schedules")
    rows = []
    for each in found:
        duty = each[which] or {"people": [], "from": "", "until": ""}
        who = _people(body, duty["people"]) or "nobody"
        rows.append([each["name"], who, moment(duty["from" if which == "next" else "until"])])
    edge = "from (UTC)" if which == "next" else "until (UTC)"

    def tell() -> None:
        if not rows:
            session.screen.say("There is no schedule yet: steersman on-call add FILE")
            return
        session.screen.table(["schedule", "next" if which == "next" else "on call", edge], rows)
        for each in found:
            _warn(session, body, each["name"], each["warnings"])

    session.show(body, tell)


def _warn(session: Session, body: Any, name: str, warnings: list[dict[str, Any]]) -> None:
    for each in warnings[:5]:
        who = _people(body, each["people"])
        others = [one for one in each["schedules"] if one != name]
        words = " ".join(filter(None, [who, _WARNED.get(each["kind"], ""), ", ".join(others)]))
        session.screen.note(f"{name}: {words}, {' to '.join(_times(each))} (UTC)", "yellow")
    if len(warnings) > 5:
        session.screen.note(f"{name}: {len(warnings) - 5} more", "yellow")


def _tell(session: Session, body: dict[str, Any]) -> None:
    facts = {"page": body["id"], "state": _state(body), "title": body["title"]}
    facts |= {"about": body["subject"], "policy": body["policy_name"], "text": body["text"]}
    facts["next step (UTC)"] = moment(body["next_at"]) if body["next_at"] else ""
    session.screen.facts(facts)
    rows = [
        [
            f"{each['round'] + 1}.{each['step'] + 1}",
            named(body, each["person"]) if each["person"] else "",
            each["label"],
            each["state"],
            by_name(body, each["detail"]),
        ]
        for each in body["deliveries"]
    ]
    session.screen.table(["step", "who", "by", "state", "details"], rows)
    told = [
        [moment(each["at"]), each["kind"], by_name(body, each["text"]), named(body, each["by"])]
        for each in body["timeline"]
    ]
    session.screen.table(["when (UTC)", "what", "details", "source"], told)


def _state(page: dict[str, Any]) -> str:
    if page["state"] != "open" or page["exhausted_at"] is None:
        return str(page["state"])
    return "nobody answered" if page["reached"] else "NOBODY REACHED"


def _people(body: Any, people: list[str]) -> str:
    return ", ".join(named(body, one) for one in people)


def _times(each: dict[str, Any]) -> tuple[str, str]:
    return moment(each["from"]), moment(each["until"])


def _end(until: str) -> dict[str, Any]:
    """``8h``, ``90m`` and ``2d`` count from the beginning."""
    number, unit = until[:-1], until[-1:]
    if unit in _UNITS and number.isascii() and number.isdigit():
        return {"lasts": min(int(number), 100_000) * _UNITS[unit]}
    return {"ends": _seconds(until)}


def _seconds(written: str) -> float:
    try:
        return datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError) as error:
        mend = "write ISO 8601, 2026-12-01T22:00+01:00, or a length such as 8h"
        raise Stop(f"{written!r} is no moment", mend) from error


_UNITS = {"m": 60.0, "h": 3600.0, "d": 86400.0}
