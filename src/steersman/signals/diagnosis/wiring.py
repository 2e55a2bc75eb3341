"""What the graph does not say: components recorded twice, and calls that nobody drew."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.ranking import own

ALIKE = 0.9  # cosine of two profiles of rows
NEAR = 5.0  # times: two records of the same work differ by no more in what a request lost
CERTAIN = 1e-4  # a component that the graph does not lead to must be this unlikely
MOSTLY = 0.5


def views(
    graph: Graph, seen: Mapping[str, Evidence], latency: Mapping[str, Evidence]
) -> dict[str, str]:
    """Components that call nothing and repeat what another one, called by the same, shows.

    Tracing records a call at both ends, and draws the caller's end as a component of its own.
    """
    found: dict[str, str] = {}
    for node, each in seen.items():
        firsts = [
            first
            for first in (_beside(graph, node, seen) if each.clear else ())
            if _repeats(each, seen[first]) and _as_slow(latency.get(node), latency.get(first))
        ]
        if firsts and not graph.callees(node):
            found[node] = max(firsts, key=lambda first: (seen[first].felt, first))
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


def _as_slow(view: Evidence | None, first: Evidence | None) -> bool:
    """A call takes as long as the work and the way there, without the fault too."""
    if view is None or first is None:
        return False
    return 0.9 * first.base <= view.base <= NEAR * first.base


def _asked(each: Evidence) -> float:
    return float(np.nansum(each.window.requests))


def wire(graph: Graph, target: str, seen: Mapping[str, Evidence], idle: Collection[str]) -> Graph:
    """Who calls whom among those that are measured.

    Through a component without metrics, unless it is known to have been idle, its callers call
    what it calls.  Calls that lead back in a circle are left out: a callee would explain its
    caller, and be explained by it.  What fits the target's rows and cannot be reached at all is
    led to from the target: a call is missing in the graph.  What only waits for others does not
    count there, so callers from outside are left where they are.
    """
    silent = graph.nodes - set(seen) - set(idle) - {target}
    wired = graph.seen_through(silent).without_calls_back(target)
    reached = {target, *wired.below(target)}
    loose = {
        (target, node)
        for node, each in seen.items()
        if node not in reached
        and each.chance < CERTAIN
        and each.match >= ALIKE
        and own(wired, node, seen) >= MOSTLY * each.felt
    }
    return Graph.of(wired.calls | loose, wired.nodes)
