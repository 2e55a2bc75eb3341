"""What is over ends today: "expired less than 20 days ago" is not what will expire."""

from __future__ import annotations

from datetime import date, timedelta

from steersman.knowledge.queries.model import All, Compare, Condition, Op
from steersman.knowledge.questions.idioms import ENDS, SUPPORT
from steersman.knowledge.questions.phrase import field_of, joint

_MAY_COME = frozenset((*ENDS, *SUPPORT, "renews_on", "start_date", "starts_on"))


def until_today(when: Condition, today: date) -> Condition:
    """The same, without the days to come, where it began before them and has no end."""
    field, tomorrow = field_of(when), today + timedelta(days=1)
    parts = when.conditions if isinstance(when, All) else (when,)
    days = [(each.op, each.value) for each in parts if isinstance(each, Compare)]
    began = any(op in (Op.MORE, Op.AT_LEAST) and _until(day, today) for op, day in days)
    ended = any(op in (Op.LESS, Op.AT_MOST) and _until(day, tomorrow) for op, day in days)
    if field not in _MAY_COME or not began or ended:
        return when
    own_day = field not in (*ENDS, *SUPPORT)  # what is valid is so on its last day
    return joint(when, Compare(field, Op.LESS, tomorrow if own_day else today))


def _until(day: object, last: date) -> bool:
    return isinstance(day, date) and day <= last
