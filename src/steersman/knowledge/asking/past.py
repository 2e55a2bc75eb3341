"""What changed in the record of some objects, as its audit rows have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from steersman.records.field_changes import CREATED, field_changes

MOST = 500  # changes that are read, the newest first
_f = field_changes.c
Called = Callable[[str, str | None], str]  # a field and its value, as people call it


@dataclass(frozen=True, slots=True)
class Past:
    """One field of one object, before and after.  ``field`` empty: it was put on record."""

    object_id: str
    day: date
    field: str
    before: str
    after: str
    by: str
    source: str


def changes(
    connection: sa.Connection,
    object_type: str,
    ids: Sequence[str],
    days: tuple[date | None, date | None],
) -> Sequence[sa.RowMapping]:
    """The newest first.  ``days``: from the first of them up to the last, which counts."""
    since, until = days
    statement = sa.select(field_changes).where(
        _f.object_type == object_type, _f.object_id.in_(list(ids))
    )
    if since is not None:
        statement = statement.where(_f.at >= _start(since))
    if until is not None:
        statement = statement.where(_f.at < _start(until + timedelta(days=1)))
    return connection.execute(statement.order_by(_f.id.desc()).limit(MOST)).mappings().all()


def as_past(row: sa.RowMapping, called: Called, fields: Sequence[str]) -> Past | None:
    """None where the change is of other fields than those asked for."""
    field, before, after = row["field"], row["before"], row["after"]
    if field == CREATED and fields:  # the value that it began with
        began = json.loads(after or "{}")
        field, after = next(((each, began[each]) for each in fields if began.get(each)), ("", None))
        if not field:
            return None
    elif fields and field not in fields:
        return None
    whole = field == CREATED
    return Past(
        object_id=row["object_id"],
        day=datetime.fromtimestamp(row["at"], UTC).date(),
        field="" if whole else field,
        before="" if whole else called(field, before),
        after="" if whole else called(field, None if after is None else str(after)),
        by=called("by", row["by"]),
        source=row["source"],
    )


def _start(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
