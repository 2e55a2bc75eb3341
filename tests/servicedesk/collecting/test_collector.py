"""What a system lists comes into the record, and nothing goes that it only failed to list."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.capabilities.inventory import (
    Inventory,
    InventoryItem,
    InventoryRelation,
    NotRead,
)
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.sources import Authority
from steersman.records.cmdb.collection import Outcome
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.kinds import say_kind
from steersman.records.cmdb.reconciliation import keep_rule
from steersman.records.cmdb.silence import contradicted
from steersman.records.cmdb.tables import ci_relations, ci_sources
from steersman.records.field_changes import field_changes, history
from steersman.records.store import connect, reading
from steersman.runtime.clock import ManualClock
from tests.fixtures.cmdb import BY, Cmdb
from tests.fixtures.collecting import Estate, part, server, servers, whole
from tests.fixtures.record import NOON

ON = InventoryRelation("app", "runs_on", "k1")
APP = InventoryItem("app", "application_service", "orders")


def changes(estate: Estate) -> int:
    with reading(estate.cmdb.engine) as connection:
        found = connection.scalar(sa.select(sa.func.count()).select_from(field_changes))
        return int(found or 0)


def test_a_dry_run_tells_what_is_new_and_writes_nothing(estate: Estate) -> None:
    plan = estate.plan(whole(*servers(1, 2), APP, relations=(ON,)))
    assert (plan.counts["created"], plan.counts["relations_created"]) == (3, 1)
    assert estate.cmdb.items() == []


def test_items_come_in_with_their_attributes_and_relations(estate: Estate) -> None:
    found = estate.take(whole(server("k1", "web-1", cpu_count=16), APP, relations=(ON,)))
    assert found.outcome is Outcome.READ
    assert estate.cmdb.one("web-1")["cpu_count"] == 16
    assert estate.cmdb.edges() == [("orders", "runs_on", "web-1")]


def test_relations_that_a_system_lists_are_discovered_ones(estate: Estate) -> None:
    estate.take(whole(*servers(1), APP, relations=(ON,)))
    with reading(estate.cmdb.engine) as connection:
        row = connection.execute(sa.select(ci_relations)).one()
    assert (row.origin, row.source) == ("discovered", "netbox")


def test_collecting_the_same_listing_again_changes_nothing(estate: Estate) -> None:
    listing = whole(*servers(1, 2), APP, relations=(ON,))
    estate.take(listing)
    before, written = estate.cmdb.items(), changes(estate)
    again = estate.take(listing)
    assert (again.counts["unchanged"], again.counts["created"], again.counts["updated"]) == (
        3,
        0,
        0,
    )
    assert (estate.cmdb.items(), changes(estate)) == (before, written)


def test_what_was_shown_and_what_is_done_have_one_digest(estate: Estate) -> None:
    listing = whole(*servers(1, 2))
    assert estate.plan(listing).digest == estate.plan(listing).digest
    assert estate.plan(listing).digest != estate.plan(whole(*servers(1))).digest


def test_a_changed_attribute_is_one_change_with_the_system_as_its_source(estate: Estate) -> None:
    estate.take(whole(server("k1", "web-1", os_version="12.1")))
    estate.take(whole(server("k1", "web-1", os_version="12.2")))
    told = history(estate.cmdb.engine, "configuration_item", str(estate.cmdb.one("web-1")["id"]))
    assert (told[-1].field, told[-1].after, told[-1].source) == ("os_version", "12.2", "netbox")


def test_an_attribute_of_no_class_is_named_once_and_the_items_are_kept(estate: Estate) -> None:
    found = estate.take(whole(*(server(f"k{n}", ram_sise=8) for n in range(3))))
    assert (found.outcome, found.counts["created"]) == (Outcome.PARTIAL, 3)
    why = estate.reasons(found)["ram_sise of server"]
    assert "3 items" in why


def test_a_value_that_makes_no_sense_is_left_out_and_the_item_is_kept(estate: Estate) -> None:
    found = estate.take(whole(server("k1", "web-1", cpu_count="lots", os_version="12.1")))
    assert "lots" in estate.reasons(found)["web-1"]
    assert estate.cmdb.one("web-1")["os_version"] == "12.1"
    assert "cpu_count" not in estate.cmdb.one("web-1")


def test_a_value_that_made_no_sense_does_not_take_the_old_one_back(estate: Estate) -> None:
    both = server("k2", "web-2", cpu_count=4)
    estate.take(whole(server("k1", "web-1", cpu_count=16), both))
    estate.take(whole(server("k1", "web-1", cpu_count="lots"), both))
    assert estate.cmdb.one("web-1")["cpu_count"] == 16


def test_a_list_where_one_value_belongs_is_left_out(estate: Estate) -> None:
    found = estate.take(whole(server("k1", "web-1", ip_address=["10.0.0.1", "10.0.0.2"])))
    assert "list" in estate.reasons(found)["web-1"]


def test_an_owner_whom_nobody_knows_is_left_out_and_the_item_is_kept(estate: Estate) -> None:
    found = estate.take(whole(server("k1", "web-1", owner="gone@example.com")))
    assert found.counts["created"] == 1
    assert "nobody on record" in estate.reasons(found)["web-1 (k1)"]


def test_an_item_that_refers_to_another_of_the_listing_by_key_is_led_to_it(estate: Estate) -> None:
    rack = InventoryItem("r7", "rack", "R7", {"location": "London"})
    estate.take(whole(rack, server("k1", "web-1", rack="r7")))
    assert estate.cmdb.one("web-1")["rack"] == estate.cmdb.one("R7")["id"]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (server("", "web-9"), "no key"),
        (server("k\x009", "web-9"), "cannot be printed"),
        (server("k" * 501, "web-9"), "501 characters"),
        (InventoryItem("k9", "serverr", "web-9"), "there is no class"),
        (InventoryItem("k9", "functional_ci", "web-9"), "only the parent"),
        (InventoryItem("k9", "server", " "), "the name is missing"),
    ],
)
def test_an_item_that_cannot_be_kept_is_named_and_the_others_come_in(
    estate: Estate, item: InventoryItem, why: str
) -> None:
    found = estate.take(whole(*servers(1), item))
    assert (found.outcome, found.counts["created"]) == (Outcome.PARTIAL, 1)
    assert any(why in each.why for each in found.left_out)


def test_two_items_with_one_key_are_both_left_out(estate: Estate) -> None:
    found = estate.take(whole(*servers(1), server("x", "web-8"), server("x", "web-9")))
    assert [item["name"] for item in estate.cmdb.items()] == ["web-1"]
    assert any("'x'" in each.why for each in found.left_out)


def test_a_relation_to_something_that_was_not_listed_is_left_out(estate: Estate) -> None:
    estate.cmdb.bring({"key": "1", "class": "server", "name": "k1"}, by="elsewhere")
    found = estate.take(whole(APP, relations=(ON,)))
    assert estate.cmdb.edges() == []
    assert "'k1'" in estate.reasons(found)["app runs_on k1"]


def test_while_a_relation_cannot_be_taken_none_goes(estate: Estate) -> None:
    also = InventoryRelation("app", "runs_on", "k2")
    estate.take(whole(*servers(1, 2), APP, relations=(ON, also)))
    ghost = InventoryRelation("app", "runs_on", "ghost")
    found = estate.take(whole(*servers(1, 2), APP, relations=(ON, ghost)))
    assert (found.outcome, found.counts["relations_removed"]) == (Outcome.PARTIAL, 0)
    assert len(estate.cmdb.edges()) == 2


def test_the_relations_of_an_item_that_is_refused_this_time_stay(estate: Estate) -> None:
    estate.take(whole(*servers(1), APP, relations=(ON,)))
    wrong = InventoryItem("k1", "serverr", "web-1")
    listing = whole(wrong, APP, relations=(ON,))
    shown = estate.plan(listing)
    found = estate.take(listing)
    assert shown.counts["left_out"] == found.counts["left_out"] == 1
    assert estate.cmdb.edges() == [("orders", "runs_on", "web-1")]


def test_an_item_that_is_recognised_by_another_is_not_taken_without_it(estate: Estate) -> None:
    found = estate.take(whole(InventoryItem("d", "database", "orders", {"host": "nowhere"})))
    assert estate.cmdb.items() == []
    assert "there is no such item" in estate.reasons(found)["orders (d)"]


def test_a_relation_that_is_no_longer_listed_is_gone(estate: Estate) -> None:
    estate.take(whole(*servers(1), APP, relations=(ON,)))
    assert estate.take(whole(*servers(1), APP)).counts["relations_removed"] == 1
    assert estate.cmdb.edges() == []


@pytest.mark.parametrize(
    "listing",
    [
        part(*servers(1), APP),
        Inventory(items=(*servers(1), APP), not_read=(NotRead("page 2", "500"),), complete=True),
        whole(*servers(1), APP, server("", "no key")),
    ],
    ids=["never complete", "a page was missing", "an item was refused"],
)
def test_a_listing_that_is_not_all_takes_nothing_away(estate: Estate, listing: Inventory) -> None:
    estate.take(whole(*servers(1), APP, relations=(ON,)))
    assert estate.take(listing).counts["relations_removed"] == 0
    assert estate.cmdb.edges() == [("orders", "runs_on", "web-1")]


def test_a_listing_of_only_some_items_does_not_say_that_the_others_are_missing(
    estate: Estate,
) -> None:
    estate.take(whole(*servers(*range(20))))
    found = estate.take(part(*servers(1, 2)))
    assert (found.outcome, found.counts["missing"]) == (Outcome.READ, 0)


def test_a_part_that_was_not_read_is_told_with_its_reason(estate: Estate) -> None:
    found = estate.take(part(*servers(1), not_read=(NotRead("host-7", "permission denied"),)))
    assert found.outcome is Outcome.PARTIAL
    assert estate.reasons(found) == {"host-7": "permission denied"}


def test_a_source_that_shrank_is_a_question_and_nothing_is_taken_in(estate: Estate) -> None:
    estate.take(whole(*servers(*range(20))))
    found = estate.take(whole(server("k0", "renamed", serial="S0")))
    assert found.outcome is Outcome.REFUSED
    assert "19 of 20" in found.detail
    assert "web-1, web-10, web-11, web-12, web-13 and others" in found.detail
    assert estate.cmdb.one("web-0")


def test_applying_a_plan_with_a_question_needs_a_person(estate: Estate) -> None:
    estate.take(whole(*servers(*range(20))))
    listing = whole(*servers(0))
    with pytest.raises(NeedsPerson, match="19 of 20"):
        estate.collector.apply(estate.plan(listing), listing, by=BY)


def test_what_a_person_accepted_as_missing_is_not_asked_about_again(estate: Estate) -> None:
    estate.take(whole(*servers(*range(20))))
    listing = whole(*servers(*range(10)))
    estate.cmdb.clock.pause(60)
    assert estate.collections.begin("netbox")
    plan = estate.collector.plan("netbox", listing, accepted=True)
    estate.collections.end("netbox", estate.collector.apply(plan, listing, by=BY).found())
    assert estate.take(listing).outcome is Outcome.READ
    assert len(estate.cmdb.items()) == 20


def test_a_few_missing_items_are_counted_and_stay(estate: Estate) -> None:
    estate.take(whole(*servers(*range(20))))
    found = estate.take(whole(*servers(*range(18))))
    assert (found.outcome, found.counts["missing"]) == (Outcome.READ, 2)
    assert len(estate.cmdb.items()) == 20


@pytest.mark.parametrize("empty", [whole(), part()])
@pytest.mark.parametrize("accepted", [True, False])
def test_an_empty_listing_is_never_that_everything_is_gone(
    estate: Estate, empty: Inventory, accepted: bool
) -> None:
    estate.take(whole(*servers(1), APP, relations=(ON,)))
    plan = estate.collector.plan("netbox", empty, accepted=accepted)
    assert "lists nothing" in plan.question
    assert estate.take(empty).outcome is Outcome.REFUSED
    assert estate.cmdb.edges() == [("orders", "runs_on", "web-1")]


def test_a_system_that_never_listed_anything_may_be_empty(estate: Estate) -> None:
    found = estate.take(whole())
    assert (found.outcome, found.detail) == (Outcome.READ, "It answered and lists nothing.")


def test_relations_that_vanish_together_are_a_question(estate: Estate) -> None:
    items = (*servers(*range(12)), APP)
    many = tuple(InventoryRelation("app", "runs_on", f"k{each}") for each in range(12))
    estate.take(whole(*items, relations=many))
    found = estate.take(whole(*items))
    assert found.outcome is Outcome.REFUSED
    assert "12 of 12" in found.detail
    assert len(estate.cmdb.edges()) == 12


def test_what_is_out_of_use_here_is_not_missed_there(estate: Estate) -> None:
    estate.take(whole(*servers(*range(20))))
    ids = [str(item["id"]) for item in estate.cmdb.items() if item["name"] != "web-1"]
    ConfigurationItems(estate.cmdb.engine, estate.cmdb.clock).retire(ids, by=BY)
    assert estate.take(whole(*servers(1))).outcome is Outcome.READ


def test_what_the_rules_say_decides_between_two_systems(estate: Estate) -> None:
    rule = Authority(
        object_type="configuration_item", fields=frozenset({"model"}), sources=("netbox",)
    )
    keep_rule(estate.cmdb.engine, estate.cmdb.clock, "models", rule, by=BY)
    estate.take(whole(server("a", "web-1", serial="S1", model="R640")))
    found = estate.take(whole(server("b", "web-1", serial="S1", model="R740")), system="other")
    assert found.counts["conflicts"] == 1
    assert estate.cmdb.one("web-1")["model"] == "R640"
    with reading(estate.cmdb.engine) as connection:
        assert contradicted(connection) == {"netbox": 1, "other": 1}


def test_two_systems_that_contradict_each_other_are_a_conflict_that_is_shown(
    estate: Estate,
) -> None:
    estate.take(whole(server("a", "web-1", serial="S1", model="R640")))
    estate.take(whole(server("b", "web-1", serial="S1", model="R740")), system="prometheus")
    (web,) = estate.cmdb.items()
    assert web["model"] == "R740"
    found = estate.take(whole(server("a", "web-1", serial="S1", model="R640")))
    assert found.counts["unchanged"] == 1
    assert estate.cmdb.one("web-1")["model"] == "R740"


def test_text_that_a_spreadsheet_or_a_browser_would_run_stays_text(estate: Estate) -> None:
    hostile = '=cmd|" /C calc"!A0<script>alert(1)</script>'
    estate.take(whole(server("=1+1", hostile)))
    assert estate.cmdb.one(hostile)["name"] == hostile


def test_a_system_cannot_speak_as_people_do(estate: Estate) -> None:
    with pytest.raises(Permanent, match="rename"):
        estate.plan(whole(*servers(1)), system="console")


def test_an_attribute_that_is_gone_over_there_is_taken_back(estate: Estate) -> None:
    other = server("k2", "web-2", os_version="12.1")
    estate.take(whole(server("k1", "web-1", os_version="12.1"), other))
    estate.take(whole(server("k1", "web-1"), other))
    assert estate.cmdb.one("web-1").get("os_version", "") == ""


def test_a_listing_that_is_not_all_takes_no_attribute_back(estate: Estate) -> None:
    other = server("k2", "web-2", os_version="12.1")
    estate.take(whole(server("k1", "web-1", os_version="12.1"), other))
    estate.take(part(server("k1", "web-1"), other))
    assert estate.cmdb.one("web-1")["os_version"] == "12.1"


def test_what_the_last_collection_found_is_kept_for_the_system(estate: Estate) -> None:
    found = estate.take(whole(*servers(1)))
    assert estate.collections.last() == {"netbox": found}
    with reading(estate.cmdb.engine) as connection:
        row = connection.execute(sa.select(ci_sources)).one()
    assert row.read_at == row.whole_at == found.at


_NAMES = st.sampled_from(["web", "db", "=cmd|x", "<b>mq</b>", "mq\n2", ""])
_VALUES = st.one_of(st.none(), st.integers(0, 99), st.booleans(), st.text(max_size=8))
_ITEMS = st.builds(
    InventoryItem,
    st.sampled_from(["a", "b", "c", "d", "e", ""]),
    st.sampled_from(["server", "printer", "application_service", "nonsense", "functional_ci"]),
    _NAMES,
    st.dictionaries(
        st.sampled_from(["serial", "os", "cpu_count", "ip_address", "owner", "host", "colour"]),
        st.one_of(_VALUES, st.lists(_VALUES, max_size=2)),
        max_size=4,
    ),
)
_RELATIONS = st.builds(
    InventoryRelation,
    st.sampled_from("abcx"),
    st.sampled_from(["runs_on", "contains", "likes"]),
    st.sampled_from("abcx"),
)
_LISTINGS = st.builds(
    Inventory,
    items=st.lists(_ITEMS, max_size=6).map(tuple),
    relations=st.lists(_RELATIONS, max_size=5).map(tuple),
    complete=st.booleans(),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(listings=st.lists(_LISTINGS, min_size=1, max_size=3))
def test_whatever_a_system_lists_a_second_time_changes_nothing(
    empty_record: Path, listings: list[Inventory]
) -> None:
    """And nothing that a connector may hand over breaks it, or takes an item away."""
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copyfile(empty_record, Path(folder) / "records.db")
        cmdb = Cmdb(connect(f"sqlite:///{place}"), ManualClock(NOON))
        estate, most = Estate(cmdb), 0
        for listing in listings:
            shown = estate.plan(listing)
            found = estate.take(listing)
            assert found.counts.get("created", 0) == shown.counts.get("created", 0)
            before, written = (cmdb.items(), cmdb.edges()), changes(estate)
            assert len(before[0]) >= most
            most = len(before[0])
            estate.take(listing)
            assert ((cmdb.items(), cmdb.edges()), changes(estate)) == (before, written)
        cmdb.engine.dispose()


def test_an_unknown_kind_is_what_a_person_said_that_the_systems_word_means(estate: Estate) -> None:
    told = {"stated_kind": "Pick robot", "os": "ROS 2", "cidr": "10.0.0.0/8"}
    robot = InventoryItem("k9", "unclassified", "robo-1", told)
    estate.take(whole(robot))
    assert estate.cmdb.one("robo-1")["ci_class"] == "unclassified"
    say_kind(estate.cmdb.engine, estate.cmdb.clock, "netbox", "pick robot", "server", by=BY)
    found = estate.take(whole(robot))
    assert found.left_out == ()
    server = estate.cmdb.one("robo-1")
    assert (server["ci_class"], server["os"]) == ("server", "ROS 2")
