"""Groups, extremes, sums and averages of what a query found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean
from typing import Any

from steersman.domain.errors import Permanent
from steersman.domain.sources import Value
from steersman.knowledge.queries.comparing import comparable
from steersman.knowledge.queries.found import Found, Rows
from steersman.knowledge.queries.model import Query, Want
from steersman.knowledge.queries.schema import ORDERED, FieldType, Schema

_OF_TYPES: Mapping[Want, Collection[FieldType]] = {
    Want.LATEST: ORDERED,
    Want.EARLIEST: ORDERED,
    Want.SUM: (FieldType.NUMBER,),
    Want.AVERAGE: (FieldType.NUMBER, FieldType.DATE),
}


Group = tuple[str, ...]
Groups = Mapping[str, Sequence[Group]]  # by id


def measured(found: Found, schema: Schema, groups: Groups) -> Found:
    """With the groups, the extreme, the sum or the average that the query wants."""
    query = found.query
    if query.by:
        found = _grouped(found, groups)
    if query.want in _OF_TYPES:
        name = query.fields[0]
        kind = schema.fields(query.entity)[name].type
        if kind not in _OF_TYPES[query.want]:
            raise Permanent(f"{name} is {kind.value}: {query.want.value} cannot be asked of it")
        if query.by and (query.want not in (Want.SUM, Want.AVERAGE) or kind is FieldType.DATE):
            raise Permanent(f"{query.want.value} {name} cannot be asked for each {query.by[0]}")
        return _measured(found, name, kind, groups)
    return found


def in_order(query: Query, ids: Sequence[str], rows: Rows, schema: Schema) -> tuple[str, ...]:
    """As the query sorts them; what nothing is on record of comes last."""
    if not query.order:
        return tuple(ids)
    kind = schema.field(query.entity, query.order).type
    values = {each: rows[each].get(query.order) for each in ids}
    keys = {each: comparable(kind, value) for each, value in values.items() if value != ""}
    known = [each for each in ids if keys.get(each) is not None]
    ordered = sorted(known, key=lambda each: keys[each], reverse=query.down)
    return (*ordered, *(each for each in ids if keys.get(each) is None))


def _grouped(found: Found, groups: Groups) -> Found:
    than = found.query.than
    counted = Counter(group for each in found.ids for group in groups[each])
    kept = {
        group: count
        for group, count in counted.most_common()
        if than is None or (all(group) and than.fits(count))  # what is not on record is no group
    }
    return replace(found, groups=kept, several=any(len(each) > 1 for each in groups.values()))


def _measured(found: Found, name: str, kind: FieldType, groups: Groups) -> Found:
    found = _extreme(found, name, kind)
    if not found.query.by or found.value is None:
        return found
    sums, counts = Counter[Group](), Counter[Group]()
    without = frozenset(found.without_value)
    for each in (one for one in found.ids if one not in without):
        for group in groups[each]:
            sums[group] += comparable(kind, found.rows[each].get(name))
            counts[group] += 1
    average = found.query.want is Want.AVERAGE
    told = {each: sums[each] / (counts[each] if average else 1) for each in sums}
    return replace(found, groups_of=dict(sorted(told.items(), key=lambda each: -each[1])))


def _extreme(found: Found, name: str, kind: FieldType) -> Found:
    values = {each: found.rows[each].get(name) for each in found.ids}
    keys = {each: comparable(kind, value) for each, value in values.items() if value != ""}
    known = {each: key for each, key in keys.items() if key is not None}
    without = tuple(each for each in found.ids if each not in known)
    if not known:
        return replace(found, without_value=without)
    if found.query.want is Want.SUM:
        return replace(found, value=float(sum(known.values())), without_value=without)
    if found.query.want is Want.AVERAGE:
        return replace(found, value=_mean([*known.values()]), without_value=without)
    best = max if found.query.want is Want.LATEST else min
    chosen = best(known, key=lambda each: known[each])
    ids = tuple(each for each in found.ids if known.get(each) == known[chosen])
    if found.query.most > 1:
        ids = _first(known, found.query)
    return replace(
        found, ids=ids, among=len(found.ids), value=values[chosen], without_value=without
    )


def _mean(values: Sequence[Any]) -> Value:
    """Of numbers, or the day in the middle of days, in ISO 8601."""
    if isinstance(values[0], date):
        return date.fromordinal(round(fmean(day.toordinal() for day in values))).isoformat()
    return fmean(values)


def _first(known: Mapping[str, Any], query: Query) -> tuple[str, ...]:
    """The ids with the greatest or the least values, in their order; ties at the end stay in."""
    ordered = sorted(known, key=lambda each: known[each], reverse=query.want is Want.LATEST)
    last = known[ordered[min(query.most, len(ordered)) - 1]]
    past = next(
        (at for at, each in enumerate(ordered) if at >= query.most and known[each] != last), None
    )
    return tuple(ordered[:past])
