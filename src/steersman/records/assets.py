"""Devices and other things that are lent to people."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.assets import Asset, AssetState
from steersman.domain.sources import Fields
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata

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
    sa.UniqueConstraint("tag", name="assets_tag"),
    sa.Index("assets_by_holder", "assigned_to"),
    sa.Index("assets_by_serial", "serial"),
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

    def fault_of(self, after: Fields) -> str:
        if after["state"] == AssetState.ASSIGNED.value and not after["assigned_to"]:
            return f"asset {after['tag']} is assigned, but to nobody: name the person"
        return ""
