"""Documents ready to be asked: those of a folder, or those of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.exits import Stop
from steersman.cli.options import said

if TYPE_CHECKING:
    from steersman.cli.output import Screen
    from steersman.knowledge.retrieval.embedding import Embedding
    from steersman.knowledge.retrieval.search import Search

IndexFile = Annotated[
    Path | None,
    typer.Option("--index", help="Keep the index here instead of in the cache.  [STEERSMAN_CACHE]"),
]
STEPS = 20  # how often progress is told, at most


@contextmanager
def opened(screen: Screen, folder: Path, file: Path | None) -> Iterator[Search]:
    """The folder's index, brought up to what it holds now.  All is told on standard error."""
    from steersman.knowledge.retrieval.corpus import Corpus
    from steersman.knowledge.retrieval.folder_index import default_file, open_file
    from steersman.knowledge.retrieval.indexing import Indexing, Source
    from steersman.knowledge.retrieval.search import Search
    from steersman.records.knowledge import KnowledgeIndex
    from steersman.runtime.clock import SystemClock
    from steersman.settings.knowledge import KnowledgeSettings

    settings = KnowledgeSettings()
    corpus = Corpus(folder)
    engine = open_file(file or default_file(settings.cache, folder))
    try:
        index = KnowledgeIndex(engine, SystemClock())
        embedding = model(screen, settings.model_folder)
        names = corpus.names(screen.note)
        progress = progress_on(screen, len(names))
        indexing = Indexing(index, embedding, progress=progress, trouble=screen.note)
        indexing.take(Source(name="folder"), names, corpus.read)
        yield Search(index, embedding)
    finally:
        engine.dispose()


@contextmanager
def of_record(screen: Screen, data: Path | None, database_url: str | None) -> Iterator[Search]:
    """The documents of an installation, read in its database without the server."""
    from steersman.knowledge.retrieval.search import Search
    from steersman.records.knowledge import KnowledgeIndex
    from steersman.records.read_only import read_only_engine
    from steersman.runtime.clock import SystemClock
    from steersman.settings.knowledge import KnowledgeSettings
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    engine = read_only_engine(settings.records_url)
    try:
        index = KnowledgeIndex(engine, SystemClock())
        if not index.names():
            raise Stop("the record holds no documents", "name a folder with --corpus")
        yield Search(index, model(screen, KnowledgeSettings().model_folder))
    finally:
        engine.dispose()


def model(screen: Screen, folder: Path) -> Embedding | None:
    """The model of meanings, or None and a sentence that says what is missing."""
    from steersman.knowledge.retrieval.embedding import load

    embedding, why = load(folder)
    if embedding is None:
        screen.note(f"Search is by words alone: {why}.")
    return embedding


def progress_on(screen: Screen, files: int) -> Callable[[int, int], None]:
    """Tells at some of the calls how far it is, once there is anything to do at all."""
    told = 0

    def tell(done: int, changed: int) -> None:
        nonlocal told
        if changed and (done * STEPS // max(files, 1) > told or done == files):
            told = done * STEPS // max(files, 1)
            screen.note(f"Read {done:,} of {files:,} files; {changed:,} were new or changed.")

    return tell
