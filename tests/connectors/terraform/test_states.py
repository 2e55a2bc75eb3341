"""A state is taken apart, and no secret leaves it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.connectors.terraform.states import Resource, state_of
from steersman.domain.errors import Permanent
from tests.connectors.terraform.samples import STATE, real, resource, state


def read(told: object) -> dict[str, Resource]:
    return {each.key: each for each in state_of("terraform.tfstate", told).resources}


def test_instances_have_a_key_each_and_one_address() -> None:
    found = read(STATE)
    assert set(found) == {
        "aws_vpc.main",
        "aws_subnet.edge",
        "module.edge.aws_instance.gw[1]",
        "module.edge.aws_instance.gw[2]",
        "aws_db_instance.ledger",
        "aws_iam_role_policy_attachment.glue",
    }
    assert found["module.edge.aws_instance.gw[1]"].address == "module.edge.aws_instance.gw"
    assert found["aws_vpc.main"].provider == "aws"


def test_what_terraform_itself_wrote_is_read_with_modules_count_and_for_each() -> None:
    found = read(real("real.tfstate"))
    assert len(found) == 9
    gateway = found['module.edge["ldn"].terraform_data.gateway']
    assert gateway.address == "module.edge.terraform_data.gateway"
    assert gateway.depends_on == ("terraform_data.network",)
    assert found["terraform_data.node[1]"].index == "1"
    assert gateway.provider == "terraform"
    told = state_of("x", real("real.tfstate"))
    assert (told.version, told.odd) == ("1.11.4", 0)
    assert told.lineage


def test_what_terraform_shows_as_json_says_the_same() -> None:
    state_s, shown = read(real("real.tfstate")), read(real("show.json"))
    assert set(state_s) == set(shown)
    assert {key: each.depends_on for key, each in state_s.items()} == {
        key: each.depends_on for key, each in shown.items()
    }


def test_what_the_state_calls_sensitive_is_not_read() -> None:
    for name in ("real.tfstate", "show.json"):
        gateway = read(real(name))['module.edge["ldn"].terraform_data.gateway']
        assert gateway.text("input") == gateway.within("input", "password") == ""
        assert gateway.within("input", "value") == ""
    ledger = read(STATE)["aws_db_instance.ledger"]
    assert ledger.text("region") == ""
    assert ledger.text("engine") == "postgres"


def test_no_resource_shows_what_it_holds() -> None:
    assert "hunter2" not in repr(state_of("x", STATE))
    assert "hunter2" not in repr(state_of("x", real("real.tfstate")))


def test_sensitive_tags_are_not_read_at_all() -> None:
    marked = {
        "attributes": {"tags": {"Name": "hunter2"}},
        "sensitive_attributes": [
            [
                {"type": "get_attr", "value": "tags"},
                {"type": "index", "value": {"value": "Name", "type": "string"}},
            ]
        ],
    }
    (found,) = read(state(resource("aws_instance", "x", marked))).values()
    assert found.tag("name") == ""


def test_an_instance_that_waits_to_be_destroyed_is_gone() -> None:
    deposed = {"deposed": "00000001", "attributes": {"id": "old"}}
    (found,) = read(state(resource("aws_instance", "x", {"attributes": {}}, deposed))).values()
    assert found.text("id") == ""


@pytest.mark.parametrize(
    "told", [{"version": 3, "resources": []}, {}, [], "x", None, {"resources": []}]
)
def test_what_is_no_such_state_is_told(told: object) -> None:
    with pytest.raises(Permanent, match=r"terraform\.tfstate"):
        read(told)


def test_entries_that_are_odd_are_counted_and_the_rest_goes_on() -> None:
    told = state_of("x", state(7, {}, *STATE["resources"]))
    assert told.odd == 2
    assert len(told.resources) == 6


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@settings(max_examples=50)
@given(_JSON, _JSON)
def test_any_json_ends_well(resources: object, attributes: object) -> None:
    for told in (
        {"version": 4, "resources": resources if isinstance(resources, list) else [resources]},
        state(resource("aws_instance", "x", {"attributes": attributes, "dependencies": resources})),
        {"values": {"root_module": {"resources": [resources], "child_modules": [attributes]}}},
    ):
        for each in state_of("x", told).resources:
            each.text("id")
            each.tag("name")
