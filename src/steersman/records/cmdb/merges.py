"""Which items were merged into which: an old id goes on leading to the item that was kept."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.cmdb.tables import ci_merges, configuration_items

_m = ci_merges.c
_KEPT = sa.select(_m.kept).where(_m.merged == sa.bindparam("item"), _m.undone_at.is_(None))


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """One merge.  ``undone_at`` is None while it holds."""

    id: str
    kept: str
    merged: str
    name: str  # what the duplicate was called
    at: float
    by: str
    reason: str
    undone_at: float | None
    undone_by: str


def kept_instead_of(connection: sa.Connection, item: str) -> str:
    """The item itself, or the one it was merged into, however often."""
    seen = {item}
    while (kept := connection.scalar(_KEPT, {"item": item})) is not None and kept not in seen:
        item = str(kept)
        seen.add(item)
    return item


def merges_of(connection: sa.Connection, item: str) -> list[MergeRecord]:
    """What was merged into an item, the newest first; undone ones too."""
    wanted = sa.select(ci_merges).where(_m.kept == item).order_by(_m.at.desc(), _m.id)
    return [_record(row) for row in connection.execute(wanted).mappings()]


def recent_merges(
    connection: sa.Connection, visible: sa.ColumnElement[bool], limit: int = 20
) -> list[MergeRecord]:
    """The last merges into items that may be seen, the newest first; undone ones too."""
    seen = sa.select(configuration_items.c.id).where(configuration_items.c.id == _m.kept, visible)
    kept = seen.correlate(ci_merges).exists()  # there are fewer merges than items
    wanted = sa.select(ci_merges).where(kept).order_by(_m.at.desc(), _m.id)
    return [_record(row) for row in connection.execute(wanted.limit(limit)).mappings()]


def _record(row: sa.RowMapping) -> MergeRecord:
    return MergeRecord(
        id=row["id"],
        kept=row["kept"],
        merged=row["merged"],
        name=str(row["gone"]["item"]["name"]),
        at=row["at"],
        by=row["by"],
        reason=row["reason"],
        undone_at=row["undone_at"],
        undone_by=row["undone_by"],
    )
