"""The graph in memory answers exactly as the record does, or not at all."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from steersman.domain.cmdb.relations import RELATION_TYPES
from steersman.domain.graph import Way
from steersman.records.field_changes import RecordedChange, record
from steersman.records.graph import EVERYTHING, Graph, Sight
from steersman.records.graph.counted import Only
from steersman.records.graph.flooded import found_in
from steersman.records.graph.keeper import keeper_of
from steersman.records.graph.loading import load
from steersman.records.store import reading
from tests.records.graph.world import World

HUB = [f"n{n:02d}" for n in range(30)]


def changed(world: World, object_type: str = "ci_relation") -> None:
    """What every change through the front door leaves behind."""
    change = RecordedChange(
        object_type=object_type,
        object_id="x",
        field="created",
        before=None,
        after="{}",
        at=0.0,
        by="system:test",
        source="test",
    )
    with world.record.begin() as connection:
        record(connection, [change])


def scramble(world: World, seed: int) -> list[str]:
    chance = random.Random(seed)
    names = [f"i{n:02d}" for n in range(40)]
    for name in names:
        rated = chance.choice(["", "1", "2", "3", "4"])
        world.items(name, criticality=rated, ci_class=chance.choice(["server", "cluster", "pc"]))
    kinds = sorted(RELATION_TYPES)
    ends = [(chance.choice(names), chance.choice([*names, "gone"])) for _ in range(110)]
    world.relate(*{f"{a} {chance.choice(kinds)} {b}" for a, b in ends})
    return names


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("way", Way)
def test_it_finds_the_same_for_the_same_reasons(
    world: World, graph: Graph, seed: int, way: Way
) -> None:
    names = scramble(world, seed)
    snapshot = load(world.record)
    for only in (Only(), Only(frozenset({"server"}), "3")):
        for root in names[::4]:
            slow = graph.impact(EVERYTHING, [root], way, hops=4, only=only)
            walk, facts, counts, listed = found_in(snapshot, [root], way, 4, only, 999)
            assert listed == slow.listed
            assert counts == slow.counted
            assert {one: walk.why(one) for one in listed} == {
                one: slow.walk.why(one) for one in listed
            }
            assert all(facts[one] == slow.facts[one] for one in walk.found)
            if only == Only():
                assert walk.found == slow.walk.found
                assert set(walk.inner()) >= set(slow.walk.inner())


def test_the_first_of_many_are_those_that_the_whole_list_begins_with(
    world: World, graph: Graph
) -> None:
    names = scramble(world, 7)
    snapshot = load(world.record)
    for root in names[:10]:
        slow = graph.impact(EVERYTHING, [root], hops=4)
        walk, _, counts, listed = found_in(snapshot, [root], Way.DEPENDENTS, 4, Only(), 3)
        assert listed == slow.listed[:3]
        assert counts.count == len(slow.listed)
        assert all(walk.why(one) == slow.walk.why(one) for one in listed)


@pytest.fixture
def hub(world: World) -> World:
    world.items("host", *HUB, "secret", environment="")
    world.relate(*(f"{one} hosted_on host" for one in HUB))
    changed(world)
    return world


def test_too_much_for_the_record_is_answered_from_memory_once_it_is_there(
    hub: World, graph: Graph
) -> None:
    keeper_of(hub.record).load()
    found = graph.impact(EVERYTHING, ["host"], most=5, first=4)
    assert (found.counted.count, found.walk.complete) == (30, True)
    assert found.listed == HUB[:4]


@pytest.mark.parametrize("object_type", ["ci_relation", "configuration_item"])
def test_after_any_change_it_is_asked_no_more(hub: World, graph: Graph, object_type: str) -> None:
    keeper_of(hub.record).load()
    changed(hub, object_type)
    assert not graph.impact(EVERYTHING, ["host"], most=5).walk.complete


def test_a_change_of_something_else_does_not_matter(hub: World) -> None:
    keeper = keeper_of(hub.record)
    loaded = keeper.load()
    changed(hub, "person")
    with reading(hub.record) as connection:
        assert keeper.current(connection) is loaded


def test_who_may_not_see_everything_is_never_answered_from_it(hub: World, graph: Graph) -> None:
    keeper_of(hub.record).load()
    sight = Sight(sa.true(), sa.true())
    assert not graph.impact(sight, ["host"], most=5).walk.complete


def test_it_reads_itself_anew_beside_the_answer(hub: World, graph: Graph) -> None:
    keeper = keeper_of(hub.record)
    assert not graph.impact(EVERYTHING, ["host"], most=5).walk.complete
    keeper.wait()
    assert graph.impact(EVERYTHING, ["host"], most=5).walk.complete


def test_an_empty_record_is_no_fault(world: World) -> None:
    snapshot = load(world.record)
    _, _, counts, listed = found_in(snapshot, ["x"], Way.DEPENDENTS, 5, Only(), 9)
    assert (counts.count, listed) == (0, [])
