"""One name for one device, whichever list it came from."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.assets import Asset
from steersman.domain.sources import Fields
from steersman.records.assets import Assets
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.device_names import device_names, tag_of
from steersman.records.store import reading
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import console

BY = "system:test"


class Lists:
    """The list of assets and the list of items, which know nothing of each other."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.record = record
        self._assets, self._items = Assets(record, clock), ConfigurationItems(record, clock)

    def asset(self, tag: str, **more: str) -> Asset:
        return self._assets.add({"tag": tag, **more}, by=BY, source=console())

    def item(self, name: str, **more: str) -> str:
        row: Fields = {"ci_class": "laptop", "name": name, **more}
        return self._items.add(row, by=BY).id

    def called(self, asset: Asset) -> str:
        with reading(self.record) as connection:
            return str(device_names(connection, [asset])[asset.id])


@pytest.fixture
def lists(record: sa.Engine, noon: ManualClock) -> Lists:
    return Lists(record, noon)


def test_the_item_of_the_same_serial_number_gives_the_name(lists: Lists) -> None:
    lists.item("lt-003", serial="LT70003")
    assert lists.called(lists.asset("A0003", serial="lt70003")) == "lt-003 (A0003)"


def test_the_item_that_the_asset_names_goes_before(lists: Lists) -> None:
    lists.item("lt-003", serial="LT70003")
    other = lists.item("lt-009")
    named = lists.asset("A0003", serial="LT70003", ci_id=other)
    assert lists.called(named) == "lt-009 (A0003)"


def test_a_device_in_no_list_of_items_is_called_by_its_tag(lists: Lists) -> None:
    assert lists.called(lists.asset("A0003", serial="LT70003")) == "A0003"


def test_nothing_is_guessed_where_two_items_fit(lists: Lists) -> None:
    lists.item("lt-003", serial="LT70003")
    lists.item("lt-004", asset_tag="A0003")
    assert lists.called(lists.asset("A0003", serial="LT70003")) == "A0003"


def test_the_item_tells_its_tag(lists: Lists) -> None:
    item = lists.item("lt-003", serial="LT70003")
    lists.asset("A0003", serial="LT70003")
    lists.asset("A0004")
    with reading(lists.record) as connection:
        assert tag_of(connection, item, "LT70003") == "A0003"
        assert tag_of(connection, item, "") == ""
