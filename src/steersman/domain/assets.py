"""Devices and other things of worth that the company lends to its people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AssetState(StrEnum):
    """The life cycle of hardware, as in ITIL 4 IT asset management."""

    ORDERED = "ordered"
    IN_STOCK = "in_stock"
    ASSIGNED = "assigned"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing with a tag on it.  Dates are ISO 8601; empty: not known."""

    id: str
    tag: str  # on the label, unique
    kind: str = ""  # laptop, phone, token, badge
    model: str = ""
    serial: str = ""
    assigned_to: str = ""  # a person's id
    state: AssetState = AssetState.IN_STOCK
    location: str = ""
    purchased: str = ""
    warranty_ends: str = ""
    ci_id: str = ""  # the configuration item that this thing is
    supplier: str = ""
    order_number: str = ""
    ordered: str = ""
    contract: str = ""  # the number of the lease, support or maintenance contract
    contract_ends: str = ""
    retired: str = ""
