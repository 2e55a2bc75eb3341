"""What an export needs to know before its first line: the columns, and the relations in order."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from steersman.records.cmdb.schema import COLUMNS, load
from steersman.records.cmdb.tables import ci_relations, configuration_items

Filter = sa.ColumnElement[bool]
_c, _r = configuration_items.c, ci_relations.c
PAGE = 5_000


def columns_of(connection: sa.Connection, visible: Filter) -> tuple[str, ...]:
    """``key``, the columns, and every attribute of the classes that there are items of."""
    classes = connection.scalars(sa.select(_c.ci_class).where(visible).distinct()).all()
    schema = load(connection)
    names = dict.fromkeys(COLUMNS)
    for ci_class in sorted(classes):
        names |= dict.fromkeys(schema.attributes(ci_class))
    return ("key", *names)


def relation_rows(
    connection: sa.Connection, items: sa.Select[tuple[str]], relations: Filter
) -> Iterator[dict[str, object]]:
    """Every relation between two of ``items``, a page at a time."""
    after = ""
    while True:
        wanted = (
            sa.select(ci_relations)
            .where(_r.id > after, relations, _r.parent_id.in_(items), _r.child_id.in_(items))
            .order_by(_r.id)
            .limit(PAGE)
        )
        rows = connection.execute(wanted).mappings().all()
        for row in rows:
            yield {
                "parent": row["parent_id"],
                "type": row["type"],
                "child": row["child_id"],
                "origin": row["origin"],
                "stated_by": row["source"],
            }
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]
