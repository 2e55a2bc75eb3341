"""Which item a row is about: firm identifiers decide, doubt is a question, never a guess."""

from __future__ import annotations

import pytest

from steersman.records.files.problems import ProblemKind
from steersman.records.sources import objects_of
from tests.fixtures.cmdb import BY, Cmdb, kinds
from tests.fixtures.record import NOON

SERVER = {"class": "server", "name": "web-1", "serial": "S1", "fqdn": "web-1.example.org"}


@pytest.mark.parametrize(
    "other",
    [
        {"class": "server", "name": "WEB1", "serial": " s1"},
        {"class": "server", "name": "other", "fqdn": "Web-1.Example.org."},
    ],
)
def test_another_source_is_recognised_by_a_firm_identifier(
    cmdb: Cmdb, other: dict[str, object]
) -> None:
    cmdb.bring({"key": "1", **SERVER})
    cmdb.bring({"key": "x", **other}, by="discovery", at=NOON + 60)
    assert len(cmdb.items()) == 1


def test_a_name_alone_is_enough_where_nothing_speaks_against_it(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", **SERVER})
    cmdb.bring({"key": "x", "class": "server", "name": "web-1"}, by="discovery")
    assert len(cmdb.items()) == 1


@pytest.mark.parametrize(
    "different", [{"serial": "S2"}, {"location": "Paris"}, {"asset_tag": "A2"}]
)
def test_two_of_one_name_that_differ_in_what_is_firm_are_two(
    cmdb: Cmdb, different: dict[str, object]
) -> None:
    cmdb.bring(
        {
            "key": "1",
            "class": "laptop",
            "name": "ThinkPad",
            "serial": "S1",
            "asset_tag": "A1",
            "location": "London",
        }
    )
    cmdb.bring({"key": "x", "class": "laptop", "name": "ThinkPad", **different}, by="discovery")
    assert len(cmdb.items()) == 2


def test_a_name_that_several_have_is_a_question(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", "class": "laptop", "name": "ThinkPad", "serial": "S1"},
        {"key": "2", "class": "laptop", "name": "ThinkPad", "serial": "S2"},
    )
    plan = cmdb.plan({"key": "x", "class": "laptop", "name": "ThinkPad"}, by="discovery")
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]


def test_identifiers_that_lead_to_two_items_are_a_question(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", "class": "server", "name": "a", "serial": "S1"},
        {"key": "2", "class": "server", "name": "b", "asset_tag": "A2"},
    )
    row = {"key": "x", "class": "server", "name": "c", "serial": "S1", "asset_tag": "A2"}
    plan = cmdb.plan(row, by="discovery")
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]
    assert all(str(item["id"]) in str(plan.problems[0]) for item in cmdb.items())


def test_a_host_name_on_another_serial_number_is_a_question(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", **SERVER})
    plan = cmdb.plan({"key": "x", **SERVER, "serial": "S2"}, by="discovery")
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]
    assert "whose serial is 'S1' and not 'S2'" in str(plan.problems[0])


@pytest.mark.parametrize("nothing", ["N/A", "To Be Filled By O.E.M.", "0", "unknown"])
def test_a_placeholder_identifies_nothing(cmdb: Cmdb, nothing: str) -> None:
    cmdb.bring(
        {"key": "1", "class": "laptop", "name": "a", "serial": nothing},
        {"key": "2", "class": "laptop", "name": "b", "serial": nothing},
    )
    assert len(cmdb.items()) == 2


def test_a_source_may_know_the_class_more_exactly(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", **SERVER})
    cmdb.bring({"key": "x", **SERVER, "class": "hypervisor"}, by="discovery", at=NOON + 60)
    assert cmdb.one("web-1")["ci_class"] == "hypervisor"
    again = cmdb.bring({"key": "1", **SERVER}, at=NOON + 120)
    assert (again.problems, cmdb.one("web-1")["ci_class"]) == ((), "hypervisor")


def test_quite_another_class_is_a_question(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", **SERVER})
    row = {"key": "x", "class": "storage", "name": "web-1", "serial": "S1"}
    plan = cmdb.plan(row, by="discovery")
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]


def test_a_new_key_of_a_complete_source_is_a_renaming(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "old", **SERVER})
    plan = cmdb.plan({"key": "new", **SERVER}, complete=True, at=NOON + 60)
    assert (plan.problems, plan.disappeared) == ((), 0)
    cmdb.importer.apply(plan, by=BY)
    with cmdb.engine.connect() as connection:
        assert list(objects_of(connection, "configuration_item", "inventory")) == ["new"]
    assert cmdb.plan({"key": "new", **SERVER}, complete=True, at=NOON + 120).unchanged == 1


def test_a_new_key_in_an_incomplete_file_is_a_question(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "old", **SERVER})
    plan = cmdb.plan({"key": "new", **SERVER}, at=NOON + 60)
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]
    assert "has called this item 'old' until now" in str(plan.problems[0])


def test_software_is_told_apart_by_its_host(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", **SERVER},
        {"key": "2", "class": "server", "name": "web-2", "serial": "S2"},
        {"key": "p1", "class": "package", "name": "openssl", "host": "1", "version": "3.0.9"},
        {"key": "p2", "class": "package", "name": "openssl", "host": "2", "version": "3.0.13"},
    )
    scan = {"key": "z", "class": "package", "name": "OpenSSL", "host": "web-2", "version": "3.0.14"}
    cmdb.bring(scan, by="discovery", at=NOON + 60)
    found = {item["version"] for item in cmdb.items() if item["ci_class"] == "package"}
    assert found == {"3.0.9", "3.0.14"}


def test_a_retired_item_is_not_woken_by_its_name(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "server", "name": "web-1", "status": "decommissioned"})
    cmdb.bring({"key": "x", "class": "server", "name": "web-1"}, by="discovery")
    assert len(cmdb.items()) == 2
