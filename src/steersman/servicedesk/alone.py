"""Which work was carried out without a person's word, the same wherever it is counted."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.governor.undo import UNDO
from steersman.records.desk.tables import approvals, questions, work_items
from steersman.records.desk.work import MANUAL

_w = work_items.c
_APPROVED = sa.exists().where(approvals.c.work == _w.number)
_ANSWERED = sa.exists().where(
    questions.c.work == _w.number,
    questions.c.answered_at.is_not(None),
    sa.not_(questions.c.answered_by.startswith("system:")),
)


def done_by_itself(since: float) -> sa.ColumnElement[bool]:
    """Of ``work_items``: ended since then without a person's word; also if it was undone later."""
    ended = _w.status.in_([Status.DONE.value, Status.UNDONE.value])
    return sa.and_(ended, _w.settled_at >= since, without_a_person())


def without_a_person() -> sa.ColumnElement[bool]:
    """Of ``work_items``: nobody approved the plan, and nobody answered a question about it.

    Work that people do by hand, and what a person asked to be taken back, is none of it.
    """
    return sa.and_(_w.procedure.not_in([MANUAL, UNDO]), sa.not_(_APPROVED), sa.not_(_ANSWERED))
