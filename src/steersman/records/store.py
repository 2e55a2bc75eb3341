"""One database, SQLite or PostgreSQL, and how a transaction of ours is alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

metadata = sa.MetaData()  # every table of the record; each aggregate declares its own beside it


def connect(url: str) -> sa.Engine:
    """Open the database at ``url``, in WAL mode where it is SQLite.  Creates no tables."""
    engine = sa.create_engine(url, pool_pre_ping=url.startswith("postgresql"))
    if engine.dialect.name == "sqlite":
        use_wal(engine.url.database or "")
        sa.event.listen(engine, "connect", _patient_sqlite)
    return engine


def use_wal(path: str) -> None:
    """WAL is a property of the file: set once, every later connection has it."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _patient_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA synchronous=FULL")  # the ledger must survive a power cut
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def writing(engine: sa.Engine, lock: str) -> Iterator[sa.Connection]:
    """A transaction that is alone under ``lock``, so that read-then-write cannot be split."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(_LOCK, {"lock": lock})
        yield connection


_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext(:lock))")
