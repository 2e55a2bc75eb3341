"""``steersman import``: people and things from a file, first as a dry run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.ci_files import bring, format_of, mapping_of
from steersman.cli.exits import Misused
from steersman.cli.import_plans import counted, refuse, show_problems
from steersman.cli.session import Session

Type = Annotated[
    str,
    typer.Argument(
        metavar="TYPE", help="people, org-units, positions, assets, accounts, on-call …"
    ),
]
File = Annotated[
    Path, typer.Argument(help="A .csv, .json, .jsonl or .xlsx file.", show_default=False)
]
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
Encoding = Annotated[str, typer.Option(help="How FILE is encoded, as cp1252.")]
Sheet = Annotated[str, typer.Option(help="Which sheet of a workbook.")]
Map = Annotated[list[str] | None, typer.Option(help="column=field; column= leaves it out.")]
FILES = "/import/files"
SMALL = 1024 * 1024  # bytes that fit into one body


def import_file(
    session: Session,
    type: Type,
    file: File,
    source: Source,
    apply: Apply = False,
    partial: Partial = False,
    complete: Complete = True,
    encoding: Encoding = "utf-8",
    sheet: Sheet = "",
    map: Map = None,
) -> None:
    """Show what FILE would change on record; --apply does exactly that, or nothing."""
    asked: dict[str, Any] = {"type": _type(type), "format": format_of(file), "source": source}
    asked |= {"mapping": mapping_of(map or []), "complete": complete}
    asked |= {"encoding": encoding, "sheet": sheet, **_list(session, file, encoding)}
    try:
        _import(session, asked, apply=apply, partial=partial)
    finally:
        if "file" in asked:
            session.api.delete(f"{FILES}/{asked['file']}")


def _import(session: Session, asked: dict[str, Any], *, apply: bool, partial: bool) -> None:
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


def _list(session: Session, file: Path, encoding: str) -> dict[str, str]:
    """A small list of text as it is; whatever else is brought in parts before."""
    try:
        is_text = file.suffix.lower() in (".csv", ".json") and encoding.lower() == "utf-8"
        if is_text and file.stat().st_size <= SMALL:
            return {"text": _text(file)}
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error
    return {"file": bring(session, file, FILES)}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misused(f"{file} is not UTF-8: {error.reason}", "save it as UTF-8") from error
