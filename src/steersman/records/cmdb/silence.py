"""The sources of items: when each spoke last, and for how long it may be silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import CONSOLE
from steersman.records.cmdb.collection import Collection, collection_of
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import ci_sources, configuration_items
from steersman.records.field_changes import RecordedChange, record
from steersman.records.sources import object_sources
from steersman.records.store import writing

STALE_AFTER_DAYS = 60.0  # what ServiceNow's staleness rule says where nobody said otherwise
_c, _s, _i = ci_sources.c, object_sources.c, configuration_items.c


@dataclass(frozen=True, slots=True)
class ItemSource:
    """``items``: how many it states; moments are seconds since 1970, and ``None`` is never.

    ``found`` is what came of asking it last, where it is a connected system; ``read_at`` is when
    something was last taken in from it.
    """

    name: str
    items: int
    last_import: float
    last_by: str
    last_counts: Mapping[str, int]
    stale_after_days: float
    read_at: float | None = None
    asked_at: float | None = None
    asking_until: float | None = None
    found: Collection | None = None


def sources(connection: sa.Connection) -> list[ItemSource]:
    stated = {
        name: number
        for name, number in connection.execute(
            sa.select(_s.source_name, sa.func.count())
            .where(_s.object_type == CI.name, _s.source_name != CONSOLE)
            .group_by(_s.source_name)
        )
    }
    return [
        ItemSource(
            row["name"],
            stated.get(row["name"], 0),
            row["last_import"],
            row["last_by"],
            row["last_counts"],
            row["stale_after_days"],
            max(row["last_import"], row["read_at"] or 0.0) or None,
            row["asked_at"],
            row["asking_until"],
            collection_of(row["last_found"]),
        )
        for row in connection.execute(sa.select(ci_sources).order_by(_c.name)).mappings()
    ]


def contradicted(connection: sa.Connection) -> Mapping[str, int]:
    """By source, how many of its items another source says something else about."""
    own = sa.select(_s.source_name, sa.func.count())
    told = (_s.object_type == CI.name) & (_i.conflicts > 0) & (_s.source_name != CONSOLE)
    found = own.join(configuration_items, _i.id == _s.object_id).where(told)
    return {name: count for name, count in connection.execute(found.group_by(_s.source_name))}


def let_be_silent(engine: sa.Engine, clock: Clock, name: str, days: float, *, by: str) -> None:
    """Say for how long a source may not list an item before the item counts as stale."""
    with writing(engine, f"record:{CI.name}") as connection:
        was = connection.scalar(sa.select(_c.stale_after_days).where(_c.name == name))
        if was is None:
            raise Permanent(f"there is no source {name!r} of configuration items")
        same = _c.name == name
        connection.execute(sa.update(ci_sources).where(same).values(stale_after_days=days))
        change = RecordedChange(
            object_type="ci_source",
            object_id=name,
            field="stale_after_days",
            before=repr(was),
            after=repr(days),
            at=clock.now(),
            by=by,
            source=CONSOLE,
        )
        record(connection, [change])
