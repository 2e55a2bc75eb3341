"""The append-only ledger: what was decided and done is on disk before anything goes on."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records import store
from steersman.records.ledger import careful, reading
from steersman.records.ledger.entry import Entry, Head, Link, spell
from steersman.records.ledger.writer import Waiting, Writer


class Ledger:
    """Entries are durable in the order in which they were handed in.

    So an entry that need not be waited for is durable as soon as a later one is.
    Several processes may append to one ledger.  A wrong entry is ``Permanent`` at once, a
    database that does not answer is ``Transient`` for whoever waits.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._tickets = itertools.count()
        self._writer = Writer(engine)

    def note(self, entry: Entry) -> None:
        """Hand ``entry`` in; it is on disk with the next one that somebody waits for."""
        self._writer.note(Waiting(next(self._tickets), spell(entry), entry.body))

    def append(self, entry: Entry) -> Future[Json]:
        """Hand ``entry`` in.  The result is the body the ledger keeps under this key: the first."""
        waiting = Waiting(next(self._tickets), spell(entry), entry.body)
        self._writer.hand_in(waiting)
        return waiting.kept

    def record(self, entry: Entry) -> Json:
        """``append``, and wait until it is on disk."""
        return self.append(entry).result()

    def record_in(self, connection: sa.Connection, entries: Iterable[Entry]) -> list[Json]:
        """Append inside the caller's transaction: all of it is durable together, or none.

        Do it last before the commit, for everybody else who appends waits until then.  The
        transaction must be one of ``store.writing`` (SQLite: begun IMMEDIATE; PostgreSQL: READ
        COMMITTED).  What was only noted goes along, so the order holds here too.
        Returns the bodies that the ledger keeps under these keys.
        """
        given = [spell(entry) for entry in entries]
        careful.hold(connection)
        noted = [waiting.entry for waiting in self._writer.noted()]
        texts, _ = careful.append(connection, [*noted, *given])
        self._writer.doubt()
        return [_object(texts[entry.key]) for entry in given]

    def find(self, key: str) -> Json | None:
        return self.find_many([key]).get(key)

    def find_many(self, keys: Iterable[str]) -> dict[str, Json]:
        """The bodies kept under those of ``keys`` that are known."""
        with store.reading(self._engine) as connection:
            texts = careful.texts(connection, keys)
        return {key: _object(text) for key, text in texts.items()}

    def entries(
        self,
        kind: str | None = None,
        key_prefix: str | None = None,
        after_seq: int = 0,
        limit: int | None = None,
    ) -> Iterator[Link]:
        """Durable entries in their order, read in batches: of one kind, of one piece of work."""
        return reading.entries(self._engine, reading.Filter(kind, key_prefix), after_seq, limit)

    def newest(self, kind: str | None, before: int | None, limit: int) -> list[Link]:
        """The last ``limit`` entries (before ``before``), newest first; of one kind, or all."""
        return reading.newest(self._engine, reading.Filter(kind), before, limit)

    def head(self) -> Head:
        """How far the chain on disk goes."""
        with self._engine.connect() as connection:
            return careful.last(connection)

    def close(self) -> None:
        """Write what was handed in, and stop.  Nothing may be handed in afterwards."""
        self._writer.close()


def _object(text: str) -> Json:
    body: Json = json.loads(text)
    return body
