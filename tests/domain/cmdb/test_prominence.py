"""The order of the classes in a list."""

from __future__ import annotations

from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.prominence import LISTED, PLACE


def test_every_class_has_one_place() -> None:
    assert sorted(LISTED) == sorted(CLASS_NAMES)


def test_services_and_servers_stand_before_packages_and_contracts() -> None:
    order = ("business_service", "server", "database", "laptop", "package", "contract")

    assert sorted(order, key=PLACE.__getitem__) == list(order)
