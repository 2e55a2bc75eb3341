"""What needs what, without what follows from the rest."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.terraform.depending import needs
from tests.connectors.terraform.samples import collect, edges, real, resource, state

CHAIN = {"app": {"db", "net", "glue"}, "db": {"net"}, "glue": {"vault"}, "net": set[str]()}


def test_what_another_dependency_implies_is_left_out() -> None:
    assert needs(CHAIN, {"app", "db", "net"}) == {"app": {"db"}, "db": {"net"}, "net": set()}


def test_a_dependency_leads_through_what_is_no_item() -> None:
    found = needs({**CHAIN, "vault": set()}, {"app", "vault"})
    assert found == {"app": {"vault"}, "vault": set()}


def test_a_circle_ends() -> None:
    assert needs({"a": {"b"}, "b": {"a"}}, {"a", "b"}) == {"a": {"b"}, "b": {"a"}}


_NAMES = st.sampled_from("abcdef")


@given(st.dictionaries(_NAMES, st.sets(_NAMES)), st.sets(_NAMES))
def test_only_wanted_ones_are_told_and_none_needs_itself(
    direct: dict[str, set[str]], wanted: set[str]
) -> None:
    for address, found in needs(direct, wanted).items():
        assert found <= wanted - {address}


def test_instances_of_one_set_of_indexes_need_their_own_kind() -> None:
    volume = resource("x_volume", "v", *({"index_key": n, "attributes": {}} for n in (0, 1)))
    nodes: list[dict[str, Any]] = [
        {"index_key": n, "attributes": {}, "dependencies": ["x_volume.v", "x_net.n"]}
        for n in (0, 1)
    ]
    net = resource("x_net", "n", {"attributes": {}})
    inventory = collect(state(volume, net, resource("x_vm", "node", *nodes)))
    assert edges(inventory) == {
        ("node[0]", "v[0]"),
        ("node[1]", "v[1]"),
        ("node[0]", "n"),
        ("node[1]", "n"),
    }


def test_in_a_module_with_several_instances_each_needs_its_own() -> None:
    inventory = collect(real("real.tfstate"), left_out=())
    keys = {(each.source.split(":")[1], each.target.split(":")[1]) for each in inventory.relations}
    data = "terraform_data"
    assert keys == {
        (f"{data}.subnet", f"{data}.network"),
        (f"{data}.node[0]", f"{data}.subnet"),
        (f"{data}.node[1]", f"{data}.subnet"),
        (f"{data}.app", f"{data}.node[0]"),
        (f"{data}.app", f"{data}.node[1]"),
        (f'module.edge["ldn"].{data}.gateway', f"{data}.network"),
        (f'module.edge["par"].{data}.gateway', f"{data}.network"),
        (f'module.edge["ldn"].{data}.rule', f'module.edge["ldn"].{data}.gateway'),
        (f'module.edge["par"].{data}.rule', f'module.edge["par"].{data}.gateway'),
    }


def test_too_many_relations_between_two_are_told_and_not_drawn() -> None:
    many = [{"index_key": n, "attributes": {}} for n in range(60)]
    more = [{"index_key": n, "dependencies": ["x_a.a"], "attributes": {}} for n in range(61)]
    inventory = collect(state(resource("x_a", "a", *many), resource("x_b", "b", *more)))
    assert inventory.relations == ()
    assert "x_b.b to x_a.a" in inventory.not_read[0].what
