"""Relations that a source states, decided and written many at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.cmdb.relations import Origin
from steersman.domain.sources import Source
from steersman.records.cmdb.bulk import insert_rows, parts
from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.tables import ci_relation_sources, ci_relations
from steersman.records.field_changes import CREATED, field_changes

RELATION = "ci_relation"
_ROW = ("id", "parent_id", "type", "child_id", "origin", "source", "created_at", "last_seen")
_CHANGE = ("object_type", "object_id", "field", "before", "after", "at", "by", "source")
_r, _s = ci_relations.c, ci_relation_sources.c
REMOVED = "removed"  # how a relation that is gone stands in the history


def relation_id(parent: str, type: str, child: str) -> str:
    """The same relation has the same id, whoever states it."""
    told = hashlib.blake2b(f"{parent}|{type}|{child}".encode(), digest_size=16)
    return f"rel_{told.hexdigest()}"


@dataclass(frozen=True, slots=True)
class RelationStatement:
    line: int
    id: str
    parent: str
    type: str
    child: str


@dataclass
class RelationChanges:
    """``created`` are new in the record, ``confirmed`` new from this source, ``seen`` neither."""

    source: Source
    origin: Origin
    created: list[RelationStatement] = field(default_factory=list)
    confirmed: list[RelationStatement] = field(default_factory=list)
    seen: list[RelationStatement] = field(default_factory=list)
    audited: bool = False  # whether each new one gets an audit row: when a person states it

    @property
    def digest(self) -> str:
        told = hashlib.sha256()
        told.update("".join(each.id for each in self.created).encode())
        told.update(b"~" + "".join(each.id for each in self.confirmed).encode())
        return told.hexdigest()

    @property
    def counts(self) -> Mapping[str, int]:
        return {
            "created": len(self.created),
            "updated": len(self.confirmed),
            "unchanged": len(self.seen),
        }

    def effects(self) -> list[Effect]:
        return [
            Effect(each.line, "", each.id, f"{each.parent} {each.type} {each.child}")
            for each in self.created
        ]

    def write(self, connection: sa.Connection, *, at: float, by: str) -> None:
        """Who stated a relation first and when stands in its own row; removals are audited."""
        name, seen, origin = self.source.name, self.source.recency, self.origin.value
        new = sorted(self.created, key=lambda each: each.id)
        rows = [(r.id, r.parent, r.type, r.child, origin, name, at, seen) for r in new]
        insert_rows(connection, ci_relations, _ROW, rows)
        if self.audited:
            changes = [(RELATION, r.id, CREATED, None, _spelled(r), at, by, name) for r in new]
            insert_rows(connection, field_changes, _CHANGE, changes)
        stating = sorted([*new, *self.confirmed], key=lambda each: each.id)
        insert_rows(
            connection,
            ci_relation_sources,
            ("relation_id", "source_name", "last_seen"),
            [(each.id, name, seen) for each in stating],
        )
        touch(connection, [each.id for each in self.seen], name, seen)
        _touch_rows(connection, [each.id for each in [*self.seen, *self.confirmed]], seen)


def _spelled(relation: RelationStatement) -> str:
    return f'{{"child":"{relation.child}","parent":"{relation.parent}","type":"{relation.type}"}}'


def touch(connection: sa.Connection, ids: Sequence[str], source: str, seen: float) -> None:
    for batch in parts(ids):
        connection.execute(
            sa.update(ci_relation_sources)
            .where(_s.relation_id.in_(batch), _s.source_name == source, _s.last_seen < seen)
            .values(last_seen=seen)
        )


def _touch_rows(connection: sa.Connection, ids: Sequence[str], seen: float) -> None:
    for batch in parts(ids):
        connection.execute(
            sa.update(ci_relations)
            .where(_r.id.in_(batch), _r.last_seen < seen)
            .values(last_seen=seen)
        )


def decide_relations(
    connection: sa.Connection,
    statements: Sequence[RelationStatement],
    source: Source,
    origin: Origin,
) -> RelationChanges:
    ids = [each.id for each in statements]
    known = _among(connection, sa.select(_r.id), _r.id, ids)
    ours = sa.select(_s.relation_id).where(_s.source_name == source.name)
    said = _among(connection, ours, _s.relation_id, ids) if known else set()
    found = RelationChanges(source, origin)
    for each in statements:
        if each.id not in known:
            found.created.append(each)
        elif each.id not in said:
            found.confirmed.append(each)
        else:
            found.seen.append(each)
    return found


def _among(
    connection: sa.Connection,
    wanted: sa.Select[Any],
    column: sa.ColumnElement[str],
    ids: Sequence[str],
) -> set[str]:
    return {
        each for batch in parts(ids) for each in connection.scalars(wanted.where(column.in_(batch)))
    }


def remove_relations(
    connection: sa.Connection, ids: Iterable[str], *, at: float, by: str, source: str
) -> None:
    """Take relations out of the record; what they were stays in the history."""
    for batch in parts(sorted(ids)):
        rows = connection.execute(sa.select(ci_relations).where(_r.id.in_(batch))).all()
        told = [RelationStatement(0, row.id, row.parent_id, row.type, row.child_id) for row in rows]
        changes = [(RELATION, r.id, REMOVED, _spelled(r), None, at, by, source) for r in told]
        insert_rows(connection, field_changes, _CHANGE, changes)
        connection.execute(sa.delete(ci_relation_sources).where(_s.relation_id.in_(batch)))
        connection.execute(sa.delete(ci_relations).where(_r.id.in_(batch)))
