"""Running a query over what the asker may read: exact, and open about what is not on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from steersman.domain.errors import Permanent
from steersman.domain.sources import Fields, Value
from steersman.knowledge.queries.comparing import comparable, compares
from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    IsA,
    Known,
    Not,
    Query,
    Reaches,
    Some,
    Want,
    Way,
)
from steersman.knowledge.queries.schema import ORDERED, Field, FieldType, Schema

Rows = Mapping[str, Fields]  # by id
Truth = bool | None  # None: the record does not say
EXPLAINED = 500  # rows


class Hidden(Permanent):
    """The query is about something that the asker may not read, whatever is on record."""


class World(Protocol):
    """The record as one asker may read it."""

    @property
    def schema(self) -> Schema: ...

    def rows(self, entity: str, where: Condition | None = None) -> Rows:
        """Every object of the kind, or of one below it, that the asker may read.

        Objects for which ``where`` is surely false may be left out.  ``Hidden`` where no rule lets
        them read any.
        """

    def hidden(self, entity: str) -> Mapping[str, str]:
        """The fields of the kind that the asker may not read, and the rule that each needs."""

    def linked(self, entity: str, link: str) -> Mapping[str, Sequence[str]]:
        """Id to the ids at the other end of the link, whether these may be read or not."""

    def reached(self, way: Way, targets: Collection[str], hops: int) -> Collection[str]:
        """Ids of what depends on any of the targets, or of what any of them depends on."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A linked object for which a condition holds.  ``asked``: the fields that it is about."""

    row: Fields
    asked: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """``ids`` fulfil the query.  ``undecided``: the record does not say; by the field it lacks.

    Of LATEST and EARLIEST ``ids`` are those with the value, ``among`` how many were compared.
    """

    query: Query
    ids: tuple[str, ...]
    rows: Rows
    value: Value = None  # of LATEST, EARLIEST and SUM
    groups: Mapping[str, int] = field(default_factory=dict)
    undecided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    among: int = 0
    nothing_like: tuple[Condition, ...] = ()  # what dependencies were asked of, and is not there
    without_value: tuple[str, ...] = ()  # found, but nothing is known of the field asked for
    # Link to id to the objects at its other end that fulfil the condition, for the first EXPLAINED.
    because: Mapping[str, Mapping[str, Sequence[Witness]]] = field(default_factory=dict)


def run(query: Query, world: World) -> Found:
    """``Permanent`` for a query that the schema does not allow."""
    check = _Check(world, query.entity, query.where)
    rows = check.rows or world.rows(query.entity)  # "none like that" is not "none at all"
    ids, undecided = [], dict[str, list[str]]()
    for each in check.rows:
        holds, lacking = check.of(each, query.where)
        if holds:
            ids.append(each)
        elif holds is None:
            undecided.setdefault(lacking, []).append(each)
    for name in (*query.fields, *([query.by] if query.by else [])):
        check.field(name)
    found = Found(
        query,
        tuple(sorted(ids, key=lambda each: _label(rows[each]))),
        rows,
        undecided={name: tuple(each) for name, each in undecided.items()},
        nothing_like=tuple(check.nothing_like),
    )
    answered = _answered(found, world.schema)
    return replace(answered, because=check.because(answered.ids[:EXPLAINED], query.where))


