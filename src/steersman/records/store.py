"""One database, SQLite or PostgreSQL, and how a transaction of ours is alone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from steersman.records.read_only import open_although_read_only, takes_no_writes

POOL = 20  # connections kept: more than runs are carried out at once, for the API asks too
TRUSTED_FOR = 5.0  # seconds that an idle connection is used without a ping
metadata = sa.MetaData()  # every table of the record; each aggregate declares its own beside it


def connect(url: str) -> sa.Engine:
    """Open the database at ``url``, in WAL mode where it is SQLite.  Creates no tables."""
    # The connection that came back last is given out first: what it has cached still holds.
    engine = sa.create_engine(url, pool_size=POOL, pool_use_lifo=True)
    if engine.dialect.name == "sqlite":
        use_wal(engine.url.database or "")
        sa.event.listen(engine, "do_connect", open_although_read_only)
        sa.event.listen(engine, "connect", _patient_sqlite)
    else:
        sa.event.listen(engine, "checkin", _note_idle)
        sa.event.listen(engine, "checkout", _ping_after_idle)
    return engine


def use_wal(path: str) -> None:
    """WAL is a property of the file: set once, every later connection has it.

    A file that cannot be written now is left as it is: it has its mode already.
    """
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if not takes_no_writes(error) or not Path(path).is_file():
            raise
    finally:
        connection.close()


def _patient_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA synchronous=FULL")  # the ledger must survive a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _note_idle(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info["idle_since"] = time.monotonic()


def _ping_after_idle(
    connection: sa.pool.PoolProxiedConnection,
    record: sa.pool.ConnectionPoolEntry,
    _proxy: object,
) -> None:
    """A connection that lay idle may be dead, since the server restarted: try it first.

    Pinging at each checkout, as ``pool_pre_ping`` does, would double the short reads.
    """
    if time.monotonic() - record.info.get("idle_since", 0.0) < TRUSTED_FOR:
        return
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise sa.exc.DisconnectionError(str(error)) from error
    finally:
        cursor.close()


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection for one short question: no transaction is opened around it.

    SQLite's driver opens one only before a write; PostgreSQL's must be told not to.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def writing(engine: sa.Engine, lock: str) -> Iterator[sa.Connection]:
    """A transaction that is alone under ``lock``, so that read-then-write cannot be split."""
    with engine.begin() as connection:
        take_lock(connection, lock)
        yield connection


def take_lock(connection: sa.Connection, lock: str) -> None:
    """Be alone under ``lock`` until the transaction, which has done nothing yet, ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(_LOCK, {"lock": lock})


def also_lock(connection: sa.Connection, lock: str) -> None:
    """Be alone under one more lock, in a transaction that is alone under another already."""
    if connection.dialect.name != "sqlite":  # whose one lock is the file's
        connection.execute(_LOCK, {"lock": lock})


_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext(:lock))")
