"""Who refers to an item outside its own tables: assets, work, layouts, attributes of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import ci_merges, ci_relations, configuration_items
from steersman.records.sources import object_sources
from steersman.records.store import metadata

Json = dict[str, Any]
_c, _s = configuration_items.c, object_sources.c
_OWN = (ci_relations.name, ci_merges.name)  # moved by those who know what they mean


def move_references(connection: sa.Connection, gone: str, kept: str) -> list[Json]:
    """Let every column that holds the id ``gone`` hold ``kept``; what was moved."""
    moved: list[Json] = []
    for column in _columns():
        table = column.table
        keys = list(table.primary_key.columns)
        rows = connection.execute(sa.select(*keys).where(column == gone)).mappings().all()
        for row in rows:
            key = {each.name: row[each.name] for each in keys}
            moved.append({"table": table.name, "column": column.name, "key": key})
        if rows:
            connection.execute(sa.update(table).where(column == gone).values({column: kept}))
    return moved


def move_back(connection: sa.Connection, moved: list[Json], gone: str, kept: str) -> None:
    """Undo ``move_references`` where nobody has changed the reference since."""
    for one in moved:
        table = metadata.tables[one["table"]]
        same = [table.c[name] == value for name, value in one["key"].items()]
        column = table.c[one["column"]]
        connection.execute(sa.update(table).where(*same, column == kept).values({column: gone}))


def move_attributes(connection: sa.Connection, gone: str, kept: str) -> Json:
    """Let attributes such as a host lead to the kept item, in the items and in what sources say."""
    text = sa.cast(_c.attributes, sa.Text)
    told: Json = {"attributes": [], "said": []}
    for row in connection.execute(sa.select(_c.id, _c.attributes).where(text.contains(gone))):
        names = [name for name, value in row.attributes.items() if value == gone]
        told["attributes"] += [[row.id, name] for name in names]
        _set(connection, row.id, {**row.attributes, **dict.fromkeys(names, kept)})
        for claim in _claims(connection, row.id, gone):
            after = claim.said.replace(f'"{gone}"', f'"{kept}"')
            key = [claim.source_name, claim.source_native_key]
            told["said"].append([*key, claim.said, after])
            _say(connection, key, claim.said, after)
    return told


def move_attributes_back(connection: sa.Connection, told: Json, gone: str, kept: str) -> None:
    for item, name in told["attributes"]:
        row = connection.execute(sa.select(_c.attributes).where(_c.id == item)).first()
        if row is not None and row.attributes.get(name) == kept:
            _set(connection, item, {**row.attributes, name: gone})
    for source, key, before, after in told["said"]:
        _say(connection, [source, key], after, before)


def _columns() -> Iterator[sa.Column[str]]:
    for table in metadata.tables.values():
        for column in table.columns:
            leads_here = column.info.get("refers_to") == configuration_items.name
            if leads_here and table.name not in _OWN and not column.primary_key:
                yield column


def _claims(connection: sa.Connection, item: str, gone: str) -> list[sa.Row[Any]]:
    wanted = sa.select(object_sources).where(
        _s.object_type == CI.name, _s.object_id == item, _s.said.contains(gone)
    )
    return list(connection.execute(wanted))


def _set(connection: sa.Connection, item: str, attributes: Json) -> None:
    connection.execute(
        sa.update(configuration_items).where(_c.id == item).values(attributes=attributes)
    )


def _say(connection: sa.Connection, key: list[str], was: str, said: str) -> None:
    connection.execute(
        sa.update(object_sources)
        .where(_s.object_type == CI.name, _s.source_name == key[0])
        .where(_s.source_native_key == key[1], _s.said == was)
        .values(said=said)
    )
