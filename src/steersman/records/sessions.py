"""The signed-in sessions that systems reported."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.accounts import SessionSeen
from steersman.domain.sources import Fields, Source
from steersman.records.objects import ObjectType, rows_by_id, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata, writing

sessions = sa.Table(
    "sessions_seen",
    metadata,
    text_column("id", key=True),
    text_column("account", refers_to="accounts"),
    text_column("system"),
    sa.Column("started", sa.Double, nullable=False),
    sa.Column("last_seen", sa.Double, nullable=False),
    sa.Column("ended", sa.Double, nullable=True),
    sa.Index("sessions_of_account", "account", "ended"),
    info={"object_type": "session"},
)
_c = sessions.c
SESSION = ObjectType(
    name="session", table=sessions, make=SessionSeen, unaudited=frozenset({"last_seen"})
)


class Sessions(Repository[SessionSeen]):
    kind = SESSION

    def seen(self, account: str, native_id: str, started: float, *, by: str) -> SessionSeen:
        """A system reports this session as alive, now."""
        system, now = account.split(":", 1)[0], self._clock.now()
        session = f"{system}:{native_id}"
        source = Source(name=system, recency=now, native_key=session)
        values: Fields = {
            "account": account,
            "system": system,
            "started": started,
            "last_seen": now,
            "ended": None,
        }
        self.kind.check(values)
        with writing(self._engine, "record:session") as connection:
            if session in rows_by_id(connection, SESSION, [session]):
                self._change(connection, session, values, by, source)
            else:
                self._create(connection, session, values, by, source)
        return self.get(session)

    def ended(self, session: str, *, by: str) -> None:
        """The session is known to be dead since now."""
        now = self._clock.now()
        source = Source(name=session.split(":", 1)[0], recency=now, native_key=session)
        self.change(session, {"ended": now}, by=by, source=source)

    def open_of(self, account: str) -> tuple[SessionSeen, ...]:
        return self._select((_c.account == account) & _c.ended.is_(None), _c.id)
