"""What a guard is told about the surroundings of a target."""

from __future__ import annotations

import pytest

from steersman.records.graph import neighbourhood
from steersman.records.store import reading
from tests.records.graph.world import World


@pytest.fixture
def shop(world: World) -> World:
    world.items("api", "vm", criticality="3")
    world.items("shop", criticality="1")
    world.items("host")
    world.relate("shop depends_on api", "api runs_on vm", "vm hosted_on host")
    return world


def test_it_counts_hops_from_the_nearest_target(shop: World) -> None:
    with reading(shop.record) as connection:
        near = neighbourhood(connection, ["host", "api"], 1)
    assert near.depths == {"host": 0, "api": 0, "vm": 1, "shop": 1}
    assert near.complete


def test_it_is_as_critical_as_the_most_critical_thing_in_it(shop: World) -> None:
    with reading(shop.record) as connection:
        assert neighbourhood(connection, ["host"], 1).criticality == "3"
        assert neighbourhood(connection, ["host"], 3).criticality == "1"
        assert neighbourhood(connection, ["host"], 0).criticality == ""


def test_what_is_no_item_and_what_is_too_much_are_told_and_never_nothing(shop: World) -> None:
    with reading(shop.record) as connection:
        near = neighbourhood(connection, ["host", "ghost"], 3, most=1)
    assert (near.unknown, near.complete) == (frozenset({"ghost"}), False)
