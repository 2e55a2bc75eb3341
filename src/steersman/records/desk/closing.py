"""What must stop when a piece of work was canceled or taken back."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.obligations import drop_in
from steersman.records.desk.questions import ask_in
from steersman.records.desk.tables import agenda, work_items
from steersman.records.prepared import Prepared

_STATUS = Prepared(
    sa.select(work_items.c.status).where(work_items.c.number == sa.bindparam("work"))
)


def is_ended_in(connection: sa.Connection, work: str) -> bool:
    """Whether ``work`` was canceled or taken back: nothing of it may be done any more."""
    status = _STATUS.scalar(connection, {"work": work})
    return status in (Status.CANCELED.value, Status.UNDONE.value)


def stop_in(connection: sa.Connection, work: str, now: float) -> None:
    """No later run, nothing owed and nothing asked: or a retry would do it all again."""
    waiting = (agenda.c.work == work) & agenda.c.started_at.is_(None)
    connection.execute(sa.delete(agenda).where(waiting))
    drop_in(connection, work, now)
    ask_in(connection, work, (), now)
