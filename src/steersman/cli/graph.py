"""``steersman impact``, ``depends``, ``path`` and ``single-points``: what depends on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.session import Session

Items = Annotated[list[str], typer.Argument(help="Ids or names.", show_default=False)]
Item = Annotated[str, typer.Argument(help="An id, or a name.", show_default=False)]
Hops = Annotated[int, typer.Option(min=1, max=12, help="How far to look.")]
Declared = Annotated[
    list[str] | None,
    typer.Option(help="Named as affected already; told apart from what is computed."),
]
ClassName = Annotated[str, typer.Option("--class", help="List only this class and those below.")]
Criticality = Annotated[str, typer.Option(help="List only 1 (most) to 4 and more critical.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")]
COLUMNS = ("depth", "name", "class", "criticality", "effect", "open work", "why")


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    DOT = "dot"


As = Annotated[Format, typer.Option("--format", help="csv and dot hold all that was found.")]


def impact(
    session: Session,
    items: Items,
    hops: Hops = 5,
    declared: Declared = None,
    ci_class: ClassName = "",
    criticality: Criticality = "",
    limit: Limit = 50,
    form: As = Format.TABLE,
) -> None:
    """Everything that depends on these items: what breaks when they go, and why."""
    asked = {"way": "dependents", "hops": hops, "ci_class": ci_class, "criticality": criticality}
    _ask(session, items, {**asked, "limit": limit, "declared": declared or []}, form)


def depends(
    session: Session,
    items: Items,
    hops: Hops = 5,
    ci_class: ClassName = "",
    criticality: Criticality = "",
    limit: Limit = 50,
    form: As = Format.TABLE,
) -> None:
    """Everything that these items depend on, and why."""
    asked = {"way": "dependencies", "hops": hops, "ci_class": ci_class, "criticality": criticality}
    _ask(session, items, {**asked, "limit": limit}, form)


def path(
    session: Session,
    start: Item,
    end: Item,
    count: Annotated[int, typer.Option(min=1, max=10, help="How many ways to show.")] = 3,
) -> None:
    """How two items hang together, by the shortest ways."""
    body = session.api.get("/graph/paths", {"from": start, "to": end, "count": count})
    session.show(body, lambda: _show_paths(session, body))


def single_points(session: Session, item: Item) -> None:
    """Every item whose failure alone takes this one down."""
    body = session.api.get("/graph/single-points", {"ci": item})
    session.show(body, lambda: _show_points(session, body))


def _ask(session: Session, items: Sequence[str], asked: Mapping[str, Any], form: Format) -> None:
    if form is not Format.TABLE:
        if session.screen.as_json:
            raise Stop("--json and --format exclude each other", "leave one of them out")
        rest = {k: v for k, v in asked.items() if k not in ("limit", "declared")}
        query = {**rest, "ci": list(items), "format": form.value}
        typer.echo(session.api.text("/graph/export", query), nl=False)
        return
    body = session.api.get("/graph/impact", {**asked, "ci": list(items)})
    session.show(body, lambda: _show(session, body))


def _show(session: Session, body: Mapping[str, Any]) -> None:
    screen, verb = session.screen, _verb(body["way"])
    names = ", ".join(each["name"] for each in body["ci"])
    more = "" if body["complete"] else "at least "
    screen.say(f"{more}{body['count']:,} {verb} {names}, {body['hops']} hops far.")
    for each in body["declared"]:
        found = f"depth {each['depth']}" if each["depth"] else "no dependency leads there"
        screen.say(f"Declared: {each['name']} ({found})")
    rows = [_row(each, body["way"]) for each in body["items"]]
    if rows:
        screen.table(COLUMNS, rows)
    for each in body["more"]:
        screen.say(
            f"{each['count']:,} more at depth {each['depth']}: raise --limit, or --format csv"
        )
    if body["filtered_out"]:
        screen.say(f"{body['filtered_out']:,} are not listed because of the filter")
    for note in body["notes"]:
        screen.note(note)


def _verb(way: str) -> str:
    return "depend on" if way == "dependents" else "are needed by"


def _row(item: Mapping[str, Any], way: str) -> list[object]:
    work = " ".join(mark["number"] for mark in item["work"])
    name = f"{item['name']} (declared)" if item["declared"] else item["name"]
    about = _about({**item, "name": name})
    return [*about, item["effect"], work, sentence(item["why"], way)]


def _about(item: Mapping[str, Any]) -> list[object]:
    return [item["depth"], item["name"], item["class"], item["criticality"] or "not known"]


def sentence(why: Sequence[Mapping[str, Any]], way: str = "dependencies") -> str:
    """The steps as one sentence, from what depends to what it needs."""
    steps = list(why)[::-1] if way == "dependents" else list(why)
    words = "".join(f" {step['words']} {step['needed']['name']}" for step in steps)
    return f"{steps[0]['dependent']['name']}{words}" if steps else ""


def _show_paths(session: Session, body: Mapping[str, Any]) -> None:
    screen = session.screen
    screen.say(f"{body['from']['name']} {body['direction']} {body['to']['name']}.")
    for place, each in enumerate(body["paths"], 1):
        screen.say(f"{place}. {_along(each)}")
    if body["through"]:
        screen.say(f"Every way goes through {', '.join(e['name'] for e in body['through'])}.")
    if not body["complete"]:
        screen.note("The search stopped because there is too much: other ways may be shorter.")


def _along(way: Mapping[str, Any]) -> str:
    """Thing by thing, with an arrow that shows who depends on whom."""
    told = str(way["things"][0]["name"])
    for here, there, step in zip(way["things"], way["things"][1:], way["why"], strict=False):
        down = step["dependent"]["id"] == here["id"]
        told += f" —{step['words']}→ " if down else f" ←{step['words']}— "
        told += there["name"]
    return told


def _show_points(session: Session, body: Mapping[str, Any]) -> None:
    screen, name = session.screen, body["ci"]["name"]
    screen.say(f"{len(body['points']):,} items take {name} down alone.")
    rows = [[*_about(each), sentence(each["why"])] for each in body["points"]]
    if rows:
        screen.table(["depth", "name", "class", "criticality", "why"], rows)
    if body["redundant"]:
        screen.say(f"{len(body['redundant']):,} more are needed, but redundancy covers each.")
    if body["undecided"]:
        count = f"{len(body['undecided']):,} more are needed"
        screen.note(f"{count}; what can be seen does not tell whether redundancy covers them.")
    if not body["complete"]:
        screen.note("The search stopped because there is too much: there may be more.")
