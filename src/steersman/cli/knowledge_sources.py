"""``steersman knowledge add|read|remove|sources``: the folders whose documents are searched.

They are commands for the machine that has the folders; nothing outside can name a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.knowledge_folder import model, progress_on
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.knowledge.asking.library import Library
    from steersman.records.knowledge.sources import KnowledgeSource

Name = Annotated[str, typer.Argument(help="What you call it, like runbooks.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="Where its documents are.", show_default=False)]
Readers = Annotated[
    str,
    typer.Option(
        help="Who may find them: everyone, a department, or a role such as technician; "
        "administrators only when nothing is said."
    ),
]
Owner = Annotated[str, typer.Option(help="The id of the person who keeps them right.")]
Some = Annotated[str, typer.Argument(help="One source; all of them when nothing is said.")]


def add(
    session: Session,
    name: Name,
    folder: Folder,
    readers: Readers = "",
    owner: Owner = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Keep a folder of documents as a source, and read it."""
    from steersman.records.knowledge.sources import KnowledgeSource

    with _library(session, data, database_url) as library:
        place = str(folder.resolve())
        given = KnowledgeSource(name=name, folder=place, readers=readers, owner=owner)
        library.sources.keep(given)
        _read(session, library, [name])


def read(
    session: Session, name: Some = "", data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Read the folders again: what is new, what has changed and what is gone."""
    with _library(session, data, database_url) as library:
        _read(session, library, [name] if name else [each.name for each in library.sources.all()])


def remove(
    session: Session, name: Name, data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Forget a source and all its documents; the files stay where they are."""
    with _library(session, data, database_url) as library:
        library.remove(name)
        session.show({"removed": name}, lambda: session.screen.say(f"Source {name} is removed."))


def sources(session: Session, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """The sources, who finds their documents, and when each was last read."""
    with _library(session, data, database_url) as library:
        _tell(session, library.sources.all())


def _read(session: Session, library: Library, names: list[str]) -> None:
    progress = partial(progress_on, session.screen)
    read = [library.read(name, progress) for name in names]
    for source in read:
        for trouble in source.troubles:
            session.screen.note(f"{source.name}: {trouble}")
    _tell(session, tuple(read))


def _tell(session: Session, found: tuple[KnowledgeSource, ...]) -> None:
    body = {
        "sources": [
            {
                "name": each.name,
                "folder": each.folder,
                "readers": each.readers,
                "owner": each.owner,
                "files": each.files,
                "read_at": _instant(each.read_at),
                "troubles": list(each.troubles),
            }
            for each in found
        ]
    }
    columns = ["name", "files", "readers", "last read", "not read", "folder"]
    rows = [
        [
            each.name,
            each.files,
            each.readers or "administrators",
            _instant(each.read_at) or "never",
            len(each.troubles),
            each.folder,
        ]
        for each in found
    ]
    session.show(body, lambda: session.screen.table(columns, rows))


def _instant(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat("T", "seconds")


@contextmanager
def _library(session: Session, data: Path | None, database_url: str | None) -> Iterator[Library]:
    from steersman.knowledge.asking.library import Library
    from steersman.records import migrate
    from steersman.records.permissions import Rules
    from steersman.records.store import connect
    from steersman.runtime.clock import SystemClock
    from steersman.settings.knowledge import KnowledgeSettings
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    settings.data.mkdir(parents=True, exist_ok=True)
    store, clock = connect(settings.records_url), SystemClock()
    migrate.upgrade_or_read(store)
    folder = KnowledgeSettings().model_folder
    try:
        yield Library(store, Rules(store, clock), clock, lambda: model(session.screen, folder))
    finally:
        store.dispose()
