"""What must stop when a piece of work was canceled or taken back."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.obligations import drop_in
from steersman.records.desk.questions import ask_in
from steersman.records.desk.tables import agenda, work_items

_ENDED = sa.select(work_items.c.number).where(
    work_items.c.number == sa.bindparam("work"),
    work_items.c.status.in_([Status.CANCELED.value, Status.UNDONE.value]),
)


def is_ended_in(connection: sa.Connection, work: str) -> bool:
    """Whether ``work`` was canceled or taken back: nothing of it may be done any more."""
    return connection.scalar(_ENDED, {"work": work}) is not None


def stop_in(connection: sa.Connection, work: str, now: float) -> None:
    """No later run, nothing owed and nothing asked: or a retry would do it all again."""
    waiting = (agenda.c.work == work) & agenda.c.started_at.is_(None)
    connection.execute(sa.delete(agenda).where(waiting))
    drop_in(connection, work, now)
    ask_in(connection, work, (), now)