class _Check:
    """Whether conditions hold for objects of one kind; look-ups are made once."""

    def __init__(self, world: World, entity: str, where: Condition | None) -> None:
        self.world, self.entity = world, entity
        self.rows = world.rows(entity, where)
        self._known: dict[Condition, Any] = {}
        self._hidden = world.hidden(entity)
        self.nothing_like: list[Condition] = []

    def field(self, name: str) -> Field:
        """``Hidden`` for one that the asker may not read: silence would look like "not known"."""
        found = self.world.schema.field(self.entity, name)
        if name in self._hidden:
            raise Hidden(
                f"no rule lets you read the {name.replace('_', ' ')} of every {self.entity} "
                f"({self._hidden[name]})"
            )
        return found

    def of(self, each: str, condition: Condition | None) -> tuple[Truth, str]:
        """The truth and, where the record does not say, the field that it lacks."""
        match condition:
            case None:
                return True, ""
            case Compare():
                kind = self.field(condition.field)
                value = self.rows[each].get(condition.field)
                return compares(kind, value, condition), condition.field
            case Known():
                self.field(condition.field)
                empty = self.rows[each].get(condition.field) in (None, "")
                return empty is not condition.known, ""
            case Not():
                holds, lacking = self.of(each, condition.condition)
                return (None if holds is None else not holds), lacking
            case All():
                return self._joined(each, condition.conditions, until=False)
            case Some():
                return self._joined(each, condition.conditions, until=True)
            case IsA():
                kinds = self.world.schema.kinds(condition.entity)
                return self.rows[each].get("entity", self.entity) in kinds, ""
            case Has():
                return self._has(each, condition)
            case Reaches():
                return each in self._reached(condition), ""

    def _joined(
        self, each: str, conditions: Iterable[Condition], *, until: bool
    ) -> tuple[Truth, str]:
        """``and`` ends with the first that is false, ``or`` with the first that is true."""
        open_at = ""
        unknown = False
        for condition in conditions:
            holds, lacking = self.of(each, condition)
            if holds is until:
                return until, ""
            if holds is None and not unknown:
                unknown, open_at = True, lacking
        return (None, open_at) if unknown else (not until, "")

    def _has(self, each: str, condition: Has) -> tuple[Truth, str]:
        links, check = self._linked(condition)
        sure, perhaps, unknown = 0, 0, ""
        for other in dict.fromkeys(links.get(each, ())):
            if other not in check.rows:
                continue  # the asker may not read it: it counts as if it were not there
            holds, lacking = check.of(other, condition.condition)
            sure, perhaps = sure + (holds is True), perhaps + (holds is None)
            if sure >= condition.least:
                return True, ""
            unknown = unknown or (f"{condition.link} {lacking}" if holds is None else "")
        return (None, unknown) if sure + perhaps >= condition.least else (False, "")

    def because(
        self, ids: Sequence[str], condition: Condition | None
    ) -> Mapping[str, Mapping[str, Sequence[Witness]]]:
        """What is at the other end of each link that was asked about, where that says yes."""
        return {
            each.link: {one: tuple(self._witnesses(one, each)) for one in ids}
            for each in _links_of(condition)
        }

    def _witnesses(self, each: str, condition: Has) -> Iterator[Witness]:
        links, check = self._linked(condition)
        asked = tuple(dict.fromkeys(fields_of(condition.condition)))
        for other in dict.fromkeys(links.get(each, ())):
            if other in check.rows and check.of(other, condition.condition)[0]:
                yield Witness(check.rows[other], asked)

    def _linked(self, condition: Has) -> tuple[Mapping[str, Sequence[str]], _Check]:
        if condition not in self._known:
            link = self.world.schema.link(self.entity, condition.link)
            links = self.world.linked(self.entity, condition.link)
            self._known[condition] = links, _Check(self.world, link.target, condition.condition)
        known: tuple[Mapping[str, Sequence[str]], _Check] = self._known[condition]
        return known

    def _reached(self, condition: Reaches) -> Collection[str]:
        if condition not in self._known:
            root = self.world.schema.root(self.entity)
            check = _Check(self.world, root, condition.target)
            targets = [each for each in check.rows if check.of(each, condition.target)[0]]
            if not targets:
                self.nothing_like.append(condition.target)
            reached = set(self.world.reached(condition.way, targets, condition.hops))
            if len(targets) == 1:  # in a circle everything depends on itself: nobody asks that
                reached.difference_update(targets)
            self._known[condition] = reached
        reached_: Collection[str] = self._known[condition]
        return reached_


def _answered(found: Found, schema: Schema) -> Found:
    query = found.query
    kinds = schema.fields(query.entity)
    if query.by:
        counted = Counter(str(found.rows[each].get(query.by) or "") for each in found.ids)
        return replace(found, groups=dict(counted.most_common()))
    if query.want in (Want.LATEST, Want.EARLIEST, Want.SUM):
        name = query.fields[0]
        kind = kinds[name].type
        if kind not in ORDERED or (query.want is Want.SUM and kind is not FieldType.NUMBER):
            raise Permanent(f"{name} is {kind.value}: {query.want.value} cannot be asked of it")
        return _extreme(found, name, kind)
    return found


def _extreme(found: Found, name: str, kind: FieldType) -> Found:
    values = {each: found.rows[each].get(name) for each in found.ids}
    keys = {each: comparable(kind, value) for each, value in values.items() if value}
    known = {each: key for each, key in keys.items() if key is not None}
    without = tuple(each for each in found.ids if each not in known)
    if not known:
        return replace(found, without_value=without)
    if found.query.want is Want.SUM:
        return replace(found, value=float(sum(known.values())), without_value=without)
    best = max if found.query.want is Want.LATEST else min
    chosen = best(known, key=lambda each: known[each])
    ids = tuple(each for each in found.ids if known.get(each) == known[chosen])
    if found.query.most > 1:
        ids = _first(known, found.query)
    return replace(
        found, ids=ids, among=len(found.ids), value=values[chosen], without_value=without
    )


def _first(known: Mapping[str, Any], query: Query) -> tuple[str, ...]:
    """The ids with the greatest or the least values, in their order; ties at the end stay in."""
    ordered = sorted(known, key=lambda each: known[each], reverse=query.want is Want.LATEST)
    last = known[ordered[min(query.most, len(ordered)) - 1]]
    past = next(
        (at for at, each in enumerate(ordered) if at >= query.most and known[each] != last), None
    )
    return tuple(ordered[:past])


def fields_of(condition: Condition | None) -> Iterator[str]:
    """The fields that a condition compares, of the objects themselves."""
    match condition:
        case Compare() | Known():
            yield condition.field
        case Not():
            yield from fields_of(condition.condition)
        case All() | Some():
            for each in condition.conditions:
                yield from fields_of(each)


def _links_of(condition: Condition | None) -> Iterator[Has]:
    """The links that say yes; one that must not be there has nothing to show."""
    match condition:
        case Has():
            yield condition
        case All() | Some():
            for each in condition.conditions:
                yield from _links_of(each)


def _label(row: Fields) -> tuple[str, ...]:
    return (str(row.get("name", "")).casefold(), str(row.get("id", "")))
