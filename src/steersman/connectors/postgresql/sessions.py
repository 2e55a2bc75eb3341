"""Sessions of a server, the id that names one of them at one moment, and who is never touched.

The id is ``<pid>@<backend start>.<query start>``, both in microseconds since 1970.  A pid is
given out again, and a session goes on to its next query: with the id neither is ever hit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.domain.errors import Permanent

ID = re.compile(r"(\d{1,10})@(\d{1,20})\.(\d{1,20})", re.ASCII)
ACTIVE, IDLE_IN_TRANSACTION = "active", "idle in transaction"
CLIENT = "client backend"
LONGEST_TEXT = 200  # characters of a query that are shown
LITERAL = re.compile(r"(?:[eE])?'(?:[^'\\]|''|\\.)*'?|\$(\w*)\$.*?(?:\$\1\$|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One row of pg_stat_activity.  Moments are microseconds since 1970."""

    pid: int
    started: int
    query_started: int = 0  # 0: it has asked nothing yet
    state: str = ACTIVE
    kind: str = CLIENT
    database: str = ""
    role: str = ""
    superuser: bool = False
    ours: bool = False  # our own connection
    seconds: float = 0.0  # in this state
    blocked_by: tuple[int, ...] = ()
    query: str = ""

    @property
    def id(self) -> str:
        return f"{self.pid}@{self.started}.{self.query_started}"

    @property
    def shown(self) -> str:
        """The query on one line, without its literals: they may hold anything."""
        return " ".join(LITERAL.sub("'…'", self.query).split())[:LONGEST_TEXT]


def parse_id(text: str) -> tuple[int, int, int]:
    found = ID.fullmatch(text)
    if not found:
        raise Permanent(f"{text[:60]!r} is no session: <pid>@<start>.<query start> is")
    pid, started, query_started = map(int, found.groups())
    return pid, started, query_started


def refuse_protected(session: Session, settings: PostgresqlSettings) -> None:
    """Only clients of an allowed role in an allowed database; nobody who runs the server."""
    who = f"{session.role or session.kind} (pid {session.pid})"
    if session.kind != CLIENT or session.ours:
        raise Permanent(f"{who} is a process of the server or our own: never touched")
    if session.superuser or session.role not in settings.roles:
        raise Permanent(f"{who} is not in `roles` of the systems file, or a superuser: not touched")
    if session.database not in settings.databases:
        raise Permanent(f"{who} is in {session.database}, not in `databases` of the systems file")
