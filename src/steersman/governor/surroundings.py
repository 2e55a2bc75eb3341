"""What depends on the targets of a plan, by the dependency graph of the CMDB."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.cmdb.tables import configuration_items
from steersman.records.graph.neighbourhood import neighbourhood
from steersman.records.prepared import Prepared
from steersman.records.sources import object_sources

HOPS = 5  # further away an outage is seldom felt, and the count says "all" anyhow


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``items``: targets that are configuration items; ``dependents``: other items that need them.

    ``criticality``: the highest of both, "1" most to "4" least; empty: nobody rated any.
    ``complete`` is false when more depends on them than was counted.
    """

    items: int = 0
    dependents: int = 0
    criticality: str = ""
    complete: bool = True


NOTHING = Surroundings()
_s = object_sources.c
_ITEMS = Prepared(
    sa.select(_s.source_name, _s.source_native_key, _s.object_id).where(
        _s.object_type == str(configuration_items.info["object_type"]),
        _s.source_native_key.in_(sa.bindparam("keys", expanding=True)),
    )
)


def surroundings(connection: sa.Connection, targets: Collection[str]) -> Surroundings:
    """``targets``: ``system:immutable-id``, as in ``Change.target``.

    A target is an item when the source of the system's name knows it by that id.
    """
    items = items_of(connection, targets)
    if not items:
        return NOTHING
    around = neighbourhood(connection, items, HOPS)
    others = around.ids - items
    return Surroundings(len(items), len(others), around.criticality, around.complete)


def items_of(connection: sa.Connection, targets: Collection[str]) -> frozenset[str]:
    """Ids of the configuration items among ``targets``."""
    wanted = {tuple(target.split(":", 1)) for target in targets if ":" in target}
    if not wanted:
        return frozenset()
    keys = sorted({key for _, key in wanted})
    found = _ITEMS.all(connection, {"keys": keys})
    return frozenset(item for system, key, item in found if (system, key) in wanted)
