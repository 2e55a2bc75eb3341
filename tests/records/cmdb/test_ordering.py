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


SHELF = (
    ("contract", "Alpha support"),
    ("package", "alpha-lib"),
    ("server", "web-1"),
    ("server", "web-10"),
    ("business_service", "Web shop"),
    ("laptop", "anna's laptop"),
    ("package", "web-1"),
)


@pytest.fixture
def shelf(cmdb: Cmdb) -> ConfigurationItems:
    for n, (kind, name) in enumerate(SHELF):
        cmdb.bring({"key": f"{n}", "class": kind, "name": name})
    return ConfigurationItems(cmdb.engine, cmdb.clock)


def _names(items: ConfigurationItems, wanted: Wanted) -> list[str]:
    return [f"{each.ci_class} {each.name}" for each in items.page(wanted).items]


def test_the_usual_order_begins_with_what_people_look_for(shelf: ConfigurationItems) -> None:
    assert _names(shelf, Wanted(order="usual")) == [
        "business_service Web shop",
        *("server web-1", "server web-10"),
        "laptop anna's laptop",
        *("package alpha-lib", "package web-1"),
        "contract Alpha support",
    ]


def test_of_a_class_the_usual_order_is_that_of_the_names(shelf: ConfigurationItems) -> None:
    wanted = Wanted(order="usual", ci_class="functional_ci")
    assert len(_names(shelf, wanted)) == len(SHELF) - 1
    assert _names(shelf, Wanted(order="usual", ci_class="server")) == [
        "server web-1",
        "server web-10",
    ]


@pytest.mark.parametrize("words", ["web-1", "WEB-1", " web-1 "])
def test_a_name_that_fits_whole_comes_first_then_one_that_begins_so(
    shelf: ConfigurationItems, words: str
) -> None:
    found = _names(shelf, Wanted(order="usual", words=words))

    assert found == ["server web-1", "package web-1", "server web-10"]


def test_a_whole_address_comes_before_a_part_of_another(cmdb: Cmdb) -> None:
    for n, address in enumerate(("10.0.0.50", "10.0.0.5")):
        row = {"key": f"{n}", "class": "server", "name": f"a{n}", "ip_address": address}
        cmdb.bring(row)
    items = ConfigurationItems(cmdb.engine, cmdb.clock)

    assert _names(items, Wanted(order="usual", words="10.0.0.5")) == ["server a1", "server a0"]


def test_who_may_see_names_only_learns_nothing_else_by_the_order(cmdb: Cmdb) -> None:
    for n, serial in enumerate(("x", "a")):
        row = {"key": f"{n}", "class": "server", "name": f"a{n}", "serial": serial}
        cmdb.bring(row)
    items = ConfigurationItems(cmdb.engine, cmdb.clock)

    wanted = Wanted(order="usual", words="a", names_only=True)
    assert _names(items, wanted) == ["server a0", "server a1"]


@pytest.mark.parametrize("words", ["", "a", "web"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_pages_of_the_usual_order_follow_without_gap(
    shelf: ConfigurationItems, words: str, size: int
) -> None:
    wanted, found, after = Wanted(order="usual", words=words), [], None
    while True:
        page = shelf.page(wanted, limit=size, after=after)
        found += [each.id for each in page.items]
        after = page.after
        if after is None:
            break

    assert found == [each.id for each in shelf.page(wanted, limit=50).items]
    assert len(found) == page.total
