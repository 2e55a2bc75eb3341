"""One name for one device: the configuration item's, with the asset's tag beside it.

Assets and items come from different lists.  They are one thing where an asset names its item, or
where its serial number or tag identifies exactly one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.assets import Asset
from steersman.domain.cmdb.identification import normalised
from steersman.records.assets import assets
from steersman.records.cmdb.tables import ci_identifiers, configuration_items

_i, _k, _a = configuration_items.c, ci_identifiers.c, assets.c
SERIAL, TAG = "device.serial:", "device.asset_tag:"


@dataclass(frozen=True, slots=True)
class DeviceName:
    """``item``: the id of the configuration item; empty: it is in no list of items."""

    name: str
    tag: str
    item: str = ""

    def __str__(self) -> str:
        return self.name if self.name == self.tag else f"{self.name} ({self.tag})"


def device_names(connection: sa.Connection, held: Iterable[Asset]) -> Mapping[str, DeviceName]:
    """Asset id → how the device is called; by its tag where no item is known to be it."""
    held = list(held)
    keys = {asset.id: _keys(asset) for asset in held}
    wanted = sorted({key for found in keys.values() for key in found})
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for key, item in connection.execute(sa.select(_k.key, _k.ci_id).where(_k.key.in_(wanted))):
        by_key[key].add(item)
    items = {asset.id: asset.ci_id or _only(by_key, keys[asset.id]) for asset in held}
    named = sa.select(_i.id, _i.name).where(_i.id.in_(sorted(set(items.values()))))
    names = {row.id: row.name for row in connection.execute(named)}
    return {
        asset.id: DeviceName(names[items[asset.id]], asset.tag, items[asset.id])
        if names.get(items[asset.id])
        else DeviceName(asset.tag, asset.tag)
        for asset in held
    }


def tag_of(connection: sa.Connection, item: str, serial: str) -> str:
    """The asset tag of a configuration item; empty when no asset, or more than one, is it."""
    mine = _a.ci_id == item
    same = (_a.serial == serial) & (_a.ci_id == "") if serial else sa.false()
    tags = list(connection.scalars(sa.select(_a.tag).where(mine | same).limit(2)))
    return str(tags[0]) if len(tags) == 1 else ""


def _keys(asset: Asset) -> list[str]:
    told = ((SERIAL, asset.serial), (TAG, asset.tag))
    return [scope + plain for scope, text in told if (plain := normalised(text))]


def _only(found: Mapping[str, set[str]], keys: Iterable[str]) -> str:
    """The one item that the serial number or the tag names, and no other."""
    items = {item for key in keys for item in found.get(key, ())}
    return items.pop() if len(items) == 1 else ""
