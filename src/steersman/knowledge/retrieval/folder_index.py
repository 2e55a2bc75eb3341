"""An index of a folder in a file of its own: no server and no database are needed."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.knowledge import TABLES
from steersman.records.store import connect, metadata

FORMAT = 3  # of the file: raise it with every change of the tables
_EMPTY = 0


def default_file(cache: Path, folder: Path) -> Path:
    """Where a folder's index is kept when nobody names a place."""
    place = str(folder.resolve()).encode(errors="surrogateescape")
    return cache.expanduser() / "indexes" / f"{hashlib.sha256(place).hexdigest()[:24]}-{FORMAT}.db"


def open_file(file: Path) -> sa.Engine:
    """Open or make the index in ``file``.  ``Permanent`` for a file that is something else."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        found = _format_of(file)
    except OSError as error:
        raise Permanent(
            f"{file} cannot be made: {error.strerror or error}; name another"
        ) from error
    except sqlite3.Error as error:
        raise Permanent(f"{file} is no index of documents: name another file") from error
    if found not in (_EMPTY, FORMAT):
        raise Permanent(f"{file} is the index of another version: remove it or name another file")
    engine = connect(f"sqlite:///{file}")
    if found == _EMPTY:
        with engine.begin() as connection:
            metadata.create_all(connection, tables=TABLES)
            connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
    return engine


def _format_of(file: Path) -> int:
    """Zero for a file that is not there yet or holds nothing."""
    connection = sqlite3.connect(file, timeout=30)
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        connection.close()
    if version == _EMPTY and tables:
        raise sqlite3.DatabaseError("it has tables of another program")
    return version
