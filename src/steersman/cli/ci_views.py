"""``steersman ci views``, ``keep-view`` and ``forget-view``: saved views of the list of items."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

import typer

from steersman.cli.exits import Misused
from steersman.cli.reading import items, pairs, part
from steersman.cli.session import Session

Name = Annotated[str, typer.Argument(help="What the view is called.", show_default=False)]
ASKED = ("q", "class", "where", "check", "source", "sort")  # what a list may be asked by


def views(session: Session) -> None:
    """Your saved views, and those that are shared with a role of yours."""
    body = session.api.get("/ci/views")
    rows = [[e["name"], e["filter"], e["role"], e["owner"]] for e in items(body, "views")]
    columns = ["view", "filter", "shared with", "kept by"]
    session.show(body, lambda: session.screen.table(columns, rows))


def keep_view(
    session: Session,
    name: Name,
    query: Annotated[str, typer.Option(help="Words to look for.")] = "",
    ci_class: Annotated[str, typer.Option("--class", help="Of this class and below.")] = "",
    where: Annotated[list[str] | None, typer.Option(help="attribute=value.")] = None,
    check: Annotated[str, typer.Option(help="Items that fail a check of the quality.")] = "",
    source: Annotated[str, typer.Option(help="Items that this source states.")] = "",
    sort: Annotated[str, typer.Option(help="As last_seen, or -last_seen.")] = "",
    role: Annotated[str, typer.Option(help="Share it with a role, as technician.")] = "",
) -> None:
    """Keep a view under a name; `steersman ci list --view NAME` shows what fits."""
    told: dict[str, Any] = {"q": query, "class": ci_class, "check": check, "source": source}
    told |= {"where": [":".join(pair) for pair in pairs(where or []).items()], "sort": sort}
    told = {asked: value for asked, value in told.items() if value}
    body = session.api.post(
        "/ci/views", {"name": name, "filter": urlencode(told, doseq=True), "role": role}
    )
    session.show(body, lambda: session.screen.say(f"Kept “{body['view']['name']}”."))


def forget_view(
    session: Session,
    name: Name,
    owner: Annotated[str, typer.Option(help="Whose shared view, when it is not yours.")] = "",
) -> None:
    """Forget a view; no item changes."""
    whose = f"?owner={part(owner)}" if owner else ""
    body = session.api.delete(f"/ci/views/{part(name)}{whose}")
    session.show(body, lambda: session.screen.say(f"Forgot “{body['removed']}”."))


def filter_of(session: Session, name: str) -> dict[str, Any]:
    """What the view of this name asks for."""
    known = items(session.api.get("/ci/views"), "views")
    found = [each for each in known if each["name"] == name]
    if not found:
        raise Misused(f"there is no view {name!r}", "`steersman ci views` lists them")
    given = parse_qs(found[0]["filter"])
    told = {key: given[key] if key == "where" else given[key][0] for key in ASKED if key in given}
    return told
