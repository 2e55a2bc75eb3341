"""Which item somebody means."""

from __future__ import annotations

from steersman.records.graph import EVERYTHING
from steersman.records.graph.finding import meant
from steersman.records.store import reading
from tests.records.graph.test_questions import without
from tests.records.graph.world import World


def ids(world: World, word: str, *, secret: bool = True) -> list[str]:
    with reading(world.record) as connection:
        sight = EVERYTHING if secret else without("secret")
        return [fact.id for fact in meant(connection, sight, word)]


def test_an_id_is_meant_before_a_name(world: World) -> None:
    world.items("a")
    world.items("b")
    assert ids(world, "a") == ["a"]
    assert ids(world, "A") == []
    assert ids(world, "") == []


def test_what_may_not_be_seen_is_not_found(world: World) -> None:
    world.items("a", environment="secret")
    assert ids(world, "a", secret=False) == []
