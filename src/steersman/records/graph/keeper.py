"""Keeps the graph in memory as long as it holds, and reads it anew beside what goes on."""

from __future__ import annotations

import logging
from threading import Lock, Thread
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from steersman.records.graph.loading import load, mark_of
from steersman.records.graph.snapshot import Snapshot

log = logging.getLogger("steersman.records")


class Keeper:
    """One for each database that this process uses."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._loading: Thread | None = None
        self._kept: Snapshot | None = None

    def current(self, connection: sa.Connection) -> Snapshot | None:
        """The graph, if it is exactly as the record is now; None while nobody knows."""
        kept = self._kept
        if kept is None:
            return None
        mark = mark_of(connection)
        return kept if mark and mark == kept.mark else None

    def refresh(self) -> None:
        """Begin to read it, unless that is going on already."""
        with self._lock:
            if self._loading is None or not self._loading.is_alive():
                self._loading = Thread(target=self._load, name="graph", daemon=True)
                self._loading.start()

    def load(self) -> Snapshot:
        """Read it now, and wait for it."""
        self._kept = load(self._engine)
        return self._kept

    def wait(self) -> None:
        """Until a reading that was begun is done."""
        loading = self._loading
        if loading is not None:
            loading.join()

    def _load(self) -> None:
        try:
            self.load()
        except sa.exc.SQLAlchemyError as error:
            log.warning("the graph was not read into memory: %s", type(error).__name__)


_KEEPERS: WeakKeyDictionary[sa.Engine, Keeper] = WeakKeyDictionary()
_KEEPERS_LOCK = Lock()


def keeper_of(engine: sa.Engine) -> Keeper:
    with _KEEPERS_LOCK:
        return _KEEPERS.setdefault(engine, Keeper(engine))
