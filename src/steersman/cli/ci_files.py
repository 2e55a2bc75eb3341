"""``steersman ci import`` and ``steersman ci export``: items and relations as files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.import_plans import counted, refuse, show_problems
from steersman.cli.session import Session

Type = Annotated[str, typer.Argument(metavar="TYPE", help="items or relations.")]
FilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A .csv, .json, .jsonl or .xlsx file.")
]
Source = Annotated[str, typer.Option(help="Which source says so, like inventory.")]
Apply = Annotated[bool, typer.Option("--apply/--dry-run", help="Do it, or only show it.")]
Partial = Annotated[bool, typer.Option("--partial", help="Leave the bad rows out.")]
Complete = Annotated[
    bool, typer.Option("--complete/--incomplete", help="Whether FILE lists all that SOURCE has.")
]
Class = Annotated[str, typer.Option("--class", help="The class of every row without one.")]
Encoding = Annotated[str, typer.Option(help="How FILE is encoded, as cp1252.")]
Sheet = Annotated[str, typer.Option(help="Which sheet of a workbook.")]
Map = Annotated[
    list[str] | None, typer.Option(help="column=attribute; column= leaves the column out.")
]
Rejected = Annotated[
    Path | None, typer.Option(help="Write the rows that are refused here, as they came.")
]
KeepRows = Annotated[
    bool, typer.Option("--keep-rows", help="Leave out cells that make no sense, not their rows.")
]
KnownOnly = Annotated[
    bool, typer.Option("--known-only", help="Refuse rows whose class is not known.")
]
FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx"}
FORMATS[".xlsm"] = "xlsx"
PART = 1_000_000  # bytes sent at once


def import_file(
    session: Session,
    type: Type,
    file: FilePath,
    source: Source,
    apply: Apply = False,
    partial: Partial = False,
    complete: Complete = False,
    ci_class: Class = "",
    encoding: Encoding = "utf-8",
    sheet: Sheet = "",
    map: Map = None,
    rejected: Rejected = None,
    known_only: KnownOnly = False,
    keep_rows: KeepRows = False,
) -> None:
    """Show what FILE would change on record; --apply does exactly that."""
    if type not in ("items", "relations"):
        raise Misused(f"{type!r} cannot be imported", "say items or relations")
    asked: dict[str, Any] = {"type": type, "format": format_of(file), "source": source}
    asked |= {"complete": complete, "ci_class": ci_class, "encoding": encoding, "sheet": sheet}
    asked |= {"known_only": known_only, "keep_rows": keep_rows}
    asked |= {"mapping": mapping_of(map or []), "file": bring(session, file)}
    try:
        plan = session.api.post("/ci/import/plan", asked, patience=3600)
        if rejected is not None:
            rejected.write_text("".join(f"{row.rstrip()}\n" for row in plan["rejected"]))
        if not apply:
            session.show(plan, lambda: _show(session, plan))
        elif plan["problems"] and not partial:
            refuse(session, plan)
        else:
            more = {"digest": plan["digest"], "digests": plan["digests"], "partial": partial}
            body = session.api.post("/ci/import/apply", {**asked, **more}, patience=3600)
            session.show(body, lambda: session.screen.say(f"Imported: {counted(body)}."))
    finally:
        session.api.delete(f"/ci/files/{asked['file']}")
    if not apply and plan["problems"]:
        raise typer.Exit(1)


def export(
    session: Session,
    type: Type,
    format: Annotated[str, typer.Option(help="csv or jsonl.")] = "csv",
    query: Annotated[str, typer.Option(help="Words to look for.")] = "",
    ci_class: Annotated[str, typer.Option("--class", help="Of this class and below.")] = "",
) -> None:
    """All items or relations that you may see, one a line."""
    if type not in ("items", "relations") or format not in ("csv", "jsonl"):
        raise Misused("there is no such export", "say items or relations, --format csv or jsonl")
    items = type == "items"
    asked: Mapping[str, Any] = {"format": format}
    asked = {**asked, "q": query, "class": ci_class} if items else asked
    for line in session.api.lines("/ci/export" if items else "/ci/export/relations", asked):
        print(line)


def bring(session: Session, file: Path, route: str = "/ci/files") -> str:
    """Send the file part by part; its id at the server."""
    try:
        with file.open("rb") as opened:
            made: str = session.api.post(route)["file"]
            at = 0
            while part := opened.read(PART):
                at = session.api.put(f"{route}/{made}", part, {"at": at})["size"]
            return made
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error


def _show(session: Session, plan: dict[str, Any]) -> None:
    rows = [
        ["changed" if each["id"] else "new", each["line"], each["label"], _changes(each)]
        for each in plan["effects"]
    ]
    if rows:
        session.screen.table(["", "line", "what", "changes"], rows)
    show_problems(session, plan)
    for word, rows_of in plan["unknown_kinds"].items():
        session.screen.say(f"{rows_of} of kind {word!r}, which is not known: unclassified items.")
    session.screen.say(f"Dry run: {counted(plan)}.  Nothing was written.")


def _changes(effect: dict[str, Any]) -> str:
    told = [
        f"{c['field']}: {c['before']} → {c['after']}"
        if effect["id"]
        else f"{c['field']}: {c['after']}"
        for c in effect["changes"]
    ]
    lost = [f"{k['field']}: {k['said']} does not win ({k['why']})" for k in effect["kept"]]
    return "; ".join([*told, *lost])


def mapping_of(given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    if not all(column and sign for column, sign, _ in pairs):
        raise Misused("a column is mapped as column=attribute", "write --map Hostname=name")
    return {column: field for column, _, field in pairs}


def format_of(file: Path) -> str:
    if file.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise Misused(f"{file} is none of {known}", "export it in one of these forms")
    return FORMATS[file.suffix.lower()]
