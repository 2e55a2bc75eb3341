"""Ways from one thing to another: the shortest, others, and what each of them goes through."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence

from steersman.domain.graph.edges import Dependency, Edges, Way

Path = tuple[Dependency, ...]
Steps = Callable[[str], Sequence[tuple[str, Dependency]]]  # (where it leads, by which dependency)


def along(edges: Edges, way: Way = Way.DEPENDENCIES) -> Steps:
    """Steps that go along the dependencies only."""
    return lambda one: [(edge.far(way), edge) for edge in edges.at(one, way)]


def either(edges: Edges) -> Steps:
    """Steps in both directions: what is connected, whoever depends on whom."""
    down, up = along(edges), along(edges, Way.DEPENDENTS)
    return lambda one: [*down(one), *up(one)]


def shortest(
    steps: Steps, start: str, end: str, without: Collection[str] = (), first: Collection[str] = ()
) -> tuple[list[str], Path] | None:
    """The things on a shortest way, and its dependencies; None when there is none.

    ``without``: things that may not be gone through; ``first``: where the first step may not go.
    """
    if start == end:
        return [start], ()
    before: dict[str, tuple[str, Dependency]] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there, edge in steps(here):
            barred = there in without or (here == start and there in first)
            if barred or there in before or there == start:
                continue
            before[there] = (here, edge)
            if there == end:
                return _back(before, start, end)
            waiting.append(there)
    return None


def _back(
    before: dict[str, tuple[str, Dependency]], start: str, end: str
) -> tuple[list[str], Path]:
    things, path = [end], []
    while things[-1] != start:
        here, edge = before[things[-1]]
        things.append(here)
        path.append(edge)
    return things[::-1], tuple(reversed(path))


def alternatives(steps: Steps, start: str, end: str, count: int) -> list[tuple[list[str], Path]]:
    """Up to ``count`` ways that visit nothing twice, the shortest first (Yen 1971)."""
    found = shortest(steps, start, end)
    ways = [] if found is None else [found]
    waiting: list[tuple[list[str], Path]] = []
    while ways and len(ways) < count:
        waiting += [new for new in _deviations(steps, ways, end) if new not in [*waiting, *ways]]
        if not waiting:
            break
        waiting.sort(key=lambda each: (len(each[1]), each[0]))
        ways.append(waiting.pop(0))
    return ways


def _deviations(
    steps: Steps, ways: Sequence[tuple[list[str], Path]], end: str
) -> list[tuple[list[str], Path]]:
    """The newest way, left at each of its things for one that no way went to from there."""
    things, path = ways[-1]
    new = []
    for at in range(len(things) - 1):
        root = things[: at + 1]
        taken = {other[at + 1] for other, _ in ways if other[: at + 1] == root}
        spur = shortest(steps, things[at], end, without=root[:-1], first=taken)
        if spur is not None:
            new.append((root[:-1] + spur[0], path[:at] + spur[1]))
    return new


def chokepoints(steps: Steps, start: str, end: str) -> list[str]:
    """What every way goes through, in the order in which one comes by; without both ends."""
    found = shortest(steps, start, end)
    between = [] if found is None else found[0][1:-1]
    return [one for one in between if shortest(steps, start, end, without={one}) is None]
