"""The few things we ask of a server.  The real client and the fake both have exactly these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import LiteralString, Protocol

import psycopg
from psycopg.conninfo import make_conninfo

from steersman.connectors.postgresql import statements
from steersman.connectors.postgresql.sessions import Session
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.domain.errors import Permanent, Transient

Row = tuple[object, ...]
APPLICATION = "steersman"
PASSING = ("08", "53", "57", "40")  # classes of SQLSTATE that pass: connection, resources, …


@dataclass(frozen=True, slots=True)
class Connections:
    """How many of the server's connections are in use, and by whom."""

    used: int
    most: int
    reserved: int  # of those for superusers
    by_role: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Replica:
    name: str
    state: str
    lag_bytes: int
    lag_seconds: float


@dataclass(frozen=True, slots=True)
class Replication:
    """``behind`` is this server's own lag as a replica; a primary has none."""

    is_replica: bool
    behind: float  # seconds
    replicas: tuple[Replica, ...] = ()


class Server(Protocol):
    """Errors: ``Transient`` (no answer), ``Permanent`` (sign-in or right refused)."""

    def identifier(self) -> str:
        """The system identifier, which stays when the server's address does not."""
        ...

    def sessions(self) -> tuple[Session, ...]: ...

    def cancel(self, session: tuple[int, int, int]) -> None:
        """Cancel that very query if it still runs and is an allowed client's; else nothing."""
        ...

    def terminate(self, session: tuple[int, int, int]) -> None:
        """End that session if it is still at the same query; else nothing."""
        ...

    def connections(self) -> Connections: ...

    def replication(self) -> Replication: ...

    def rights(self) -> tuple[str, Mapping[str, bool]]:
        """The server's version, and whether we hold each right."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PsycopgServer:
    """A connection for each question: nothing is held while nobody asks."""

    settings: PostgresqlSettings
    password: Callable[[], str] | None = field(default=None, repr=False)

    def identifier(self) -> str:
        return str(self._one(statements.IDENTIFIER)[0])

    def sessions(self) -> tuple[Session, ...]:
        return tuple(_session(row) for row in self._all(statements.SESSIONS))

    def cancel(self, session: tuple[int, int, int]) -> None:
        self._all(statements.CANCEL, self._guarded(session))

    def terminate(self, session: tuple[int, int, int]) -> None:
        self._all(statements.TERMINATE, self._guarded(session))

    def connections(self) -> Connections:
        most, reserved = (int(str(each)) for each in self._one(statements.LIMITS))
        by_role = {str(role): int(str(count)) for role, count in self._all(statements.BY_ROLE)}
        return Connections(sum(by_role.values()), most, reserved, by_role)

    def replication(self) -> Replication:
        is_replica, behind = self._one(statements.BEHIND)
        rows = self._all(statements.REPLICAS)
        replicas = (Replica(str(n), str(s), int(str(b)), float(str(t))) for n, s, b, t in rows)
        return Replication(bool(is_replica), float(str(behind)), tuple(replicas))

    def rights(self) -> tuple[str, Mapping[str, bool]]:
        version, stats, signal, superuser = self._one(statements.RIGHTS)
        held = {statements.MONITOR: bool(stats), statements.SIGNAL: bool(signal)}
        return str(version), {**held, "superuser": bool(superuser)}

    def close(self) -> None:
        """Nothing is open."""

    def _guarded(self, session: tuple[int, int, int]) -> Mapping[str, object]:
        pid, started, query_started = session
        roles, databases = sorted(self.settings.roles), sorted(self.settings.databases)
        moments = {"pid": pid, "started": started, "query_started": query_started}
        return {**moments, "roles": roles, "databases": databases}

    def _one(self, statement: LiteralString) -> Row:
        return self._all(statement)[0]

    def _all(
        self, statement: LiteralString, given: Mapping[str, object] | None = None
    ) -> Sequence[Row]:
        with self._connection() as connection:
            return connection.execute(statement, given).fetchall()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Row]]:
        try:
            with psycopg.connect(self._how(), autocommit=True) as connection:
                yield connection
        except psycopg.Error as failed:
            raise self._told(failed) from None

    def _told(self, failed: psycopg.Error) -> Exception:
        """A code says what it is; without one nobody answered, or our sign-in was refused."""
        where = f"PostgreSQL at {self.settings.host}:{self.settings.port}"
        said = str(failed).strip().splitlines()
        why = f"{where}: {said[0] if said else type(failed).__name__}"
        passing = failed.sqlstate.startswith(PASSING) if failed.sqlstate else not _is_refusal(why)
        if passing:
            return Transient(why, 2.0)
        return Permanent(f"{why}; check user, password, rights and pg_hba.conf")

    def _how(self) -> str:
        given = self.settings
        seconds = given.command_timeout * 1000
        how: dict[str, str | int] = {
            "host": given.host,
            "port": given.port,
            "dbname": given.database,
            "user": given.user,
            "sslmode": given.tls,
            "connect_timeout": given.connect_timeout,
            "application_name": APPLICATION,
            "options": f"-c statement_timeout={seconds} -c lock_timeout={seconds}",
        }
        if self.password is not None:
            how["password"] = self.password()
        if given.ca_file is not None:
            how["sslrootcert"] = str(given.ca_file)
        return make_conninfo("", **how)


def _is_refusal(said: str) -> bool:
    """Refused at sign-in: libpq gives no code for it."""
    words = (
        "authentication",
        "no password",
        "no pg_hba.conf entry",
        "does not exist",
        "certificate",
    )
    return any(word in said for word in words)


def _session(row: Row) -> Session:
    pid, started, asked, state, kind, database, role, superuser, ours, seconds, blocked, query = row
    return Session(
        pid=int(str(pid)),
        started=int(str(started)),
        query_started=int(str(asked)),
        state=str(state),
        kind=str(kind),
        database=str(database),
        role=str(role),
        superuser=bool(superuser),
        ours=bool(ours),
        seconds=float(str(seconds)),
        blocked_by=tuple(blocked) if isinstance(blocked, list) else (),
        query=str(query),
    )
