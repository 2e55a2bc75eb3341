"""``steersman knowledge add|read|remove|sources``: where the documents that are searched come from.

They are commands for the machine that has the folders; nothing outside can name a folder.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.exits import Misused, Stop
from steersman.cli.knowledge_folder import progress_on
from steersman.cli.knowledge_library import library
from steersman.cli.options import Data, DatabaseUrl
from steersman.cli.session import Session
from steersman.domain.errors import Permanent, Transient
from steersman.domain.readers import told

if TYPE_CHECKING:
    from steersman.knowledge.asking.library import Library
    from steersman.records.knowledge.sources import KnowledgeSource

Name = Annotated[str, typer.Argument(help="What you call it, like runbooks.", show_default=False)]
Where = Annotated[
    str, typer.Argument(help="A folder, a git address, or a system's name.", show_default=False)
]
Kind = Annotated[
    str,
    typer.Option(
        help="folder, git, system (a declared one, such as a wiki), or work (our own resolved "
        "work items)."
    ),
]
Readers = Annotated[
    str,
    typer.Option(
        help="Who may find them at most, with commas: everyone, department:NAME, role:NAME, "
        "group:SYSTEM/NAME, person:ID; administrators only when nothing is said."
    ),
]
StaleAfter = Annotated[
    int, typer.Option(help="Days after which a document must be looked at again; 0: never.", min=0)
]
Owner = Annotated[str, typer.Option(help="The id of the person who keeps them right.")]
Some = Annotated[str, typer.Argument(help="One source; all of them when nothing is said.")]


def add(
    session: Session,
    name: Name,
    place: Where = "",
    kind: Kind = "folder",
    readers: Readers = "",
    owner: Owner = "",
    stale_after: StaleAfter = 365,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Keep a source of documents, or change it, and read it."""
    from dataclasses import replace

    given = replace(
        _source(name, place, kind), readers=readers, owner=owner, stale_after=stale_after
    )
    with library(session, data, database_url) as opened:
        opened.keep(given)
        _read(session, opened, [name])


def _source(name: str, place: str, kind: str) -> KnowledgeSource:
    from steersman.knowledge.sources.git import protocol_of
    from steersman.records.knowledge.sources import KnowledgeSource, Place

    if kind not in ("folder", "git", "system", "work"):
        raise Misused(f"{kind!r} is no kind of source: folder, git, system or work")
    if not place and kind != "work":
        raise Misused(f"say where the documents of the {kind} are")
    if kind == "folder":
        return KnowledgeSource(name=name, folder=str(Path(place).resolve()))
    if kind == "git":
        place = str(Path(place).resolve()) if Path(place).is_dir() else place
        protocol_of(place.partition("#")[0])
    return KnowledgeSource(name=name, kind=Place(kind), address=place)


def read(
    session: Session, name: Some = "", data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Read the sources again: what is new, what has changed and what is gone."""
    with library(session, data, database_url) as opened:
        _read(session, opened, [name] if name else [each.name for each in opened.sources.all()])


def remove(
    session: Session, name: Name, data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Forget a source and all its documents; the files stay where they are."""
    with library(session, data, database_url) as opened:
        opened.remove(name)
        session.show({"removed": name}, lambda: session.screen.say(f"Source {name} is removed."))


def sources(session: Session, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """The sources, who finds their documents, and when each was last read."""
    with library(session, data, database_url) as opened:
        _tell(session, opened.sources.all())


def _read(session: Session, opened: Library, names: list[str]) -> None:
    """One that fails does not hold up the others; the command fails in the end."""
    progress, failed = partial(progress_on, session.screen), ""
    for name in names:
        try:
            opened.read(name, progress)
        except (Permanent, Transient) as error:
            failed = f"{name}: {error}"
            session.screen.note(failed)
    read = [opened.sources.get(name) for name in names]
    for source in read:
        for trouble in source.troubles:
            session.screen.note(f"{source.name}: {trouble}")
    _tell(session, tuple(read))
    if failed:
        raise Stop(failed, "put right what it names, then read it again")


def _tell(session: Session, found: tuple[KnowledgeSource, ...]) -> None:
    body = {
        "sources": [
            {
                "name": each.name,
                "kind": each.kind.value,
                "place": each.place,
                "readers": each.readers.split("\n") if each.readers else [],
                "owner": each.owner,
                "stale_after": each.stale_after,
                "failure": each.failure,
                "files": each.files,
                "read_at": _instant(each.read_at),
                "troubles": list(each.troubles),
            }
            for each in found
        ]
    }
    columns = ["name", "kind", "files", "readers", "last read", "not read", "where"]
    rows = [
        [
            each.name,
            each.kind.value,
            each.files,
            told(each.readers),
            "failed" if each.failure else _instant(each.read_at) or "never",
            len(each.troubles),
            each.place,
        ]
        for each in found
    ]
    session.show(body, lambda: session.screen.table(columns, rows))


def _instant(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat("T", "seconds")
