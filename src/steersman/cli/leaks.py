"""``steersman leaks``: whether anybody can get what no rule shows them, tried on the record."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Annotated, Any

import typer

from steersman.cli.exits import HELD, REFUSED
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="Try whether anybody can get what no rule shows them.")
Seconds = Annotated[float, typer.Option(min=1, max=3600, help="When to stop asking.")]
Sample = Annotated[int, typer.Option(min=1, max=100_000, help="Objects of a kind to look for.")]
Seed = Annotated[int, typer.Option(min=0, help="Chooses them; the same seed, the same ones.")]
As = Annotated[
    list[str] | None, typer.Option("--as", help="Only this asker: a role, stranger, a person's id.")
]
SHOWN = 40  # leaks
MORE = 900.0  # seconds: the answer that is waited for, and comparing, come on top
LOOKED_EVERY = 2.0  # seconds


@online(app, "list")
def list_checks(session: Session) -> None:
    """The last leak tests, and whether they allow answers to rise."""
    body = session.api.get("/leaks")
    rows = [
        [moment(each["at"]), each["state"], each["leak_count"], each["requests"], each["by"]]
        for each in items(body, "checks")
    ]
    columns = ["when (UTC)", "found", "leaks", "requests", "by"]

    def tell() -> None:
        session.screen.say(f"{body['gate']['verdict'].capitalize()}: {body['gate']['reason']}.")
        if rows:
            session.screen.table(columns, rows)

    session.show(body, tell)


@online(app, "check")
def check(
    session: Session,
    seconds: Seconds = 120.0,
    sample: Sample = 2000,
    seed: Seed = 1,
    only: As = None,
) -> None:
    """Ask everything as every role, and name what somebody got who may not see it.

    It only reads; the report is signed into the ledger.  It ends with 0 when nothing leaked, with
    1 when something did, and with 3 when the time was too short to tell.
    """
    asked = {"seconds": seconds, "sample": sample, "seed": seed, "only": only or []}
    body = _watched(session, asked, seconds + MORE)
    session.show(body, lambda: _tell(session, body))
    if body["state"] != "clean":
        raise typer.Exit(REFUSED if body["state"] == "leaks" else HELD)


def _watched(session: Session, asked: Mapping[str, Any], patience: float) -> Any:
    """The report; until it is there, what the test is doing is told beside it."""
    said = ""
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(session.api.post, "/leaks/check", asked, patience=patience)
        while not wait([ended], LOOKED_EVERY).done:
            told = session.api.get("/leaks/progress")["told"]
            if told and told != said:
                session.screen.note(f"{told} …")
            said = told
        return ended.result()


def _tell(session: Session, body: Mapping[str, Any]) -> None:
    screen = session.screen
    screen.say(body["sentence"])
    rows = [
        [kind.replace("_", " "), _of(each), each["hidden"], each["asked_for"]]
        for kind, each in body["kinds"].items()
    ]
    screen.table(["kind", "looked for", "hidden from somebody", "asked for one by one"], rows)
    if body["leaks"]:
        columns = ["route", "asker", "how", "kind", "id", "field"]
        named = ("route", "asker", "sort", "kind", "id", "field")
        leaks = [[each[name] for name in named] for each in body["leaks"][:SHOWN]]
        screen.table(columns, leaks, title="Leaks")
    for route in body["read_in_part"]:
        screen.note(f"only the beginning of a long answer was read: {route}")
    for route in body["not_asked"]:
        screen.note(f"not asked, for the test does not know its parameter: {route}")
    screen.note(f"in the ledger: {body['entry']}")


def _of(share: Mapping[str, int]) -> str:
    looked, there = share["looked_for"], share["objects"]
    return f"{looked:,}" if looked == there else f"{looked:,} of {there:,}, chosen by seed"
