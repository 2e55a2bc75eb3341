"""Which documents somebody may read: one rule for search, answers, pages, API and counts."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.records.desk.tables import work_items
from steersman.records.knowledge.tables import documents
from steersman.records.permissions import Rules

_d = documents.c


@dataclass(frozen=True, slots=True)
class Readable:
    """``any``: whether any rule speaks at all.  ``where`` is a condition on ``documents``."""

    where: sa.ColumnElement[bool]
    any: bool
    rules: tuple[str, ...] = ()


def readable(rules: Rules, principal: Principal) -> Readable:
    """A document by the rules on documents; one that is a work item by those on work items.

    Who may see only some fields of work items is told no solution: it may hold the others.
    """
    by_rule = rules.visible(principal, "view", documents)
    work = rules.visible(principal, "view", work_items)
    no_work = _d.work == ""
    where = by_rule.where & no_work
    if work.rules and work.fields is None:
        seen = sa.exists().where(work_items.c.number == _d.work, work.where)
        where = where | (sa.not_(no_work) & seen)
    names = (*by_rule.rules, *work.rules)
    return Readable(where, bool(names), names)
