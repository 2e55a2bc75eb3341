"""What asset management and contract management add: warranties, purchases, contracts."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.connectors.servicenow.items import day, life_cycle
from steersman.connectors.servicenow.query import value
from steersman.domain.canonical import Json
from steersman.domain.sources import Value

ASSET, CONTRACTS, COVERED = "alm_asset", "ast_contract", "contract_rel_ci"
_ASSET: Mapping[str, str] = {"serial_number": "serial", "asset_tag": "asset_tag"}
_ASSET_DATES: Mapping[str, str] = {
    "warranty_expiration": "warranty_ends_on",
    "purchase_date": "purchased_on",
}
ASSET_FIELDS = ("ci", *_ASSET, *_ASSET_DATES)
_CONTRACT: Mapping[str, str] = {
    "short_description": "description",
    "vendor.name": "vendor",
    "contract_administrator.email": "owner",
}
_CONTRACT_DATES: Mapping[str, str] = {
    "starts": "starts_on",
    "ends": "ends_on",
    "renewal_date": "renews_on",
}
CONTRACT_FIELDS = ("number", "state", *_CONTRACT, *_CONTRACT_DATES)
_STATES: Mapping[str, str] = {
    "draft": "planned",
    "active": "in_use",
    "renewed": "in_use",
    "expired": "retired",
    "cancelled": "retired",
}


def asset(row: Json) -> dict[str, Value]:
    """What an asset says of the item that it is."""
    found: dict[str, Value] = {ours: value(row, field) for field, ours in _ASSET.items()}
    return found | {ours: day(value(row, field)) for field, ours in _ASSET_DATES.items()}


def contract(row: Json) -> tuple[str, dict[str, Value]]:
    """The name of a contract, which is its number, and what is known of it."""
    found: dict[str, Value] = {ours: value(row, field) for field, ours in _CONTRACT.items()}
    found |= {ours: day(value(row, field)) for field, ours in _CONTRACT_DATES.items()}
    found |= life_cycle(_STATES.get(value(row, "state"), ""))
    return value(row, "number"), found
