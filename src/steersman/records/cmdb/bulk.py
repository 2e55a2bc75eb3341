"""Many rows into one table at once: by COPY on PostgreSQL, by one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa

from steersman.records.store import take_lock

Rows = Sequence[Sequence[object]]
Transactions = Callable[[], AbstractContextManager[sa.Connection]]
MOST = 10_000  # parameters in one statement: SQLite takes 32,766


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Rows
) -> None:
    """Insert ``rows``, each in the order of ``columns``; JSON is given as its text."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
        else:
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_ours(connection, error) from error


def update_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Rows
) -> None:
    """Update by id, which is the last of each row; ``columns`` name the others."""
    if not rows:
        return
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    pairs = ", ".join(f'"{name}" = {mark}' for name in columns)
    cursor: Any = connection.connection.cursor()
    try:
        cursor.executemany(f'UPDATE "{table.name}" SET {pairs} WHERE id = {mark}', rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_ours(connection, error) from error


@contextmanager
def bulk_writer(engine: sa.Engine, lock: str) -> Iterator[Transactions]:
    """Transactions that are alone under ``lock``, one after the other on one connection.

    SQLite's gets room for the indexes that grow, and moves its journal into the file less often:
    both cost more than the rows themselves.  The connection is closed afterwards, not reused.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.detach()
            for pragma in ("cache_size=-65536", "wal_autocheckpoint=16000"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.rollback()

        @contextmanager
        def transaction() -> Iterator[sa.Connection]:
            with connection.begin():
                take_lock(connection, lock)
                yield connection

        yield transaction


def parts(ids: Sequence[str], size: int = MOST) -> list[list[str]]:
    """A long list in pieces that a statement takes."""
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]


def _as_ours(connection: sa.Connection, error: Any) -> Exception:
    """The rows stay out of the message: they may be about people."""
    base: Any = connection.dialect.loaded_dbapi.Error
    told = sa.exc.DBAPIError.instance(None, None, error, base, True, dialect=connection.dialect)
    assert isinstance(told, Exception)
    return told
