"""Resources of states become items and relations."""

from __future__ import annotations

from typing import Any

import pytest

from steersman.capabilities.inventory import InventoryRelation
from steersman.connectors.terraform.fake import FakeStates
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.connectors.terraform.source import TerraformSource
from steersman.domain.errors import Permanent, Transient
from tests.connectors.terraform.samples import STATE, collect, edges, item, real, resource, state
from tests.fixtures.collecting import Estate


def test_resources_are_items_of_the_cmdb_s_classes() -> None:
    inventory = collect(STATE)
    assert {each.name: each.ci_class for each in inventory.items} == {
        "main": "cloud_resource",
        "edge": "subnet",
        "gw1": "virtual_machine",
        "gw2": "virtual_machine",
        "ledger": "database_server",
    }
    assert item(inventory, "gw1").attributes == {
        "fqdn": "ip-10-0-0-1.eu-west-2.compute.internal",
        "ip_address": "10.0.0.1",
        "environment": "production",
        "description": "aws_instance i-0abc123456789001, t3.large, eu-west-2a",
    }
    assert item(inventory, "ledger").attributes == {
        "software": "PostgreSQL",
        "version": "15.4",
        "port": 5432,
        "description": "aws_db_instance",
    }
    assert inventory.not_read == ()
    assert inventory.complete


def test_dependencies_are_relations_to_every_instance() -> None:
    inventory = collect(STATE)
    assert edges(inventory) == {
        ("edge", "main"),
        ("gw1", "edge"),
        ("gw2", "edge"),
        ("ledger", "gw1"),
        ("ledger", "gw2"),
    }
    ledger, gateway = item(inventory, "ledger").key, item(inventory, "gw1").key
    assert InventoryRelation(ledger, "depends_on", gateway) in inventory.relations


def test_no_secret_is_read_whatever_it_is_called() -> None:
    assert "hunter2" not in repr(collect(STATE, left_out=()))
    assert "hunter2" not in repr(collect(real("real.tfstate"), left_out=()))


def test_keys_of_two_states_do_not_meet() -> None:
    other = state(*STATE["resources"], lineage="L2")
    inventory = collect(STATE, other)
    assert len({each.key for each in inventory.items}) == len(inventory.items) == 10


def test_of_two_copies_of_a_state_the_newer_counts_and_it_is_told() -> None:
    newer = state(resource("aws_instance", "x", {"attributes": {}}), serial=8)
    for states in ((STATE, newer), (newer, STATE)):
        inventory = collect(*states)
        assert [each.name for each in inventory.items] == ["x"]
        assert "newer copy" in inventory.not_read[0].why
        assert not inventory.complete


def test_a_state_that_is_none_is_told_and_the_rest_goes_on() -> None:
    inventory = collect({"version": 3, "resources": []}, STATE)
    assert len(inventory.items) == 5
    assert "version 3" in inventory.not_read[0].why
    assert not inventory.complete


def test_where_no_state_can_be_read_that_is_an_error() -> None:
    with pytest.raises(Permanent, match="version 3"):
        collect({"version": 3, "resources": []})


def test_no_answer_is_no_empty_inventory() -> None:
    fake = FakeStates(fails=Transient("no whole answer"))
    with pytest.raises(Transient):
        TerraformSource(fake, TerraformSettings(state="x")).collect()


def test_entries_that_are_odd_are_told() -> None:
    inventory = collect(state(7, {}, *STATE["resources"]))
    assert "2 of 1.tfstate" in inventory.not_read[0].what
    assert len(inventory.items) == 5


def test_two_resources_of_one_id_are_two_items() -> None:
    named = {"attributes": {"id": "arn:aws:s3:::logs"}}
    told = state(resource("aws_s3_bucket", "a", named), resource("aws_s3_bucket_x", "b", named))
    ids = [each.attributes["resource_id"] for each in collect(told).items]
    assert ids == ["arn:aws:s3:::logs", "aws_s3_bucket_x/arn:aws:s3:::logs"]


HOSTILE: dict[str, Any] = {
    "name": "=cmd|' /C calc'!A0<script>\x1b\u202e",
    "private_ip": "=cmd",
    "fqdn": "<b>.x",
    "tags": {"env": "<b>"},
}


def test_hostile_attributes_are_text_or_nothing(estate: Estate) -> None:
    told = state(resource("aws_instance", "x", {"attributes": HOSTILE}))
    inventory = collect(told)
    (machine,) = inventory.items
    assert machine.attributes == {"description": "aws_instance"}
    assert "\x1b" not in machine.name
    assert estate.take(inventory, "terraform").left_out == ()


def test_the_record_takes_every_item_and_relation(estate: Estate) -> None:
    estate.cmdb.bring(
        {
            "class": "virtual_machine",
            "name": "gw-old-name",
            "fqdn": "ip-10-0-0-1.eu-west-2.compute.internal",
            "location": "London",
        }
    )
    for inventory in (collect(STATE), collect(real("real.tfstate"), left_out=())):
        taken = estate.take(inventory, f"terraform-{len(inventory.items)}")
        assert taken.left_out == ()
    assert ("ledger", "depends_on", "gw2") in estate.cmdb.edges()
    (known,) = [each for each in estate.cmdb.items() if each["location"] == "London"]
    assert known["ip_address"] == "10.0.0.1"
    assert len(estate.cmdb.items()) == 5 + 9
