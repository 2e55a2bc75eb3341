"""The console's sessions: who is signed in where, since when, and until when.

Only a hash of what the browser holds is kept.  A session ends when it is idle for too long, at its
latest moment, when somebody ends it, or when its account is disabled.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.read_only import takes_no_writes
from steersman.records.sign_in.sealing import fingerprint, new_secret
from steersman.records.sign_in.tables import sessions
from steersman.records.store import reading, writing

NOTED_EVERY = 60.0  # seconds: a page that updates by itself must not write each time
KEPT = 90 * 86400.0  # seconds that an ended session stays in the list
_c = sessions.c
_SHOWN = [column for column in _c if column.name != "sha256"]
_BY_HASH = sa.select(*_SHOWN).where(_c.sha256 == sa.bindparam("sha256"))


@dataclass(frozen=True, slots=True)
class Session:
    """``how``: password, passkey or oidc.  Times are in seconds since 1970 (UTC)."""

    id: str
    account: str
    how: str
    address: str
    agent: str
    created_at: float
    last_seen: float
    expires_at: float
    proved_at: float  # when its owner last gave a password, a key or a code
    second_factor_at: float | None
    ended_at: float | None

    @property
    def principal(self) -> str:
        return self.account


@dataclass(frozen=True, slots=True)
class From:
    """Where a request comes from, as far as it can be known."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long a session goes on without a request, and at all; in seconds."""

    idle: float = 8 * 3600.0  # a working day with the console open
    longest: float = 24 * 3600.0  # NIST SP 800-63B-4 for its second level of assurance


@dataclass(frozen=True)
class Sessions:
    engine: sa.Engine
    clock: Clock
    lasts: Lasts

    def start(
        self, account: str, how: str, seen: From, *, second_factor: bool = False
    ) -> tuple[Session, str]:
        """A new session and its secret, which only the browser keeps."""
        secret, now = new_secret(), self.clock.now()
        made = Session(
            id=f"ses_{secrets.token_hex(8)}",
            account=account,
            how=how,
            address=seen.address[:100],
            agent=_printable(seen.agent)[:200],
            created_at=now,
            last_seen=now,
            expires_at=now + self.lasts.longest,
            proved_at=now,
            second_factor_at=now if second_factor else None,
            ended_at=None,
        )
        row = {column.name: getattr(made, column.name) for column in _SHOWN}
        with writing(self.engine, "console sessions") as connection:
            connection.execute(sa.delete(sessions).where(_c.expires_at < now - KEPT))
            connection.execute(sa.insert(sessions), [row | {"sha256": fingerprint(secret)}])
        return made, secret

    def find(self, secret: str) -> Session | None:
        """The session of this secret, if it still runs; it is not idle from now on."""
        with reading(self.engine) as connection:
            row = connection.execute(_BY_HASH, {"sha256": fingerprint(secret)}).mappings().first()
        if row is None or not self.runs(found := Session(**row)):
            return None
        if self.clock.now() - found.last_seen >= NOTED_EVERY:
            self._note(found)
        return found

    def _note(self, session: Session) -> None:
        """That it is used.  While the record takes no writes, people can still look."""
        try:
            self._change(_c.id == session.id, last_seen=self.clock.now())
        except sa.exc.SQLAlchemyError as error:
            if not takes_no_writes(error):
                raise

    def runs(self, session: Session) -> bool:
        now = self.clock.now()
        fresh = now - session.last_seen < self.lasts.idle
        return session.ended_at is None and fresh and now < session.expires_at

    def get(self, session_id: str) -> Session:
        found = self._all(_c.id == session_id)
        if not found:
            raise Permanent(f"there is no session {session_id!r}")
        return found[0]

    def running(self, account: str = "") -> Sequence[Session]:
        """Those that run now, of one account or of all, the latest first."""
        wanted = _c.ended_at.is_(None) & (_c.expires_at > self.clock.now())
        found = self._all(wanted & (_c.account == account) if account else wanted)
        return [session for session in found if self.runs(session)]

    def proved(self, session_id: str, *, second_factor: bool) -> str:
        """Its owner proved again who they are: the session goes on, under a new secret."""
        secret, now = new_secret(), self.clock.now()
        values: dict[str, object] = {"sha256": fingerprint(secret), "proved_at": now}
        if second_factor:
            values["second_factor_at"] = now
        self._change((_c.id == session_id) & _c.ended_at.is_(None), **values)
        return secret

    def end(self, session_id: str) -> bool:
        """From now on it is refused.  ``False``: it had ended."""
        self.get(session_id)
        return (
            self._change((_c.id == session_id) & _c.ended_at.is_(None), ended_at=self.clock.now())
            > 0
        )

    def end_all(self, account: str, *, but: str = "") -> int:
        """Sign the account out everywhere, except in the session ``but``.  How many ended."""
        wanted = (_c.account == account) & _c.ended_at.is_(None) & (_c.id != but)
        return self._change(wanted, ended_at=self.clock.now())

    def _all(self, wanted: sa.ColumnElement[bool]) -> list[Session]:
        statement = sa.select(*_SHOWN).where(wanted).order_by(_c.last_seen.desc(), _c.id)
        with reading(self.engine) as connection:
            return [Session(**row) for row in connection.execute(statement).mappings()]

    def _change(self, wanted: sa.ColumnElement[bool], **values: object) -> int:
        with writing(self.engine, "console sessions") as connection:
            return connection.execute(sa.update(sessions).where(wanted).values(**values)).rowcount


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
