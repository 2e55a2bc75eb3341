"""A question about the record as a typed query: exact, shown with its answer, editable.

``str(query)`` is the text that ``language.read`` reads back to the same query.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias


class Op(Enum):
    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    IN = "in"  # an address in a network
    COVERS = "covers"  # a network that an address is in


OPPOSITE = {
    Op.IS: Op.IS_NOT,
    Op.IS_NOT: Op.IS,
    Op.LESS: Op.AT_LEAST,
    Op.AT_LEAST: Op.LESS,
    Op.MORE: Op.AT_MOST,
    Op.AT_MOST: Op.MORE,
}

Literal: TypeAlias = str | float | bool | date


@dataclass(frozen=True, slots=True)
class Compare:
    """One field against one value.  A field that nothing is known of is neither true nor false."""

    field: str
    op: Op
    value: Literal

    def __str__(self) -> str:
        return f"{self.field} {self.op.value} {written(self.value)}"


@dataclass(frozen=True, slots=True)
class Against:
    """One field against another of the same object; where either is not known, so is this."""

    field: str
    op: Op
    other: str

    def __str__(self) -> str:
        return f"{self.field} {self.op.value} {self.other}"


@dataclass(frozen=True, slots=True)
class Than:
    """One field against the same of one other thing: "more memory than lon-db-01"."""

    field: str
    op: Op
    target: Condition

    def __str__(self) -> str:
        return f"{self.field} {self.op.value} that of ({self.target})"


@dataclass(frozen=True, slots=True)
class Known:
    """Whether anything is on record in a field."""

    field: str
    known: bool

    def __str__(self) -> str:
        return f"{self.field} is {'known' if self.known else 'unknown'}"


@dataclass(frozen=True, slots=True)
class IsA:
    """Of this kind, or of one below it."""

    entity: str

    def __str__(self) -> str:
        return f"is {self.entity}"


@dataclass(frozen=True, slots=True)
class Has:
    """At least ``least`` objects at the other end of a link for which the condition holds."""

    link: str
    condition: Condition | None = None
    least: int = 1

    def __str__(self) -> str:
        count = f"{self.least} " if self.least > 1 else ""
        return f"has {count}{self.link}" + (f" ({self.condition})" if self.condition else "")


@dataclass(frozen=True, slots=True)
class Reaches:
    """Along the dependencies: what depends on a thing, or what it depends on, at most ``hops``."""

    way: Way
    target: Condition
    hops: int = 0  # 0: as far as it goes

    def __str__(self) -> str:
        within = f" within {self.hops}" if self.hops else ""
        return f"{self.way.value} ({self.target}){within}"


class Way(Enum):
    DEPENDS_ON = "depends on"
    SUPPORTS = "supports"


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition

    def __str__(self) -> str:
        return f"not ({self.condition})"


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_inside(each, Some) for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Some:
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(_inside(each, All) for each in self.conditions)


Condition: TypeAlias = Compare | Against | Than | Known | IsA | Has | Reaches | Not | All | Some


class Want(Enum):
    LIST = "list"
    COUNT = "count"
    CHECK = "check"  # whether there is any
    LATEST = "latest"  # of a field of dates or versions
    EARLIEST = "earliest"
    SUM = "sum"
    AVERAGE = "average"
    HISTORY = "history"  # what changed in the record of it
    SOURCES = "sources"  # which sources state it
    EVERY = "every"  # whether all that is found is like ``must``
    SHARE = "share"  # what part of it is
    SHOW = "show"  # some fields of what is found


@dataclass(frozen=True, slots=True)
class Size:
    """How large a group must be."""

    op: Op
    number: int

    def __str__(self) -> str:
        return f"{self.op.value} {self.number}"

    def fits(self, count: int) -> bool:
        return _ORDERED[self.op](count, self.number)


_ORDERED: Mapping[Op, Callable[[int, int], bool]] = {
    Op.IS: operator.eq,
    Op.IS_NOT: operator.ne,
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE: operator.gt,
    Op.AT_LEAST: operator.ge,
}


_OF = {Want.HISTORY: "of ", Want.SOURCES: "of "}


@dataclass(frozen=True, slots=True)
class Query:
    entity: str
    where: Condition | None = None
    want: Want = Want.LIST
    fields: tuple[str, ...] = ()  # what SHOW, LATEST, EARLIEST, SUM and AVERAGE are about
    by: tuple[str, ...] = ()  # COUNT, SUM or AVERAGE for each: fields, also as "holder.department"
    most: int = 1  # how many of the LATEST or EARLIEST
    must: Condition | None = None  # of EVERY and SHARE
    than: Size | None = None  # of COUNT by a field: the groups that are so large
    since: date | None = None  # of HISTORY: from this day
    until: date | None = None  # and up to this one, which counts
    order: str = ""  # LIST by this field; empty: by name
    down: bool = False  # the greatest first
    also: Query | None = None  # a second query that the question means as well

    def __str__(self) -> str:
        most = f"{self.most} " if self.most > 1 else ""
        what = f"{most}{', '.join(self.fields)} of " if self.fields else _OF.get(self.want, "")
        where = f" where {self.where}" if self.where else ""
        must = f" must ({self.must})" if self.must else ""
        by = f" by {', '.join(self.by)}" if self.by else ""
        than = f" {self.than}" if self.than else ""
        since = f" since {self.since}" if self.since else ""
        until = f" until {self.until}" if self.until else ""
        order = f" sort {self.order}{' down' if self.down else ''}" if self.order else ""
        return f"{self.want.value} {what}{self.entity}{where}{must}{by}{than}{since}{until}{order}"


def both(*conditions: Condition | None) -> Condition | None:
    """All of them, flat; ``None`` where there is none."""
    flat: list[Condition] = []
    for each in conditions:
        flat += each.conditions if isinstance(each, All) else [] if each is None else [each]
    kept = tuple(dict.fromkeys(flat))
    return None if not kept else kept[0] if len(kept) == 1 else All(kept)


def negated(condition: Condition) -> Condition:
    """The contrary, said in the shortest way."""
    if isinstance(condition, Not):
        return condition.condition
    if isinstance(condition, Compare) and condition.op in OPPOSITE:
        return Compare(condition.field, OPPOSITE[condition.op], condition.value)
    if isinstance(condition, Against) and condition.op in OPPOSITE:
        return Against(condition.field, OPPOSITE[condition.op], condition.other)
    if isinstance(condition, Than) and condition.op in OPPOSITE:
        return Than(condition.field, OPPOSITE[condition.op], condition.target)
    if isinstance(condition, Known):
        return Known(condition.field, not condition.known)
    return Not(condition)


def written(value: Literal) -> str:
    """A value as the language writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return json.dumps(value, ensure_ascii=False)


def _inside(condition: Condition, other: type[All] | type[Some]) -> str:
    return f"({condition})" if isinstance(condition, other) else str(condition)
