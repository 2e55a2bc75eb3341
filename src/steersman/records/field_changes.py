"""Who changed what, when, and on whose word: one row per object and field, bulk included."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.sources import Value
from steersman.records.objects import text_column
from steersman.records.store import metadata

# What changes the dependency graph.  A condition in words, for a partial index needs it so.
GRAPH = "object_type IN ('configuration_item', 'ci_relation')"
field_changes = sa.Table(
    "field_changes",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    text_column("object_type"),
    text_column("object_id"),
    text_column("field"),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("at", sa.Double, nullable=False),
    text_column("by"),
    text_column("source"),
    sa.Index("field_changes_of_object", "object_type", "object_id", "id"),
    sa.Index("field_changes_at", "at"),
    sa.Index(
        "field_changes_of_graph",
        "id",
        sqlite_where=sa.text(GRAPH),
        postgresql_where=sa.text(GRAPH),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """One field of one object, before and after.  ``None``: the object did not exist."""

    object_type: str
    object_id: str
    field: str
    before: str | None
    after: str | None
    at: float  # seconds since 1970
    by: str  # a person's id or a named system principal, "system:hr-feed"
    source: str  # the name of the source whose word it was


def as_text(value: Value) -> str | None:
    """How a value is spelled in an audit row."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return str(value).lower() if isinstance(value, bool) else repr(value)


# A bulk import says what a new object began with in one row: under this name, as JSON.
CREATED = "created"
_INSERT = sa.insert(field_changes)
_OF_OBJECT = (
    sa.select(*(column for column in field_changes.c if column.name != "id"))
    .where(field_changes.c.object_type == sa.bindparam("type"))
    .where(field_changes.c.object_id == sa.bindparam("object"))
    .order_by(field_changes.c.id)
)


def record(connection: sa.Connection, changes: Sequence[RecordedChange]) -> None:
    """Write the audit rows in the transaction of the change itself."""
    rows = [
        {name: getattr(change, name) for name in RecordedChange.__slots__} for change in changes
    ]
    if rows:
        connection.execute(_INSERT, rows)


def history(engine: sa.Engine, object_type: str, object_id: str) -> tuple[RecordedChange, ...]:
    """Every change of one object, the oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(_OF_OBJECT, {"type": object_type, "object": object_id})
        return tuple(
            change for row in rows.mappings() for change in _unpacked(RecordedChange(**row))
        )


def _unpacked(change: RecordedChange) -> Iterator[RecordedChange]:
    """One change for each field that a new object began with."""
    if change.field != CREATED or change.before is not None or change.after is None:
        yield change
        return
    for name, value in json.loads(change.after).items():
        yield replace(change, field=name, after=as_text(value))
