"""The outbox: what people must be told, kept until it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.work import Due, Status
from steersman.records.desk.tables import outbox
from steersman.records.store import writing

TOLD = frozenset({Status.HELD, Status.REFUSED, Status.INCOMPLETE})


@dataclass(frozen=True)
class Outbox:
    engine: sa.Engine
    clock: Clock

    def waiting(self, most: int = 50) -> Sequence[Json]:
        wanted = sa.select(outbox).where(outbox.c.sent_at.is_(None))
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.order_by(outbox.c.at).limit(most)).mappings()
            return [dict(row) for row in rows]

    def sent(self, notice: str, note: str) -> None:
        """``note`` says to whom, or why it will never be sent."""
        ours = sa.update(outbox).where(outbox.c.id == notice)
        with writing(self.engine, "outbox") as connection:
            connection.execute(ours.values(sent_at=self.clock.now(), note=note))


def announce_in(
    connection: sa.Connection, due: Due, status: Status, digest: str, now: float
) -> None:
    """One notice per run that needs people; safe to repeat."""
    if status not in TOLD:
        return
    tell_in(connection, due.run, due.work, status.value, digest, now)


def tell_in(
    connection: sa.Connection, notice: str, work: str, status: str, digest: str, now: float
) -> None:
    """Put one notice into the outbox; the same ``notice`` again changes nothing."""
    known = sa.select(outbox.c.id).where(outbox.c.id == notice)
    if connection.scalar(known) is None:
        row = {"id": notice, "work": work, "status": status}
        connection.execute(sa.insert(outbox), {**row, "digest": digest, "at": now, "note": ""})
