"""The relations of a duplicate, moved to the item that is kept, and brought back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.cmdb.relation_changes import relation_id
from steersman.records.cmdb.relation_rows import circles, edge_of
from steersman.records.cmdb.relations_import import TREE
from steersman.records.cmdb.tables import ci_relation_sources, ci_relations

Json = dict[str, Any]
_r, _s = ci_relations.c, ci_relation_sources.c


def move_relations(connection: sa.Connection, gone: str, kept: str) -> Json:
    """What there was, what was made anew, and who was added to what there was already."""
    rows = _rows(connection, sa.or_(_r.parent_id == gone, _r.child_id == gone))
    sources = _sources(connection, [row["id"] for row in rows])
    told: Json = {"rows": rows, "sources": sources, "made": [], "widened": []}
    _delete(connection, [row["id"] for row in rows])
    for row in rows:
        _restate(connection, row, sources, (gone, kept), told)
    _check_circles(connection)
    return told


def move_relations_back(connection: sa.Connection, told: Json) -> None:
    """Undo ``move_relations``; what another source states by now stays beside it."""
    for relation, source in [*told["widened"], *told["made"]]:
        same = (_s.relation_id == relation, _s.source_name == source)
        connection.execute(sa.delete(ci_relation_sources).where(*same))
    made = {relation for relation, _ in told["made"]}
    stated = {row["relation_id"] for row in _sources(connection, sorted(made))}
    connection.execute(sa.delete(ci_relations).where(_r.id.in_(sorted(made - stated))))
    if told["rows"]:
        connection.execute(sa.insert(ci_relations), told["rows"])
    if told["sources"]:
        connection.execute(sa.insert(ci_relation_sources), told["sources"])


def _restate(
    connection: sa.Connection, row: Json, sources: list[Json], ends: tuple[str, str], told: Json
) -> None:
    gone, kept = ends
    parent = kept if row["parent_id"] == gone else row["parent_id"]
    child = kept if row["child_id"] == gone else row["child_id"]
    if parent == child:
        return  # between the two that are one now
    made = relation_id(parent, row["type"], child)
    known = connection.scalar(sa.select(_r.id).where(_r.id == made)) is not None
    if not known:
        new = {**row, "id": made, "parent_id": parent, "child_id": child}
        connection.execute(sa.insert(ci_relations), [new])
    stating = {each["source_name"] for each in _sources(connection, [made])}
    for each in sources:
        if each["relation_id"] == row["id"] and each["source_name"] not in stating:
            connection.execute(sa.insert(ci_relation_sources), [{**each, "relation_id": made}])
            told["widened" if known else "made"].append([made, each["source_name"]])


def _check_circles(connection: sa.Connection) -> None:
    rows = connection.execute(
        sa.select(_r.type, _r.parent_id, _r.child_id).where(_r.type.in_(TREE))
    )
    edges = [edge for row in rows if (edge := edge_of(row[0], row[1], row[2])) is not None]
    for circle in circles(edges):
        told = " → ".join([*circle, circle[0]])
        raise Permanent(f"then things would contain each other ({told}): mend the relations first")


def _rows(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Json]:
    wanted = sa.select(ci_relations).where(where).order_by(_r.id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _sources(connection: sa.Connection, ids: list[str]) -> list[Json]:
    wanted = sa.select(ci_relation_sources).where(_s.relation_id.in_(ids))
    return [dict(row) for row in connection.execute(wanted.order_by(*_s)).mappings()]


def _delete(connection: sa.Connection, ids: list[str]) -> None:
    connection.execute(sa.delete(ci_relation_sources).where(_s.relation_id.in_(ids)))
    connection.execute(sa.delete(ci_relations).where(_r.id.in_(ids)))
