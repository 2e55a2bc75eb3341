"""What is really stored, row by row, as one moment saw it: the verifier trusts nothing else.

The driver is asked directly: no types are made to fit, and a hundred thousand rows take a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

import sqlalchemy as sa

BATCH = 4096
Row = tuple[int, str, str, float, str, str]  # seq, key, kind, at, body, hash; if nobody meddled


class Stored(Protocol):
    def checkpoints(self) -> list[tuple[int, str]]:
        """(size, text) in the order of size."""
        ...

    def batches(self) -> Iterator[list[Row]]:
        """Every row there is, in the order of seq."""
        ...


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[Stored]:
    """One reading transaction, on a connection of its own."""
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    try:
        yield _Sqlite(connection) if engine.dialect.name == "sqlite" else _Postgres(connection)
    finally:
        if connection is not None:
            connection.close()


class _Sqlite:
    def __init__(self, connection: Any) -> None:
        # bytes that are no text must become a finding, not an error of the verifier
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        connection.isolation_level = None
        connection.execute("BEGIN")
        self._connection = connection

    def checkpoints(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = self._connection.execute(_CHECKPOINTS).fetchall()
        return found

    def batches(self) -> Iterator[list[Row]]:
        cursor = self._connection.execute(_ENTRIES)
        while rows := cursor.fetchmany(BATCH):
            yield rows


class _Postgres:
    def __init__(self, connection: Any) -> None:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._connection = connection

    def checkpoints(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = self._connection.execute(_CHECKPOINTS).fetchall()
        return found

    def batches(self) -> Iterator[list[Row]]:
        with self._connection.cursor("ledger", binary=True) as cursor:
            cursor.execute(_ENTRIES)
            while rows := cursor.fetchmany(BATCH):
                yield rows


_ENTRIES = "SELECT seq, key, kind, at, body, hash FROM ledger_entries ORDER BY seq"
_CHECKPOINTS = "SELECT size, text FROM ledger_checkpoints ORDER BY size"
