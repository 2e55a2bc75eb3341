"""Running a query over what the asker may read: exact, and open about what is not on record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Protocol, TypeVar

from steersman.domain.errors import Permanent
from steersman.domain.sources import Fields, Value
from steersman.knowledge.queries.comparing import compares, orders
from steersman.knowledge.queries.found import Found, Rows, Witness
from steersman.knowledge.queries.measuring import in_order, measured
from steersman.knowledge.queries.model import (
    Against,
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
    Than,
    Way,
)
from steersman.knowledge.queries.schema import Field, Schema

T = TypeVar("T")
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
    for name in (*query.fields, *([query.order] if query.order else [])):
        check.field(name)
    found = Found(
        query,
        in_order(query, sorted(ids, key=lambda each: _label(rows[each])), rows, world.schema),
        rows,
        undecided={name: tuple(each) for name, each in undecided.items()},
        nothing_like=tuple(check.nothing_like),
    )
    groups = {each: check.groups(each, query.by) for each in found.ids} if query.by else {}
    answered = _judged(found, check) if query.must else measured(found, world.schema, groups)
    return replace(answered, because=check.because(answered.ids[:EXPLAINED], query.where))


class _Check:
    """Whether conditions hold for objects of one kind; look-ups are made once."""

    def __init__(self, world: World, entity: str, where: Condition | None) -> None:
        self.world, self.entity = world, entity
        self._hidden = world.hidden(entity)
        for name in fields_of(where):  # first: whether any row is like that tells what it says
            self.field(name)
        self.rows = world.rows(entity, where)
        self._known: dict[Condition, Any] = {}
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
            case Compare() | Against() | Than() | Known():
                return self._of_field(self.rows[each], condition)
            case Not():
                holds, lacking = self.of(each, condition.condition)
                return (None if holds is None else not holds), lacking
            case All() | Some():
                until = isinstance(condition, Some)
                return self._joined(each, condition.conditions, until=until)
            case IsA():
                kinds = self.world.schema.kinds(condition.entity)
                return self.rows[each].get("entity", self.entity) in kinds, ""
            case Has():
                return self._has(each, condition)
            case Reaches():
                return each in self._reached(condition), ""

    def _of_field(
        self, row: Fields, condition: Compare | Against | Than | Known
    ) -> tuple[Truth, str]:
        match condition:
            case Against():
                return self._against(row, condition)
            case Than():
                return self._than(row, condition)
            case Known():
                self.field(condition.field)
                return (row.get(condition.field) in (None, "")) is not condition.known, ""
            case Compare():
                kind = self.field(condition.field)
                return compares(kind, row.get(condition.field), condition), condition.field

    def _against(self, row: Fields, condition: Against) -> tuple[Truth, str]:
        kind, other = self.field(condition.field), self.field(condition.other)
        if kind.type is not other.type:
            raise Permanent(f"{kind.name} is a {kind.type.value}, {other.name} {other.type.value}")
        holds = orders(kind, row.get(kind.name), condition, row.get(other.name))
        lacking = kind.name if row.get(kind.name) in (None, "") else other.name
        return holds, lacking

    def _than(self, row: Fields, condition: Than) -> tuple[Truth, str]:
        """Against the one thing that the target is: of several it is not known which is meant."""
        kind = self.field(condition.field)
        root = self.world.schema.root(self.entity)
        check = self._once(condition.target, lambda: _Check(self.world, root, condition.target))
        others = self._once(condition, lambda: check.matching(condition.target))
        if not others:
            self.nothing_like.append(condition.target)
            return None, condition.field
        if len(others) > 1:
            raise Permanent(f"{len(others)} things are like ({condition.target}): name one of them")
        if kind.name not in self.world.schema.fields(str(others[0].get("entity", root))):
            raise Permanent(f"a {others[0].get('entity')} has no {kind.name}")
        against = Against(kind.name, condition.op, kind.name)
        return orders(kind, row.get(kind.name), against, others[0].get(kind.name)), kind.name

    def matching(self, condition: Condition) -> Sequence[Fields]:
        return [row for each, row in self.rows.items() if self.of(each, condition)[0]]

    def groups(self, each: str, by: Sequence[str]) -> Sequence[tuple[str, ...]]:
        """Which groups an object is in: several where a link leads to several things."""
        return [*product(*(self._along(each, path) for path in by))]

    def _along(self, each: str, path: str) -> Sequence[str]:
        """The values of a field, or of a field of what a link leads to; none is told as empty."""
        link, dot, field = path.partition(".")
        if not dot:
            self.field(path)
            return [_text(self.rows[each].get(path))]
        links, check = self._linked(Has(link))
        check.field(field)
        others = [check.rows[other] for other in links.get(each, ()) if other in check.rows]
        return [*dict.fromkeys(_text(row.get(field)) for row in others)] or [""]

    def _once(self, key: Condition, make: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = make()
        known: T = self._known[key]
        return known

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
            named = _kind_of(condition.condition) if condition.condition else ""
            finer = named and self.world.schema.is_a(named, link.target)
            kind = named if finer else link.target
            self._known[condition] = links, _Check(self.world, kind, condition.condition)
        known: tuple[Mapping[str, Sequence[str]], _Check] = self._known[condition]
        return known

    def _reached(self, condition: Reaches) -> Collection[str]:
        if condition not in self._known:
            kind = _kind_of(condition.target) or self.world.schema.root(self.entity)
            check = _Check(self.world, kind, condition.target)
            targets = [each for each in check.rows if check.of(each, condition.target)[0]]
            if not targets:
                self.nothing_like.append(condition.target)
            reached = set(self.world.reached(condition.way, targets, condition.hops))
            if len(targets) == 1:  # in a circle everything depends on itself: nobody asks that
                reached.difference_update(targets)
            self._known[condition] = reached
        reached_: Collection[str] = self._known[condition]
        return reached_


def _judged(found: Found, check: _Check) -> Found:
    """Which of them are as they must be, and of which the record does not say."""
    told = {each: check.of(each, found.query.must) for each in found.ids}
    lacking = {each: name for each, (holds, name) in told.items() if holds is None}
    undecided = {name: list(ids) for name, ids in found.undecided.items()}
    for each, name in lacking.items():
        undecided.setdefault(name, []).append(each)
    return replace(
        found,
        like=tuple(each for each, (holds, _) in told.items() if holds),
        open=tuple(lacking),
        undecided={name: tuple(ids) for name, ids in undecided.items()},
    )


def _kind_of(target: Condition) -> str:
    """The kind of thing that a condition is about, where it says one."""
    parts = target.conditions if isinstance(target, All) else (target,)
    return next((each.entity for each in parts if isinstance(each, IsA)), "")


def fields_of(condition: Condition | None) -> Iterator[str]:
    """The fields that a condition compares, of the objects themselves."""
    match condition:
        case Compare() | Known() | Than():
            yield condition.field
        case Against():
            yield from (condition.field, condition.other)
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


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _label(row: Fields) -> tuple[str, ...]:
    return (str(row.get("name", "")).casefold(), str(row.get("id", "")))
