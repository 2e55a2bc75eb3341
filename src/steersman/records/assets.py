"""Devices and other things that are lent to people."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.assets import Asset, AssetState
from steersman.domain.sources import Fields
from steersman.records.cmdb.asset_steps import keep_in_step
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata
from steersman.records.writes import Batch

assets = sa.Table(
    "assets",
    metadata,
    text_column("id", key=True),
    text_column("tag"),
    text_column("kind"),
    text_column("model"),
    text_column("serial"),
    text_column("assigned_to", refers_to="people"),
    text_column("state"),
    text_column("location"),
    text_column("purchased"),
    text_column("warranty_ends"),
    text_column("ci_id", refers_to="configuration_items"),
    text_column("supplier"),
    text_column("order_number"),
    text_column("ordered"),
    text_column("contract"),
    text_column("contract_ends"),
    text_column("retired"),
    sa.UniqueConstraint("tag", name="assets_tag"),
    sa.Index("assets_by_holder", "assigned_to"),
    sa.Index("assets_by_serial", "serial"),
    sa.Index("assets_by_item", "ci_id"),
    info={"object_type": "asset"},
)
_c = assets.c
ASSET = ObjectType(name="asset", table=assets, make=Asset, prefix="ast")


class Assets(Repository[Asset]):
    kind = ASSET

    def by_tag(self, tag: str) -> Asset | None:
        return next(iter(self._select(_c.tag == tag)), None)

    def held_by(self, person: str) -> tuple[Asset, ...]:
        """What a leaver has to give back."""
        return self._select(_c.assigned_to == person, _c.tag)

    def follow(self, connection: sa.Connection, batch: Batch[Asset]) -> None:
        """What becomes of a thing becomes of the configuration item that it is."""
        news = ("state", "ci_id", "serial", "location")
        changed = [
            (merged.object_id, merged.after)
            for merged in (*batch.created, *batch.changed)
            if any(change.field in news for change in merged.outcome.changes)
        ]
        keep_in_step(connection, changed, at=batch.at, by=batch.by)

    def fault_of(self, after: Fields) -> str:
        if after["state"] == AssetState.ASSIGNED.value and not after["assigned_to"]:
            return f"asset {after['tag']} is assigned, but to nobody: name the person"
        return ""
