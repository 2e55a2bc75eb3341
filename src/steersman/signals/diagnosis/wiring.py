"""What the graph does not say: components recorded twice, and calls that nobody drew."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.ranking import own

ALIKE = 0.9  # cosine of two profiles of rows
NEAR = 5.0  # times: two records of the same work differ by no more in what a request lost
CERTAIN = 1e-4  # a component that the graph does not lead to must be this unlikely
MOSTLY = 0.5


def views(graph: Graph, seen: Mapping[str, Evidence]) -> dict[str, str]:
    """Components that call nothing and repeat what another one, called by the same, shows.

    Tracing records a call at both ends, and draws the caller's end as a component of its own.
    """
    found: dict[str, str] = {}
    for node, each in seen.items():
        if each.clear and not graph.callees(node):
            firsts = [first for first in _beside(graph, node, seen) if _repeats(each, seen[first])]
            found |= (
                {node: max(firsts, key=lambda first: (seen[first].felt, first))} if firsts else {}
            )
    return found


def _beside(graph: Graph, leaf: str, seen: Mapping[str, Evidence]) -> list[str]:
    """What its callers call too; not what calls it, for that would wait for it."""
    siblings = {each for caller in graph.callers(leaf) for each in graph.callees(caller)} - {leaf}
    return [
        each
        for each in siblings
        if each in seen and seen[each].clear and leaf not in graph.below(each)
    ]


def _repeats(view: Evidence, first: Evidence) -> bool:
    """It has fewer requests, each lost about as much, in the same rows."""
    one, other = _asked(view), _asked(first)
    if not 0 < one < other or view.match < ALIKE or first.match < ALIKE:
        return False
    lost, really = view.felt / one, first.felt / other
    return lost <= NEAR * really and really <= NEAR * lost and view.felt <= 1.1 * first.felt


def _asked(each: Evidence) -> float:
    return float(each.window.requests.sum())


def with_missing_calls(graph: Graph, target: str, seen: Mapping[str, Evidence]) -> Graph:
    """Also leads from the target to what fits its rows and cannot be reached: a gap in the graph.

    What only waits for others does not count, so callers from outside are left where they are.
    """
    reached = {target, *graph.below(target)}
    loose = {
        (target, node)
        for node, each in seen.items()
        if node not in reached
        and each.chance < CERTAIN
        and each.match >= ALIKE
        and own(graph, node, seen) >= MOSTLY * each.felt
    }
    return Graph.of(graph.calls | loose, graph.nodes)
