"""Lists in every order, forwards and backwards, page by page without a gap."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.cmdb.items import ConfigurationItems, Wanted
from steersman.records.cmdb.ordering import FIELDS, ORDERS
from tests.fixtures.cmdb import Cmdb
from tests.fixtures.record import NOON


@pytest.fixture
def items(cmdb: Cmdb) -> ConfigurationItems:
    places = ("Rome", "", "Paris", "Rome", "")
    for n, place in enumerate(places):
        row = {"key": f"{n}", "class": "team", "name": f"t{n}", "location": place}
        cmdb.bring({**row, "criticality": ("", "2", "1", "4", "1")[n]}, at=NOON + n)
    return ConfigurationItems(cmdb.engine, cmdb.clock)


def walk(items: ConfigurationItems, order: str) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        page = items.page(Wanted(order=order), limit=2, after=after)
        found += [each.name for each in page.items]
        after = page.after
        if after is None:
            return found


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_lists_each_item_once_and_backwards_the_other_way(
    items: ConfigurationItems, order: str
) -> None:
    forwards = walk(items, order)
    assert sorted(forwards) == ["t0", "t1", "t2", "t3", "t4"]
    assert walk(items, f"-{order}") == forwards[::-1]


def test_what_nobody_judged_comes_behind_what_somebody_did(items: ConfigurationItems) -> None:
    assert walk(items, "criticality") == ["t2", "t4", "t1", "t3", "t0"]
    assert walk(items, "-last_seen") == ["t4", "t3", "t2", "t1", "t0"]


def test_an_order_that_there_is_none_of_is_named(items: ConfigurationItems) -> None:
    with pytest.raises(Permanent, match="'colour' is unknown"):
        items.page(Wanted(order="colour"))
    with pytest.raises(Permanent, match="page mark"):
        items.page(Wanted(order="-name"), after="ci_none")


def test_every_order_says_which_field_it_tells_of() -> None:
    assert FIELDS.keys() == ORDERS.keys()


def test_items_without_a_value_and_of_a_source_are_found(
    cmdb: Cmdb, items: ConfigurationItems
) -> None:
    cmdb.bring({"key": "s", "class": "server", "name": "web", "os": "Debian"}, by="discovery")
    assert items.page(Wanted(values={"location": ""})).total == 3
    assert items.page(Wanted(ci_class="server", values={"os": ""})).total == 0
    assert items.page(Wanted(values={"os": "Debian"}, source="discovery")).total == 1
    assert items.page(Wanted(source="nobody")).total == 0
    assert len(items.ids(Wanted(source="inventory"), limit=3)) == 3
