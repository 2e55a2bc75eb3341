"""Rows of relations: who, how, to whom; words of other tools understood, circles found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.cmdb.relations import RELATION_TYPES, spelled, unknown_relation
from steersman.domain.cmdb.spellings import plain
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.streams import StreamRow

_HEADERS: Mapping[str, str] = {
    "parent": "parent",
    "parent_id": "parent",
    "source": "parent",
    "from": "parent",
    "child": "child",
    "child_id": "child",
    "target": "child",
    "to": "child",
    "type": "type",
    "relation": "type",
    "relation_type": "type",
    "relationship": "type",
    "rel_type": "type",
}
_K = ProblemKind


@dataclass(frozen=True, slots=True)
class RelationRow:
    line: int
    parent: str  # a word for an item
    type: str
    child: str
    verbatim: str

    def problem(self, kind: ProblemKind, message: str, mend: str, column: str) -> Problem:
        return Problem(
            kind=kind,
            line=self.line,
            column=column,
            value=getattr(self, column),
            message=message,
            mend=mend,
            verbatim=self.verbatim,
        )


class RelationReader:
    """Reads rows of relations.  What is wrong is kept in ``problems``; the row is left out."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self._columns: dict[str, str] = {}  # column to parent, type or child; "" is left out
        self._places = ("", "", "")  # the columns of parent, type and child
        self._types: dict[str, tuple[str, bool]] = {}
        self.problems: list[Problem] = []

    def read(self, rows: Iterator[StreamRow]) -> Iterator[RelationRow]:
        for row in rows:
            if row.fault is not None:
                self.problems.append(row.fault)
                continue
            if not self._columns.keys() >= row.cells.keys():
                self._learn(row)
            found = self._row(row)
            if isinstance(found, Problem):
                self.problems.append(found)
            else:
                yield found

    def fields_of(self, row: StreamRow) -> dict[str, str]:
        """Whether each column is for the parent, the type or the child; empty: for none."""
        if not self._columns.keys() >= row.cells.keys():
            self._learn(row)
        return {column: self._columns[column] for column in row.cells}

    def _row(self, row: StreamRow) -> RelationRow | Problem:
        get = row.cells.get
        parent, word, child = [get(column, "").strip() for column in self._places]
        if not (parent and word and child):
            name = "parent" if not parent else "type" if not word else "child"
            return _problem(row, _K.MISSING_VALUE, name, "the value is missing")
        known = self._types.get(word)
        if known is None:
            found, backwards = spelled(word)
            if found is None:
                return _problem(row, _K.UNKNOWN_RELATION, "type", unknown_relation(word))
            known = self._types[word] = (found.name, backwards)
        if known[1]:
            parent, child = child, parent
        return RelationRow(row.line, parent, known[0], child, row.verbatim)

    def _learn(self, row: StreamRow) -> None:
        for column in row.cells:
            if column in self._columns:
                continue
            word = self._mapping.get(column, plain(column))
            name = _HEADERS.get(word, "")
            taken = name in self._columns.values()
            self._columns[column] = "" if taken else name
            if column not in self._mapping and (not name or taken) and word not in _KNOWN_EXTRA:
                self.problems.append(_left_out(column))
        column_of = {name: column for column, name in self._columns.items()}
        self._places = (
            column_of.get("parent", ""),
            column_of.get("type", ""),
            column_of.get("child", ""),
        )


# What exports say beside the relation itself; it is no news.
_KNOWN_EXTRA = frozenset(
    {"id", "sys_id", "key", "origin", "stated_by", "description", "comment", "port"}
)


def _left_out(column: str) -> Problem:
    return Problem(
        kind=_K.UNKNOWN_ATTRIBUTE,
        column=column,
        message="a relation has parent, type and child; the column is left out",
        mend="map it to one of them, or to nothing",
    )


def _problem(row: StreamRow, kind: ProblemKind, column: str, message: str) -> Problem:
    mend = "every row names parent, type and child"
    if kind is _K.UNKNOWN_RELATION:
        mend = f"write one of {', '.join(RELATION_TYPES)}"
    return Problem(
        kind=kind,
        line=row.line,
        column=column,
        message=message,
        mend=mend,
        verbatim=row.verbatim,
    )


Edge = tuple[str, str]  # what contains, what is contained


def edge_of(relation_type: str, parent: str, child: str) -> Edge | None:
    """The upper and the lower end of a relation that belongs to the tree of things."""
    if not RELATION_TYPES[relation_type].hierarchy:
        return None
    return (child, parent) if relation_type == "located_in" else (parent, child)


def circles(edges: Sequence[Edge]) -> list[list[str]]:
    """Every knot of things that contain each other, as one way round it (Tarjan, iterative)."""
    below: dict[str, list[str]] = {}
    for upper, lower in edges:
        below.setdefault(upper, []).append(lower)
    return [_way_round(knot, below) for knot in _knots(below)]


def _knots(below: Mapping[str, Sequence[str]]) -> Iterator[set[str]]:
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for start in below:
        if start in index:
            continue
        work = [(start, iter(below[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            here, rest = work[-1]
            for following in rest:
                if following not in index:
                    index[following] = low[following] = len(index)
                    stack.append(following)
                    on_stack.add(following)
                    work.append((following, iter(below.get(following, ()))))
                    break
                if following in on_stack:
                    low[here] = min(low[here], index[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[here])
                if low[here] == index[here]:
                    knot = _popped(stack, on_stack, here)
                    if len(knot) > 1:
                        yield knot


def _popped(stack: list[str], on_stack: set[str], until: str) -> set[str]:
    knot: set[str] = set()
    while until not in knot:
        knot.add(stack.pop())
    on_stack -= knot
    return knot


def _way_round(knot: set[str], below: Mapping[str, Sequence[str]]) -> list[str]:
    """One circle inside the knot, by going down until something comes again."""
    place: dict[str, int] = {}
    way: list[str] = []
    here = min(knot)
    while here not in place:
        place[here] = len(way)
        way.append(here)
        here = next(each for each in below[here] if each in knot)
    return way[place[here] :]
