"""The library of an installation, opened on its own machine without the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from steersman.cli.knowledge_folder import model
from steersman.cli.options import said
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.capabilities.documents import DocumentSource
    from steersman.knowledge.asking.library import Library
    from steersman.settings.product import Settings


@contextmanager
def library(session: Session, data: Path | None, database_url: str | None) -> Iterator[Library]:
    from steersman.knowledge.asking.library import Library
    from steersman.knowledge.sources.places import Places
    from steersman.records import migrate
    from steersman.records.knowledge.house import HouseDocuments
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
    mirrors = settings.data / "knowledge" / "git"
    places = Places(store, HouseDocuments(store, clock), mirrors, lambda: _systems(settings))
    try:
        rules = Rules(store, clock)
        yield Library(store, rules, clock, lambda: model(session.screen, folder), places)
    finally:
        store.dispose()


def _systems(settings: Settings) -> Mapping[str, DocumentSource]:
    """The declared systems that hold documents; nothing is contacted yet."""
    from steersman.bootstrap.connect import connect
    from steersman.settings.systems import load_systems

    return connect(load_systems(settings.declared_in)).documents
