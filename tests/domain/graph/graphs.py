"""Small graphs for tests: by hand, and by Hypothesis."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from steersman.domain.graph import Dependency

NAMES = [chr(ord("a") + n) for n in range(9)]


def needs(*pairs: str) -> list[Dependency]:
    """``"a>b"``: a depends on b.  ``"c>m member"``: m is a member of the cluster c."""
    made = []
    for pair in pairs:
        ends, _, relation = pair.partition(" ")
        dependent, _, needed = ends.partition(">")
        kind = "member_of" if relation == "member" else "depends_on"
        made.append(Dependency(dependent, needed, kind))
    return made


@st.composite
def dependencies(
    draw: st.DrawFn, kinds: Collection[str] = ("depends_on", "runs_on")
) -> list[Dependency]:
    """Any directed graph of up to nine things: with circles, loops and double edges."""
    one = st.sampled_from(NAMES)
    edge = st.builds(Dependency, one, one, st.sampled_from(sorted(kinds)))
    return draw(st.lists(edge, max_size=24))


def reachable(edges: Collection[Dependency], start: str, hops: int) -> dict[str, int]:
    """Who depends on ``start``, with the least number of hops; the slow way."""
    depth = {start: 0}
    for hop in range(1, hops + 1):
        for edge in edges:
            if depth.get(edge.needed) == hop - 1 and edge.dependent not in depth:
                depth[edge.dependent] = hop
    del depth[start]
    return depth
