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
        names |= dict.fromkeys(schema.stateable(ci_class))
    return ("key", *names)


def relation_rows(
    connection: sa.Connection, items: Filter, relations: Filter
) -> Iterator[dict[str, object]]:
    """Every relation between two ``items``, a page at a time.

    Each end is looked up beside its relation: a list of all items would be made anew, and all
    relations sorted, for each page.
    """
    ends = [
        sa.select(_c.id).where(_c.id == end, items).correlate(ci_relations).exists()
        for end in (_r.parent_id, _r.child_id)
    ]
    wanted = sa.select(ci_relations).where(relations, *ends).order_by(_r.id).limit(PAGE)
    after = ""
    while True:
        rows = connection.execute(wanted.where(_r.id > after)).mappings().all()
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
