"""Work that is stopped before it is carried out, at a person's word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent
from steersman.domain.work import STATE_OF, Status
from steersman.records.desk.approvals import is_under_way_in
from steersman.records.desk.closing import stop_in
from steersman.records.desk.tables import work_items

STOPPABLE = (Status.NEW, Status.HELD, Status.DEFERRED, Status.REFUSED, Status.INCOMPLETE)
_BY_NUMBER = sa.select(work_items).where(work_items.c.number == sa.bindparam("number"))


def withdraw_in(connection: sa.Connection, number: str, *, why: str, now: float) -> None:
    """Cancel it; what it has done stays done.  The caller's transaction holds the desk's lock.

    ``Permanent``: it is over, or it is being carried out at this moment.
    """
    row = connection.execute(_BY_NUMBER, {"number": number}).mappings().first()
    if row is None:
        raise Permanent(f"there is no work item {number}")
    check_open(dict(row))
    if is_under_way_in(connection, number):
        mend = "throw the kill switch to stop it in the middle, or take it back when it has ended"
        raise Permanent(f"{number} is being carried out: {mend}")
    end = {"state": STATE_OF[Status.CANCELED].value, "status": Status.CANCELED.value}
    ours = sa.update(work_items).where(work_items.c.number == number)
    connection.execute(ours.values(**end, reasons=canonical([why]), settled_at=now))
    stop_in(connection, number, now)


def check_open(row: Mapping[str, Any]) -> None:
    if row["status"] not in {each.value for each in STOPPABLE}:
        raise Permanent(f"{row['number']} is {row['status']}: there is nothing left to stop")
