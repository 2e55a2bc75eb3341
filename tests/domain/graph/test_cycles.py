"""Dependencies in a circle are found and named."""

from __future__ import annotations

from hypothesis import given

from steersman.domain.graph import Dependency, Way, walk
from steersman.domain.graph.cycles import cycles
from steersman.domain.graph.edges import Edges
from tests.domain.graph.graphs import NAMES, dependencies, needs


@given(dependencies())
def test_a_circle_is_all_that_depend_on_each_other(edges: list[Dependency]) -> None:
    known = Edges.of(edges)
    above = {one: {one, *walk(known, [one], Way.DEPENDENTS, 9).found} for one in NAMES}
    groups = {
        tuple(sorted(o for o in NAMES if o in above[one] and one in above[o])) for one in NAMES
    }
    loops = {(e.needed,) for e in edges if e.needed == e.dependent}
    assert set(cycles(edges)) == {g for g in groups if len(g) > 1 or g in loops}


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = [Dependency(str(n), str(n + 1), "depends_on") for n in range(5000)]
    back = Dependency("5000", "0", "depends_on")
    assert cycles(chain) == ()
    assert len(cycles([*chain, back])[0]) == 5001


def test_two_circles_are_named_apart() -> None:
    assert cycles(needs("a>b", "b>a", "b>c", "c>d", "d>c")) == (("a", "b"), ("c", "d"))
