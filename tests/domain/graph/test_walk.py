"""Everything that depends on something, and why."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.graph import Dependency, Way, walk
from steersman.domain.graph.edges import Edges
from tests.domain.graph.graphs import NAMES, dependencies, needs, reachable


@given(dependencies(), st.sampled_from(NAMES), st.integers(1, 9))
def test_impact_is_reachability_at_the_least_depth(
    edges: list[Dependency], root: str, hops: int
) -> None:
    found = walk(Edges.of(edges), [root], Way.DEPENDENTS, hops).found
    assert {one: each.depth for one, each in found.items()} == reachable(edges, root, hops)


@given(dependencies(), st.sampled_from(NAMES))
def test_dependencies_are_the_impact_of_the_graph_turned_round(
    edges: list[Dependency], root: str
) -> None:
    turned = [Dependency(e.needed, e.dependent, e.relation) for e in edges]
    down = walk(Edges.of(edges), [root], Way.DEPENDENCIES, 5).by_depth()
    assert down == walk(Edges.of(turned), [root], Way.DEPENDENTS, 5).by_depth()


@given(dependencies(), st.sets(st.sampled_from(NAMES), min_size=1), st.sampled_from(Way))
def test_every_why_is_a_real_path_from_a_root_and_a_shortest_one(
    edges: list[Dependency], roots: set[str], way: Way
) -> None:
    result = walk(Edges.of(edges), roots, way, 5)
    for one, reached in result.found.items():
        why = result.why(one)
        assert set(why) <= set(edges)
        assert why[0].near(way) in roots
        assert why[-1].far(way) == one
        assert [step.far(way) for step in why[:-1]] == [step.near(way) for step in why[1:]]
        assert len(why) == reached.depth


@given(dependencies(), st.sampled_from(NAMES), st.integers(0, 12))
def test_a_walk_that_stops_early_says_up_to_which_depth_it_is_whole(
    edges: list[Dependency], root: str, most: int
) -> None:
    whole = walk(Edges.of(edges), [root], Way.DEPENDENTS, 5)
    some = walk(Edges.of(edges), [root], Way.DEPENDENTS, 5, most)
    assert len(some.edges) <= most
    assert some.complete is (len(whole.edges) <= most)
    expected = {one for one, each in whole.found.items() if each.depth <= some.whole}
    assert expected <= some.found.keys() <= whole.found.keys()
    assert not some.complete or some.found == whole.found


@given(st.permutations(needs("b>a", "c>a", "d>b", "d>c", "e>d")))
def test_the_why_does_not_depend_on_the_order_in_which_a_store_answers(
    edges: list[Dependency],
) -> None:
    class Answers:
        def around(self, ids: Collection[str], way: Way, most: object) -> list[Dependency]:
            return [e for e in edges if e.near(way) in ids]

    why = walk(Answers(), ["a"], Way.DEPENDENTS, 5).why("e")
    assert why == tuple(needs("b>a", "d>b", "e>d"))


def test_a_circle_ends_and_does_not_name_the_root_as_its_own_impact() -> None:
    result = walk(Edges.of(needs("a>b", "b>c", "c>a")), ["a"], Way.DEPENDENTS, 9)
    assert {one: each.depth for one, each in result.found.items()} == {"c": 1, "b": 2}


def test_only_what_stands_between_known_things_is_inside() -> None:
    edges = Edges.of(needs("b>a", "c>b", "d>c"))
    result = walk(edges, ["a"], Way.DEPENDENTS, 2)
    assert list(result.inner()) == needs("b>a", "c>b")
