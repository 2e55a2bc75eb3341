"""``steersman import``: people and things from a CSV or JSON file, first as a dry run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.import_plans import counted, refuse, show_problems
from steersman.cli.session import Session

Type = Annotated[
    str,
    typer.Argument(
        metavar="TYPE", help="people, org-units, positions, assets, accounts, on-call …"
    ),
]
File = Annotated[Path, typer.Argument(help="A .csv or .json file.", show_default=False)]
Source = Annotated[str, typer.Option(help="Which source says so, like hr.")]
Apply = Annotated[bool, typer.Option("--apply/--dry-run", help="Do it, or only show it.")]
Partial = Annotated[bool, typer.Option("--partial", help="Leave the bad rows out.")]
Complete = Annotated[
    bool, typer.Option("--complete/--incomplete", help="Whether FILE lists all that SOURCE has.")
]
TYPES: Mapping[str, str] = {
    "people": "person",
    "org-units": "org_unit",
    "positions": "position",
    "assets": "asset",
    "accounts": "account",
    "on-call": "on_call",
    "business-obligations": "business_obligation",
}
FORMATS = {".csv": "csv", ".json": "json"}


def import_file(
    session: Session,
    type: Type,
    file: File,
    source: Source,
    apply: Apply = False,
    partial: Partial = False,
    complete: Complete = True,
) -> None:
    """Show what FILE would change on record; --apply does exactly that, or nothing."""
    asked: dict[str, Any] = {
        "type": _type(type),
        "format": _format(file),
        "text": _text(file),
        "source": source,
    }
    asked |= {"complete": complete}
    plan = session.api.post("/import/plan", asked)
    if not apply:
        session.show(plan, lambda: _show(session, plan))
        if plan["problems"]:
            raise typer.Exit(1)
        return
    more = {"digest": plan["digest"], "partial": partial}
    if plan["problems"] and not partial:
        refuse(session, plan)
    body = session.api.post("/import/apply", {**asked, **more})
    session.show(body, lambda: session.screen.say(f"Imported: {counted(plan)}."))


def _show(session: Session, plan: dict[str, Any]) -> None:
    rows = [
        [kind, each["label"] or each["key"], change["field"], change["before"], change["after"]]
        for kind in ("created", "updated")
        for each in plan[kind]
        for change in each["changes"]
    ]
    if rows:
        session.screen.table(["", "who or what", "field", "before", "after"], rows)
    show_problems(session, plan)
    session.screen.say(f"Dry run: {counted(plan)}.  Nothing was written.")
    if not plan["problems"]:
        session.screen.say("Do it with --apply.")


def _type(word: str) -> str:
    if word not in TYPES:
        raise Misused(f"{word!r} cannot be imported", f"say one of {', '.join(TYPES)}")
    return TYPES[word]


def _format(file: Path) -> str:
    if file.suffix.lower() not in FORMATS:
        raise Misused(f"{file} is neither .csv nor .json", "export it in one of these forms")
    return FORMATS[file.suffix.lower()]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misused(f"{file} is not UTF-8: {error.reason}", "save it as UTF-8") from error
