"""``steersman ask``: a question about what is on record, answered with its query and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Annotated, Any

import typer

from steersman.cli.exits import REFUSED
from steersman.cli.session import Session

Question = Annotated[
    str, typer.Argument(help='Like "which servers in London run OpenSSL older than 3.0.13".')
]
Query = Annotated[str, typer.Option(help='A query instead: count server where location = "Rome".')]
SHOWN = 20  # rows


def ask(session: Session, question: Question = "", query: Query = "") -> None:
    """Ask in plain words what is on record; the query that was run is shown with the answer.

    It ends with 0 when there is an answer and 1 when the record carries none, or none for you.
    """
    body = session.api.post("/ask", {"question": question, "query": query})
    session.show(body, lambda: _tell(session, body, question))
    if body["state"] != "answered":
        raise typer.Exit(REFUSED)


def _stated(table: Mapping[str, Any]) -> Iterator[str]:
    """Which sources state the rows, and the oldest and newest of them."""
    heard = [each for each in table.get("heard", ()) if each["as_of"]]
    names = dict.fromkeys(name for each in heard for name in each["sources"])
    moments = sorted(each["as_of"][:16].replace("T", " ") for each in heard)
    if moments:
        since = f"{moments[0]} to {moments[-1]}" if moments[0] < moments[-1] else moments[0]
        yield f"stated by {', '.join(names)}; last heard {since} UTC"


def _tell(session: Session, body: Mapping[str, Any], question: str) -> None:
    screen = session.screen
    for line in str(body["answer"]).splitlines():
        screen.say(line)
    table = body.get("table") or {"rows": []}
    if table["rows"]:
        screen.table(table["columns"], table["rows"][:SHOWN])
    for meant in body["instead"]:
        screen.say(f"Did you mean: {meant}")
    for note in (*_stated(table), *body["notes"]):
        screen.note(note)
    helped = body.get("assisted") or {}
    if helped.get("extract"):
        screen.note(f"as the document has it: {helped['extract']}")
    if body["query"]:
        screen.note(f"asked: {body['query']}")
    document = next((each["id"] for each in body["citations"] if each["kind"] == "document"), "")
    if document and body["state"] == "answered":
        screen.note(
            f"Did this solve it?  steersman knowledge solved {document} yes --question "
            f"{quote(question)}  (or no, with --why and --hand-over)"
        )
