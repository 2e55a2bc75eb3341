"""Ways from one thing to another."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.graph import Dependency, Way, walk
from steersman.domain.graph.edges import Edges
from steersman.domain.graph.paths import (
    Steps,
    along,
    alternatives,
    chokepoints,
    either,
    shortest,
)
from tests.domain.graph.graphs import NAMES, dependencies, needs

ONE = st.sampled_from(NAMES)


def every_way(steps: Steps, start: str, end: str) -> set[tuple[str, ...]]:
    """All that visit nothing twice, the slow way."""
    found: set[tuple[str, ...]] = set()

    def go(so_far: tuple[str, ...]) -> None:
        if so_far[-1] == end:
            found.add(so_far)
            return
        for there in {there for there, _ in steps(so_far[-1])} - set(so_far):
            go((*so_far, there))

    go((start,))
    return found


@given(dependencies(), ONE, ONE)
def test_a_shortest_way_is_as_long_as_the_depth_of_the_walk(
    edges: list[Dependency], start: str, end: str
) -> None:
    known = Edges.of(edges)
    found = shortest(along(known), start, end)
    reached = walk(known, [start], Way.DEPENDENCIES, 9).found.get(end)
    if start == end:
        assert found == ([start], ())
    else:
        assert (found is None) == (reached is None)
        assert found is None or reached is None or len(found[1]) == reached.depth


@given(dependencies(), ONE, ONE, st.integers(1, 6), st.booleans())
def test_alternatives_are_the_shortest_of_all_ways(
    edges: list[Dependency], start: str, end: str, count: int, both: bool
) -> None:
    steps = (either if both else along)(Edges.of(edges[:12]))
    every = sorted(len(way) for way in every_way(steps, start, end))
    found = alternatives(steps, start, end, count)
    assert [len(things) for things, _ in found] == every[:count]
    assert len({tuple(things) for things, _ in found}) == len(found)


@given(dependencies(), ONE, ONE)
def test_a_way_names_the_dependency_of_each_step(
    edges: list[Dependency], start: str, end: str
) -> None:
    for things, path in alternatives(either(Edges.of(edges)), start, end, 3):
        steps = list(pairwise(things))
        assert len(steps) == len(path)
        assert all({e.dependent, e.needed} == set(s) for e, s in zip(path, steps, strict=True))
        assert set(path) <= set(edges)


@given(dependencies(), ONE, ONE)
def test_a_chokepoint_is_on_every_way(edges: list[Dependency], start: str, end: str) -> None:
    steps = along(Edges.of(edges[:12]))
    ways = every_way(steps, start, end)
    on_all = set.intersection(*map(set, ways)) - {start, end} if ways else set()
    assert set(chokepoints(steps, start, end)) == on_all


def test_against_the_dependencies_there_is_a_way_only_when_asked_for() -> None:
    known = Edges.of(needs("a>b", "c>b"))
    assert shortest(along(known), "a", "c") is None
    found = shortest(either(known), "a", "c")
    assert found == (["a", "b", "c"], tuple(needs("a>b", "c>b")))
