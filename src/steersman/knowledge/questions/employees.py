"""Employees are those who work here, unless the question is about having left."""

from __future__ import annotations

from dataclasses import replace

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    Known,
    Not,
    Op,
    Query,
    Reaches,
    Some,
    both,
)

# Said in this way by the word "employee" alone; "who still work here" is another condition.
WORKING = Not(Compare("employment_status", Op.IS, "terminated"))
WORDS = frozenset(
    ["employee", "staff", "staff member", "colleague", "coworker", "co worker", "worker"]
)
_LEAVING = ("employment_status", "end_date")


def settled(query: Query) -> Query:
    """ "employees who left" are no longer employees: the word is then taken for "people"."""
    return replace(query, where=_settled(query.where)) if query.where else query


def _settled(condition: Condition | None) -> Condition | None:
    match condition:
        case All():
            rest = [each for each in condition.conditions if each != WORKING]
            if len(rest) < len(condition.conditions) and any(map(_about_leaving, rest)):
                return both(*map(_settled, rest))
            return both(*map(_settled, condition.conditions))
        case Has() | Reaches():
            return _inside(condition)
        case _:
            return condition


def _inside(condition: Has | Reaches) -> Condition:
    if isinstance(condition, Has):
        return replace(condition, condition=_settled(condition.condition))
    return replace(condition, target=_settled(condition.target) or condition.target)


def _about_leaving(condition: Condition) -> bool:
    match condition:
        case Compare() | Known():
            return condition.field in _LEAVING
        case Not():
            return _about_leaving(condition.condition)
        case All() | Some():
            return any(map(_about_leaving, condition.conditions))
        case _:
            return False
