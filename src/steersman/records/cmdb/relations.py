"""Relations of one item, as far as both ends may be seen; stated and withdrawn by people."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.cmdb.items import CiRelation
from steersman.domain.cmdb.relations import Origin, relation_type
from steersman.domain.errors import Permanent
from steersman.domain.sources import CONSOLE, Source
from steersman.records.cmdb.items import LOCK, Filter
from steersman.records.cmdb.relation_changes import (
    RelationStatement,
    decide_relations,
    relation_id,
    remove_relations,
)
from steersman.records.cmdb.relation_rows import edge_of
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.objects import ObjectType
from steersman.records.store import reading, writing

CI_RELATION = ObjectType(name="ci_relation", table=ci_relations, make=CiRelation, prefix="rel")
_r = ci_relations.c
MOST = 1_000  # relations of one item that are listed


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A relation of an item, read from it: ``phrase`` is "Depends on" or "Used by"."""

    relation: CiRelation
    phrase: str
    id: str
    name: str
    ci_class: str


class Relations:
    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def of(
        self, item: str, *, items: Filter | None = None, relations: Filter | None = None
    ) -> tuple[Neighbour, ...]:
        """The relations of an item whose other end ``items`` lets through, by phrase and name."""
        with reading(self._engine) as connection:
            found = [
                *self._one_way(connection, item, True, (items, relations)),
                *self._one_way(connection, item, False, (items, relations)),
            ]
        return tuple(sorted(found, key=lambda each: (each.phrase, each.name, each.id)))

    def add(self, parent: str, type: str, child: str, *, by: str) -> str:
        """State a relation between two items; its id.  ``Permanent`` for a circle."""
        known = relation_type(type)
        with writing(self._engine, LOCK) as connection:
            for end in (parent, child):
                _check_item(connection, end)
            if parent == child:
                raise Permanent("an item cannot relate to itself: name another one")
            if known.hierarchy:
                _check_circle(connection, known.name, parent, child)
            made = relation_id(parent, known.name, child)
            told = RelationStatement(0, made, parent, known.name, child)
            source = Source(name=CONSOLE, recency=self._clock.now())
            changes = decide_relations(connection, [told], source, Origin.DECLARED)
            changes.audited = True
            changes.write(connection, at=self._clock.now(), by=by)
        return made

    def remove(self, relation: str, *, by: str) -> None:
        """Take a relation out, whoever stated it; what it was stays in the history."""
        with writing(self._engine, LOCK) as connection:
            if connection.scalar(sa.select(_r.id).where(_r.id == relation)) is None:
                raise Permanent(f"there is no relation {relation!r}")
            remove_relations(connection, [relation], at=self._clock.now(), by=by, source=CONSOLE)

    def _one_way(
        self,
        connection: sa.Connection,
        item: str,
        forward: bool,
        visible: tuple[Filter | None, Filter | None],
    ) -> list[Neighbour]:
        near, far = (_r.parent_id, _r.child_id) if forward else (_r.child_id, _r.parent_id)
        c = configuration_items.c
        wanted = (
            sa.select(ci_relations, c.name, c.ci_class)
            .join(configuration_items, c.id == far)
            .where(near == item, *[each for each in visible if each is not None])
            .limit(MOST)
        )
        return [
            Neighbour(
                relation=CI_RELATION.to_object(row),
                phrase=_phrase(row["type"], forward),
                id=row[far.name],
                name=row["name"],
                ci_class=row["ci_class"],
            )
            for row in connection.execute(wanted).mappings()
        ]


def _phrase(type: str, forward: bool) -> str:
    known = relation_type(type)
    return known.forward if forward else known.backward


def _check_item(connection: sa.Connection, item: str) -> None:
    c = configuration_items.c
    if connection.scalar(sa.select(c.id).where(c.id == item)) is None:
        raise Permanent(f"there is no configuration item {item!r}")


def _check_circle(connection: sa.Connection, type: str, parent: str, child: str) -> None:
    """Go up from the upper end: the lower end must not be met."""
    edge = edge_of(type, parent, child)
    assert edge is not None
    upper, lower = edge
    seen, level = {upper}, [upper]
    while level:
        if lower in level:
            raise Permanent(f"{lower} already contains {upper}: they would contain each other")
        above = connection.execute(
            sa.select(_r.parent_id, _r.type)
            .where(_r.child_id.in_(level), _r.type == "contains")
            .union_all(
                sa.select(_r.child_id, _r.type).where(
                    _r.parent_id.in_(level), _r.type == "located_in"
                )
            )
        )
        level = [each for each, _ in above if each not in seen]
        seen.update(level)
