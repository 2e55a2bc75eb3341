"""A database that takes no writes: how that shows, and how it can be read all the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from steersman.domain.errors import Permanent

# https://www.sqlite.org/rescode.html: read-only, disk full, an I/O error, no journal to be made.
_SQLITE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
# https://www.postgresql.org/docs/current/errcodes-appendix.html: read-only, disk full.
_POSTGRES = ("25006", "53100")
MEND = (
    "make it writable again (disk, rights of the file and its folder, PostgreSQL's "
    "default_transaction_read_only); Steersman goes on by itself"
)


def takes_no_writes(error: BaseException) -> bool:
    """Whether ``error`` says that the database cannot be written, though perhaps be read."""
    return any(_says_so(each) for each in _behind(error))


def connections_stay_so(error: BaseException) -> bool:
    """Whether connections opened by now go on refusing writes once the database takes them.

    SQLite's do when the file was opened for reading alone; after a full disk they need not be
    replaced, and must not be: a new one could not even read, for want of room for its index.
    """
    names = [_name(each) for each in _behind(error)]
    lasting = ("SQLITE_READONLY", "SQLITE_CANTOPEN")
    return any(name.startswith(lasting) for name in names) or (
        takes_no_writes(error) and not any(name.startswith("SQLITE") for name in names)
    )


def why(error: BaseException) -> str:
    """``error`` as a sentence for people, with the mend and without any statement."""
    kinds = [_name(each) for each in _behind(error) if _says_so(each)]
    if kinds:
        return f"the database takes no writes ({kinds[-1]}): {MEND}"
    return f"the database does not answer ({type(error).__name__}): look at its log"


def read_only_engine(url: str) -> sa.Engine:
    """The database as it is: nothing is created, migrated or switched to another mode.

    ``Permanent`` when it cannot be read this way.
    """
    location = sa.make_url(url)
    if location.get_backend_name() != "sqlite":
        options = "-c default_transaction_read_only=on"
        return sa.create_engine(url, connect_args={"options": options, "connect_timeout": 10})
    path = Path(location.database or "").resolve()
    if not path.is_file():
        raise Permanent(f"there is no database at {path}: say where it is with --data")
    return sa.create_engine("sqlite://", creator=lambda: _for_a_look(path), poolclass=sa.NullPool)


def open_although_read_only(_dialect: Any, _record: Any, args: Any, given: Any) -> Any:
    """Opens SQLite as usual; where nothing can be made beside its file, for reading alone.

    For the event ``do_connect``, so that each new connection is writable as soon as it can be.
    """
    path = Path(args[0])
    try:
        connection = sqlite3.connect(*args, **given)
        _try(connection)
    except sqlite3.OperationalError as error:
        if not path.is_file() or not takes_no_writes(error):
            raise
        return _opened(path, **given)
    return connection


def _for_a_look(path: Path) -> sqlite3.Connection:
    try:
        return _opened(path)
    except sqlite3.OperationalError as error:
        raise Permanent(
            f"{path} cannot be read where it is ({error}): copy it, with its -wal if there is "
            "one, to a folder that you may write in, and give that with --data"
        ) from error


def _opened(path: Path, **given: Any) -> sqlite3.Connection:
    """WAL needs two files beside the database.  Where they cannot be made and nothing waits in
    the journal, the file itself is all there is (``immutable``)."""
    try:
        return _asked(f"file:{path}?mode=ro", given)
    except sqlite3.OperationalError:
        journal = Path(f"{path}-wal")
        if journal.exists() and journal.stat().st_size:
            raise
        return _asked(f"file:{path}?immutable=1", given)


def _asked(uri: str, given: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlite3.connect(
        uri, **{"check_same_thread": False, **given, "uri": True}
    )
    _try(connection)
    return connection


def _try(connection: sqlite3.Connection) -> None:
    """SQLite opens late: only a question shows whether it can be read."""
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.Error:
        connection.close()
        raise


def _behind(error: BaseException) -> list[BaseException]:
    """The error and what caused it, the driver's own error among them."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = getattr(current, "orig", None) or current.__cause__
    return found


def _says_so(error: BaseException) -> bool:
    return _name(error).startswith(_SQLITE) or getattr(error, "sqlstate", None) in _POSTGRES


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
