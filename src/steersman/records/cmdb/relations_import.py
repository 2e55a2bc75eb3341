"""One file of relations against the record: whom each row means, circles, what is new or gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from steersman.domain.cmdb.relations import RELATION_TYPES, Origin
from steersman.records.cmdb.finding import ItemFinder
from steersman.records.cmdb.relation_changes import (
    RELATION,
    RelationChanges,
    RelationStatement,
    decide_relations,
    relation_id,
    remove_relations,
)
from steersman.records.cmdb.relation_rows import (
    Edge,
    RelationReader,
    RelationRow,
    circles,
    edge_of,
)
from steersman.records.cmdb.request import CmdbRequest, batches
from steersman.records.cmdb.survey import shrunken
from steersman.records.cmdb.tables import ci_relation_sources, ci_relations, configuration_items
from steersman.records.cmdb.tally import Tally
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Unreadable
from steersman.records.files.streams import rows_of

_K = ProblemKind
_r, _s = ci_relations.c, ci_relation_sources.c
TREE = tuple(each.name for each in RELATION_TYPES.values() if each.hierarchy)


class RelationImport:
    """The first look happens when it is made; ``chunks`` then gives what the good rows state."""

    def __init__(self, connection: sa.Connection, request: CmdbRequest) -> None:
        self._request = request
        self._origin = Origin.DISCOVERED if request.discovered else Origin.DECLARED
        self._finder = ItemFinder(connection, request.source.name)
        self._bad: set[int] = set()
        self._problems: list[Problem] = []
        self._edges: defaultdict[Edge, list[int]] = defaultdict(list)  # to lines
        self._seen: set[int] = set()  # hashes of the relations that the file states
        self._rows = 0
        self._first_look(connection)
        self._refuse_circles(connection)
        self._gone = self._absent(connection)

        self.tally = Tally(request, RELATION, self._problems, self._gone)

    def chunks(self) -> Iterator[list[RelationStatement]]:
        """What the good rows state, each relation once; nothing where the file is hopeless."""
        if any(problem.is_of_file for problem in self._problems):
            return
        reader = RelationReader(self._request.mapping)
        seen: set[int] = set()
        for rows in batches(reader.read(rows_of(self._request.file))):
            found = []
            for row in rows:
                if row.line in self._bad:
                    self.tally.note(row.line, row.verbatim)
                    continue
                made = self._statement(row)
                if (short := hash(made.id)) not in seen:
                    seen.add(short)
                    found.append(made)
            yield found
        for problem in reader.problems:
            self.tally.note(problem.line, problem.verbatim)

    def decide(
        self, connection: sa.Connection, statements: Sequence[RelationStatement]
    ) -> RelationChanges:
        return decide_relations(connection, statements, self._request.source, self._origin)

    def finish(self, connection: sa.Connection, *, at: float, by: str) -> None:
        """Note that the source no longer states these; what nobody states any more is gone."""
        source = self._request.source.name
        for batch in batches(self._gone):
            connection.execute(
                sa.delete(ci_relation_sources).where(
                    _s.source_name == source, _s.relation_id.in_(batch)
                )
            )
            others = sa.select(_s.relation_id).where(_s.relation_id.in_(batch))
            left = set(connection.scalars(others))
            alone = [each for each in batch if each not in left]
            remove_relations(connection, alone, at=at, by=by, source=source)

    def _first_look(self, connection: sa.Connection) -> None:
        reader = RelationReader(self._request.mapping)
        try:
            for rows in batches(reader.read(rows_of(self._request.file))):
                self._rows += len(rows)
                words = {word for row in rows for word in (row.parent, row.child)}
                self._finder.look(connection, words)
                for row in rows:
                    self._check(row)
        except Unreadable as error:
            reader.problems.append(error.problem)
        self._problems += reader.problems
        self._bad |= {problem.line for problem in reader.problems if problem.line}
        if not self._rows and not self._problems and not self._request.may_be_empty:
            mend = "look whether the export is whole"
            self._problems.append(Problem(kind=_K.EMPTY_FILE, message="it has no rows", mend=mend))

    def _check(self, row: RelationRow) -> None:
        for column, word in (("parent", row.parent), ("child", row.child)):
            found = self._finder.candidates(word)
            if len(found) != 1:
                self._refuse(_no_item(row, column, word, found))
                return
        made = self._statement(row)
        if made.parent == made.child:
            mend = "correct one of the two ends"
            self._refuse(row.problem(_K.BAD_VALUE, "the item relates to itself", mend, "child"))
            return
        edge = edge_of(made.type, made.parent, made.child)
        if edge is not None:
            self._edges[edge].append(row.line)
        self._seen.add(hash(made.id))

    def _statement(self, row: RelationRow) -> RelationStatement:
        parent, child = self._one(row.parent), self._one(row.child)
        made = relation_id(parent, row.type, child)
        return RelationStatement(row.line, made, parent, row.type, child)

    def _one(self, word: str) -> str:
        return self._finder.candidates(word)[0]

    def _refuse(self, problem: Problem) -> None:
        self._problems.append(problem)
        self._bad.add(problem.line)

    def _refuse_circles(self, connection: sa.Connection) -> None:
        """Things that contain each other, with the whole circle named."""
        if not self._edges:
            return
        known = connection.execute(
            sa.select(_r.type, _r.parent_id, _r.child_id).where(_r.type.in_(TREE))
        )
        old = [edge for row in known if (edge := edge_of(row[0], row[1], row[2])) is not None]
        while found := circles([*old, *self._edges]):
            for circle in found:
                names = _names(connection, circle)
                told = " → ".join([*(names[each] for each in circle), names[circle[0]]])
                self._refuse_inside(set(circle), told)

    def _refuse_inside(self, circle: set[str], told: str) -> None:
        """Refuse the rows of the file between things of the circle, and forget their edges."""
        inside = [edge for edge in self._edges if edge[0] in circle and edge[1] in circle]
        for line in sorted(line for edge in inside for line in self._edges.pop(edge)):
            self._refuse(_circle(line, told))

    def _absent(self, connection: sa.Connection) -> list[str]:
        request = self._request
        if not request.complete or any(problem.line for problem in self._problems):
            return []
        ours = sa.select(_s.relation_id).where(_s.source_name == request.source.name)
        known = connection.scalars(ours).all()
        gone = sorted(each for each in known if hash(each) not in self._seen)
        believed = bool(self._rows) or request.may_be_empty
        if gone and (not believed or request.threshold.is_passed(len(gone), len(known))):
            self._problems.append(shrunken(len(gone), len(known), request.source.name))
            return []
        return gone


def _names(connection: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    c = configuration_items.c
    wanted = sa.select(c.id, c.name).where(c.id.in_(ids))
    return {row.id: row.name for row in connection.execute(wanted)}


def _no_item(row: RelationRow, column: str, word: str, found: Sequence[str]) -> Problem:
    if found:
        told = f"{word!r} may be {' or '.join(found[:5])}"
        return row.problem(_K.AMBIGUOUS, told, "write class:name, its key or its id", column)
    mend = "import it first, or write its key, name, FQDN, serial number or id"
    return row.problem(_K.UNKNOWN_REFERENCE, "there is no such item", mend, column)


def _circle(line: int, told: str) -> Problem:
    return Problem(
        kind=_K.CYCLE,
        line=line,
        message=f"things would contain each other: {told}",
        mend="correct one of these rows",
    )
