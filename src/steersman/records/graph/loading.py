"""Reading the whole graph into memory, and telling whether it still holds.

Every change of an item or a relation is a row of ``field_changes``, written in the transaction
of the change and under one lock.  So the highest number among them names a state of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat

import numpy as np
import sqlalchemy as sa

from steersman.domain.cmdb.relations import RELATION_TYPES, Impact
from steersman.domain.graph import Way
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.field_changes import GRAPH
from steersman.records.graph.snapshot import UNRATED, Rows, Small, Snapshot

_c, _r = configuration_items.c, ci_relations.c
# SQLite takes another index unless it is told which; both need the condition spelled out.
_MARK = {
    "sqlite": f"SELECT max(id) FROM field_changes INDEXED BY field_changes_of_graph WHERE {GRAPH}",
    "postgresql": f"SELECT max(id) FROM field_changes WHERE {GRAPH}",
}
_ITEMS = sa.select(_c.id, _c.name, _c.criticality, _c.ci_class, _c.life_cycle_stage)
_RELATIONS = sa.select(_r.parent_id, _r.child_id, _r.type)
_BATCH = 50_000


def mark_of(connection: sa.Connection) -> int:
    """The number of the newest change; 0 before the first."""
    return connection.exec_driver_sql(_MARK[connection.dialect.name]).scalar() or 0


def load(engine: sa.Engine) -> Snapshot:
    """Everything, as of one moment: all is read inside one transaction."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        mark = mark_of(connection)
        ids, names, facts = _items(connection)
        number = {one: at for at, one in enumerate(ids)}
        dependent, needed, kind = _dependencies(connection, number)
        connection.rollback()
    criticality, ci_class, stage = (codes for codes, _ in facts)
    rows = {
        Way.DEPENDENTS: Rows.of(needed, dependent, kind, len(ids)),
        Way.DEPENDENCIES: Rows.of(dependent, needed, kind, len(ids)),
    }
    return Snapshot(
        mark=mark,
        ids=ids,
        number=number,
        names=names,
        rank=_ranks(names),
        criticality=_rated(criticality, facts[0][1]),
        ci_class=ci_class,
        classes=facts[1][1],
        stage=stage,
        stages=facts[2][1],
        kinds=KINDS,
        rows=rows,
    )


KINDS = tuple(sorted(RELATION_TYPES))  # in the order of the alphabet, as reasons are chosen


def _items(
    connection: sa.Connection,
) -> tuple[list[str], list[str], list[tuple[Small, list[str]]]]:
    ids: list[str] = []
    names: list[str] = []
    coded = [_Codes() for _ in range(3)]
    # In the order of the table, and sorted here: by their index the rows lie all over the disk.
    found = connection.execution_options(stream_results=True).execute(_ITEMS)
    for batch in found.partitions(_BATCH):
        columns = list(zip(*batch, strict=True))
        ids += columns[0]
        names += columns[1]
        for codes, column in zip(coded, columns[2:], strict=True):
            codes.take(column)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    place = np.array(order, np.int64)
    facts = [(codes[place], words) for codes, words in (each.done() for each in coded)]
    return [ids[at] for at in order], [names[at] for at in order], facts


class _Codes:
    """Words that come again and again, as numbers."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._parts: list[Small] = []

    def take(self, words: Sequence[str]) -> None:
        known = self._known
        for word in set(words) - known.keys():
            known[word] = len(known)
        self._parts.append(np.fromiter(map(known.__getitem__, words), np.int32, len(words)))

    def done(self) -> tuple[Small, list[str]]:
        return _joined(self._parts), list(self._known)


def _dependencies(connection: sa.Connection, number: dict[str, int]) -> tuple[Small, Small, Small]:
    """Dependent, needed and type of each; a relation to something that is gone is left out."""
    parts: list[tuple[Small, Small, Small]] = []
    code = {kind: at for at, kind in enumerate(KINDS)}
    up = np.array([RELATION_TYPES[k].impact in (Impact.PARENT, Impact.BOTH) for k in KINDS])
    down = np.array([RELATION_TYPES[k].impact in (Impact.CHILD, Impact.BOTH) for k in KINDS])
    for batch in connection.execute(_RELATIONS).partitions(_BATCH):
        parents, children, types = zip(*batch, strict=True)
        parent, child = _coded(number.get, parents), _coded(number.get, children)
        kind = _coded(code.get, types)
        known = (parent >= 0) & (child >= 0) & (kind >= 0)
        for wanted, dependent, needed in ((up, parent, child), (down, child, parent)):
            mine = known & wanted[kind]
            parts.append((dependent[mine], needed[mine], kind[mine]))
    first, second, third = zip(*parts, strict=True) if parts else ((), (), ())
    return _joined(first), _joined(second), _joined(third)


def _coded(look_up: Callable[[str, int], int], words: Sequence[str]) -> Small:
    return np.fromiter(map(look_up, words, repeat(-1)), np.int32, len(words))


def _joined(parts: Iterable[Small]) -> Small:
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _rated(codes: Small, words: Sequence[str]) -> Small:
    rates = [int(word) if word in ("1", "2", "3", "4") else UNRATED for word in words]
    return np.array([*rates, UNRATED], np.int32)[codes]


def _ranks(names: Sequence[str]) -> Small:
    """The place of each in the order of names, then ids: they stand in the order of ids."""
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.zeros(len(names), np.int32)
    rank[np.array(order, np.int64)] = np.arange(len(names), dtype=np.int32)
    return rank
