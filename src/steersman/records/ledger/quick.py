"""The append for almost every group: one statement behind the head that we remember.

The primary key refuses it when another process appended meanwhile; then the careful append,
which reads first, does the same work.  Both talk to the driver directly: the same statement a
thousand times over gains nothing from being composed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from steersman.records.ledger.entry import Link

Rows = list[tuple[int, str, str, float, str, str]]


class Statement(Protocol):
    """One transaction that inserts ``rows`` under the lock of the ledger."""

    def prepare(self, connection: Any) -> None: ...

    def run(self, connection: Any, rows: Rows) -> None: ...


class Quick:
    """Owns one connection, apart from the pool.  Only the writer's thread may use it."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: Any = None  # the driver's own
        self._driver: Any = engine.dialect.dbapi
        sqlite = engine.dialect.name == "sqlite"
        self._statement: Statement = _Sqlite() if sqlite else _Postgres()

    def insert(self, links: Sequence[Link]) -> bool:
        """Whether ``links`` are durable now.  False leaves it open; the careful append sees."""
        rows = [(e.seq, e.key, e.kind, e.at, e.text, e.hash) for e in links]
        try:
            self._statement.run(self._connected(), rows)
        except self._driver.IntegrityError:
            return False
        except (
            sa.exc.DBAPIError,
            self._driver.Error,
        ):  # a lost connection, a full disk: the careful append will say it
            self.close()
            return False
        return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Any:
        if self._connection is None:
            pooled = self._engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()
            self._statement.prepare(self._connection)
        return self._connection


class _Sqlite:
    def prepare(self, connection: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed

    def run(self, connection: Any, rows: Rows) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany(_INSERT, rows)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


class _Postgres:
    """One round trip: lock, insert and commit are one statement of its own transaction."""

    def prepare(self, connection: Any) -> None:
        connection.autocommit = True

    def run(self, connection: Any, rows: Rows) -> None:
        connection.execute(_LOCKED_INSERT, [list(column) for column in zip(*rows, strict=True)])


_INSERT = "INSERT INTO ledger_entries (seq, key, kind, at, body, hash) VALUES (?, ?, ?, ?, ?, ?)"
# The join with the lock makes the server take it before the first row comes.
_LOCKED_INSERT = """
WITH alone AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('ledger')))
INSERT INTO ledger_entries (seq, key, kind, at, body, hash)
SELECT new.* FROM alone, unnest(
    %s::bigint[], %s::text[], %s::text[], %s::float8[], %s::text[], %s::text[]
) AS new
"""
