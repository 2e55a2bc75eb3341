"""``steersman ci kinds`` and ``name-kind``: what the words of sources for their items mean."""

from __future__ import annotations

from typing import Annotated

import typer

from steersman.cli.reading import items
from steersman.cli.session import Session

Source = Annotated[str, typer.Argument(help="Which source uses the word.", show_default=False)]
Word = Annotated[str, typer.Argument(help="Its word for the kind.", show_default=False)]
Class = Annotated[
    str,
    typer.Argument(
        metavar="CLASS",
        help="What it means here; `ci classes` lists all; '' when nobody knows any more.",
        show_default=False,
    ),
]


def kinds(session: Session) -> None:
    """Words of sources that no class is known for, and what was said about others."""
    body = session.api.get("/ci/kinds")
    rows = [
        [each["source"], each["word"], each["items"], "not known", ", ".join(each["examples"])]
        for each in items(body, "unknown")
    ]
    rows += [[e["source"], e["word"], "", e["ci_class"], e["by"]] for e in items(body, "said")]
    columns = ["source", "its word", "items", "class", "examples, or who said so"]
    session.show(body, lambda: session.screen.table(columns, rows))


def name_kind(session: Session, source: Source, word: Word, ci_class: Class) -> None:
    """Say what SOURCE means by WORD, from now on and for its items on record."""
    asked = {"source": source, "word": word, "ci_class": ci_class}
    body = session.api.post("/ci/kinds", asked)
    undo = "".join(f"  Undo: steersman ci undo-edit {each}" for each in body["edits"])
    left = f", {body['left']} stay" if body["left"] else ""
    told = f"{body['items']} items are {ci_class} now{left}.{undo}" if ci_class else "Forgotten."
    session.show(body, lambda: session.screen.say(told))
