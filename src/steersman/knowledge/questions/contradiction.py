"""Conditions that nothing can fulfil: a reading with one is no reading, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    Not,
    Op,
    Query,
    Reaches,
    Some,
)


def contradicts(query: Query) -> bool:
    """ "servers Leeds Dublin": a thing has one place, so one of the words was meant otherwise."""
    return any(_of_one_field(each) for each in (query.where, query.must) if each is not None)


def _of_one_field(condition: Condition) -> bool:
    if isinstance(condition, All):
        said: dict[str, object] = {}
        for each in condition.conditions:
            if (
                isinstance(each, Compare)
                and each.op is Op.IS
                and isinstance(each.value, str)
                and said.setdefault(each.field, each.value) != each.value
            ):
                return True
    return any(map(_of_one_field, _inside(condition)))


def _inside(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All() | Some():
            yield from condition.conditions
        case Not():
            yield condition.condition
        case Has() if condition.condition is not None:
            yield condition.condition
        case Reaches():
            yield condition.target
