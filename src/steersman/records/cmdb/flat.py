"""An item as one flat body of facts, columns and attributes alike, and as a row of its table."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.cmdb.items import ConfigurationItem
from steersman.domain.cmdb.life_cycle import IN_USE, LIFE_CYCLE, OPERATIONAL, stage_of
from steersman.domain.sources import Fields, Value
from steersman.records.cmdb.schema import COLUMNS
from steersman.records.cmdb.tables import configuration_items
from steersman.records.objects import ObjectType

CI = ObjectType(
    name="configuration_item", table=configuration_items, make=ConfigurationItem, prefix="ci"
)
Flat = dict[str, Value]
DEFAULTS: Mapping[str, Value] = {
    **dict.fromkeys(COLUMNS, ""),
    "life_cycle_stage": OPERATIONAL,
    "life_cycle_status": IN_USE,
}
ROW = ("id", *COLUMNS, "created_at", "updated_at", "last_seen", "search_key", "conflicts")
ROW = (*ROW, "attributes")
_COLUMNS = frozenset(COLUMNS)
_SEARCHED = ("name", "serial", "asset_tag", "fqdn", "ip_address")


def flat_of(row: sa.RowMapping) -> Flat:
    """Every fact of a row of ``configuration_items``; empty text where nothing is known."""
    flat: Flat = {name: row[name] for name in COLUMNS}
    flat.update(row["attributes"])
    return flat


def to_item(row: sa.RowMapping) -> ConfigurationItem:
    known = {name: row[name] for name in COLUMNS}
    times = {name: row[name] for name in ("created_at", "updated_at", "last_seen")}
    return ConfigurationItem(id=row["id"], **known, **times, attributes=row["attributes"])


def values_of_row(
    item: str, flat: Fields, times: tuple[float, float, float], conflicts: int
) -> tuple[Value, ...]:
    """The row, in the order of ``ROW``; ``times``: created, updated, last seen."""
    attributes = {k: v for k, v in flat.items() if k not in _COLUMNS and v not in ("", None)}
    return (
        item,
        *[flat.get(name, "") for name in COLUMNS],
        *times,
        " ".join([str(flat[name]) for name in _SEARCHED if flat.get(name)]).casefold(),
        conflicts,
        canonical(attributes) if attributes else "{}",
    )


def with_life_cycle(values: Flat) -> Flat:
    """Stage and status said together, when a source names only one of them."""
    stage, status = str(values.get("life_cycle_stage", "")), values.get("life_cycle_status", "")
    if status and not stage:
        return {**values, "life_cycle_stage": stage_of(str(status))}
    if stage and not status:
        return {**values, "life_cycle_status": LIFE_CYCLE[stage][0]}
    return values


SELECT = sa.select(configuration_items)
