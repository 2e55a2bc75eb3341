"""What other tools already know of the estate, read from their files and listings."""

from __future__ import annotations

from steersman.knowledge.inventories.listeners import read_listeners
from steersman.knowledge.inventories.model import (
    Inventory,
    Item,
    Listed,
    Listener,
    Package,
    Relation,
    Unit,
    Unread,
    Update,
)
from steersman.knowledge.inventories.packages import read_packages
from steersman.knowledge.inventories.prometheus import read_prometheus_targets
from steersman.knowledge.inventories.terraform import read_terraform_state
from steersman.knowledge.inventories.units import read_units
from steersman.knowledge.inventories.updates import last_patched, read_updates

__all__ = [
    "Inventory",
    "Item",
    "Listed",
    "Listener",
    "Package",
    "Relation",
    "Unit",
    "Unread",
    "Update",
    "last_patched",
    "read_listeners",
    "read_packages",
    "read_prometheus_targets",
    "read_terraform_state",
    "read_units",
    "read_updates",
]
