"""The life cycle of an item in step with the asset that it is: what assets say is a source."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from steersman.domain.assets import AssetState
from steersman.domain.cmdb.life_cycle import OF_ASSET
from steersman.domain.sources import AUTHORITIES, Authority, Fields, Source
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.item_changes import Statement, decide
from steersman.records.cmdb.reconciliation import rules_in_force
from steersman.records.store import also_lock

ASSETS = "assets"  # the source


def keep_in_step(
    connection: sa.Connection,
    assets: Sequence[tuple[str, Fields]],
    *,
    at: float,
    by: str,
    authorities: Sequence[Authority] = AUTHORITIES,
) -> None:
    """Tell the items of these (asset id, fields) what has become of the asset.

    An item that is not in the record is left out: the asset's word for it may be old.
    """
    told = [_statement(asset, fields) for asset, fields in sorted(assets) if fields.get("ci_id")]
    if not told:
        return
    also_lock(connection, f"record:{CI.name}")
    rules = rules_in_force(connection, authorities)
    source = Source(name=ASSETS, recency=at, feed=ASSETS)
    decide(connection, told, source, rules).write(connection, at=at, by=by)


def _statement(asset: str, fields: Fields) -> Statement:
    stage, status = OF_ASSET[AssetState(str(fields["state"]))]
    values: dict[str, str | bool | float | None] = {
        "life_cycle_stage": stage,
        "life_cycle_status": status,
    }
    for name in ("serial", "location"):
        if fields.get(name):
            values[name] = fields[name]
    return Statement(0, str(fields["ci_id"]), asset, values, False)
