"""Dependencies as they stand in the record now, hop by hop, without what may not be seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from steersman.domain.graph import Dependency, Way
from steersman.records.graph import statements
from steersman.records.graph.sight import EVERYTHING, Sight
from steersman.records.prepared import Params, Prepared

Ask = Callable[[sa.Connection, Params], list[tuple[Any, ...]]]
ALL = 2**31 - 1  # rows: as many as there are


class Fact(NamedTuple):
    """What a list needs to know of a configuration item."""

    id: str
    name: str
    ci_class: str
    criticality: str  # "1" most to "4" least; empty: not known
    stage: str

    @property
    def order(self) -> tuple[str, str, str]:
        """The most critical first, then by name; what nobody rated comes last."""
        return (self.criticality or "9", self.name, self.id)


class GraphReader:
    """A ``domain.graph.Reader`` for one question of one asker.  It learns ``facts`` on its way."""

    def __init__(self, connection: sa.Connection, sight: Sight) -> None:
        self._connection = connection
        self._hops, self._facts = _asking(connection.dialect.name, sight)
        self._hidden: set[str] = set()
        self.facts: dict[str, Fact] = {}

    def around(
        self, ids: Collection[str], way: Way, most: int | None = None
    ) -> Sequence[Dependency]:
        """The dependencies of ``ids``, which may be seen, on things that may be seen."""
        asked = {"ids": statements.ids(ids), "most": ALL if most is None else most}
        edges = [*map(Dependency._make, self._hops[way](self._connection, asked))]
        far = 0 if way is Way.DEPENDENTS else 1
        self.learn({edge[far] for edge in edges})
        if not self._hidden:
            return edges
        return [edge for edge in edges if edge[far] not in self._hidden]

    def learn(self, ids: Collection[str]) -> None:
        """Find out what is known of ``ids``, and which of them are not for this asker."""
        new = set(ids) - self.facts.keys() - self._hidden
        if not new:
            return
        found = self._facts(self._connection, {"ids": statements.ids(new)})
        self.facts.update((row[0], Fact._make(row)) for row in found)
        self._hidden |= new - self.facts.keys()


def _asking(dialect: str, sight: Sight) -> tuple[Mapping[Way, Ask], Ask]:
    """The statements, spelled once and for all where no filter stands in them."""
    if sight.everything:
        return _prepared(dialect)
    hops = {way: _composed(statements.hop(dialect, way, sight)) for way in Way}
    return hops, _composed(statements.facts(dialect, sight))


@cache
def _prepared(dialect: str) -> tuple[Mapping[Way, Ask], Ask]:
    hops = {way: Prepared(statements.hop(dialect, way, EVERYTHING)).all for way in Way}
    return hops, Prepared(statements.facts(dialect, EVERYTHING)).all


def _composed(statement: sa.Executable) -> Ask:
    def ask(connection: sa.Connection, params: Params) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute(statement, dict(params)).all()]

    return ask
