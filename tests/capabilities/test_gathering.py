"""An inventory keeps its promises, whatever was read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import InventoryRelation, NotRead

KEYS = st.sampled_from("abcd")
PAIRS = st.tuples(KEYS, KEYS)


def test_what_is_added_is_listed_and_complete() -> None:
    gathering = Gathering()
    gathering.add("1", "server", " web-1 ", {"serial": "S1", "fqdn": "", "owner": None})
    found = gathering.inventory()
    (item,) = found.items
    assert (item.key, item.ci_class, item.name) == ("1", "server", "web-1")
    assert item.attributes == {"serial": "S1"}
    assert found.complete


def test_false_and_zero_are_values() -> None:
    gathering = Gathering()
    gathering.add("1", "network_interface", "eth0", {"enabled": False, "speed_mbps": 0})
    assert gathering.inventory().items[0].attributes == {"enabled": False, "speed_mbps": 0}


def test_an_attribute_of_other_classes_is_left_out_and_one_of_none_is_kept() -> None:
    gathering = Gathering()
    gathering.add("1", "switch", "sw-1", {"os": "x", "cost_centre": "42"})
    assert gathering.inventory().items[0].attributes == {"cost_centre": "42"}


def test_the_first_of_a_key_holds() -> None:
    gathering = Gathering()
    gathering.add("1", "server", "first", {})
    gathering.add("1", "server", "second", {})
    assert [item.name for item in gathering.inventory().items] == ["first"]


def test_an_item_without_a_name_is_told() -> None:
    gathering = Gathering()
    gathering.add("1", "server", " ", {})
    found = gathering.inventory()
    assert found.items == ()
    why = "they have no name: name them there"
    assert found.not_read == (NotRead("items of class server: 1", why),)


@given(listed=st.sets(KEYS), unwanted=st.sets(KEYS), pairs=st.lists(PAIRS))
def test_both_ends_of_a_relation_are_items_and_a_loss_is_told(
    listed: set[str], unwanted: set[str], pairs: list[tuple[str, str]]
) -> None:
    gathering = Gathering()
    for source, target in pairs:
        gathering.relate(source, "depends_on", target)
    for key in listed:
        gathering.add(key, "server", key, {})
    for key in unwanted - listed:
        gathering.unwanted(key)
    found = gathering.inventory()
    kept = {(each.source, each.target) for each in found.relations}
    wanted = {pair for pair in pairs if pair[0] != pair[1]}
    assert kept == {pair for pair in wanted if listed.issuperset(pair)}
    lost = {pair for pair in wanted - kept if not (unwanted - listed).intersection(pair)}
    assert found.complete == (not lost)


def test_a_relation_is_listed_once() -> None:
    gathering = Gathering()
    gathering.add("a", "server", "a", {})
    gathering.add("b", "server", "b", {})
    for _ in range(2):
        gathering.relate("a", "depends_on", "b")
    assert gathering.inventory().relations == (InventoryRelation("a", "depends_on", "b"),)


def test_what_was_not_read_for_one_reason_is_told_together() -> None:
    gathering = Gathering()
    for number in range(7):
        gathering.not_read("devices", f"d{number}", "they are on fire")
    gathering.not_read("racks", "", "nobody may look")
    assert gathering.inventory().not_read == (
        NotRead("devices: d0, d1, d2, d3, d4 and 2 more", "they are on fire"),
        NotRead("racks", "nobody may look"),
    )
