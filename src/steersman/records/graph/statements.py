"""The statements of the graph: one hop, and what is known of the things that it led to.

Ids are handed over as one JSON array, so that a frontier of one and of ten thousand things are
the same statement, which both stores answer from their indexes.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from steersman.domain.cmdb.relations import RELATION_TYPES, Impact
from steersman.domain.graph import Way
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.graph.sight import Sight
from steersman.records.objects import TEXT

_r, _c = ci_relations.c, configuration_items.c


def _others(*impacts: Impact) -> list[str]:
    return sorted(t.name for t in RELATION_TYPES.values() if t.impact not in impacts)


# A list of what is *not* wanted keeps the stores from one search of the index for each type.
NOT_FROM_CHILD = _others(Impact.PARENT, Impact.BOTH)  # the parent does not need the child
NOT_FROM_PARENT = _others(Impact.CHILD, Impact.BOTH)
FACTS = (_c.id, _c.name, _c.ci_class, _c.criticality, _c.life_cycle_stage)


def hop(dialect: str, way: Way, sight: Sight) -> sa.CompoundSelect[Any]:
    """Rows of (dependent, needed, type) whose near end is one of ``:ids``, ``:most`` at most."""
    parent, child, up = _r.parent_id, _r.child_id, way is Way.DEPENDENTS
    near, far = (child, parent) if up else (parent, child)
    parent_needs = _rows(dialect, near, far, sight, NOT_FROM_CHILD)
    child_needs = _rows(dialect, far, near, sight, NOT_FROM_PARENT)
    both = sa.union_all(
        parent_needs.with_only_columns(parent.label("dependent"), child.label("needed"), _r.type),
        child_needs.with_only_columns(child, parent, _r.type),
    )
    return both.limit(sa.bindparam("most", type_=sa.Integer()))


def _rows(
    dialect: str, near: sa.Column[str], far: sa.Column[str], sight: Sight, left_out: list[str]
) -> sa.Select[Any]:
    """What may not be seen is left out here, so that it does not even count towards ``:most``."""
    given = _given(dialect)
    rows = given.join(ci_relations, near == given.c.value)
    wanted = sa.select(far).where(*(_r.type != name for name in left_out))
    if sight.everything:
        return wanted.select_from(rows)
    seen = rows.join(configuration_items, _c.id == far)
    return wanted.select_from(seen).where(sight.relations, sight.items)


def facts(dialect: str, sight: Sight) -> sa.Select[Any]:
    """What is known of those of ``:ids`` that may be seen; no row for what may not be."""
    given = _given(dialect)
    return (
        sa.select(*FACTS)
        .select_from(given.join(configuration_items, _c.id == given.c.value))
        .where(sight.items)
    )


def ids(given: Collection[str]) -> str:
    return json.dumps(list(given))


def _given(dialect: str) -> sa.FromClause:
    listed = sa.bindparam("ids", type_=sa.Text())
    if dialect == "sqlite":
        return sa.func.json_each(listed).table_valued(sa.column("value", TEXT))
    elements = sa.func.json_array_elements_text(sa.cast(listed, sa.JSON()))
    return elements.table_valued(sa.column("value", sa.Text())).render_derived()
