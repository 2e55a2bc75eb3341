"""Everything that depends on some things, or that they depend on, hop by hop, with why.

Breadth first: each thing is reached at its least depth, so the reason given is a shortest one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from steersman.domain.graph.edges import Dependency, Reader, Way


class Reached(NamedTuple):
    """One thing that was found.  ``by`` is the last step of the way to it."""

    id: str
    depth: int
    by: Dependency


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found.  ``complete`` is false when it stopped because there was too much.

    Up to ``whole`` hops everything is here; of a depth after it, only some.  ``exhausted``:
    there is nothing beyond, however many hops one goes.
    """

    roots: frozenset[str]
    way: Way
    found: Mapping[str, Reached]
    edges: Sequence[Dependency]  # every one that was read
    whole: int
    complete: bool
    exhausted: bool = False

    def why(self, one: str) -> tuple[Dependency, ...]:
        """The way that leads from a root to ``one``, nearest the root first."""
        steps: list[Dependency] = []
        while one in self.found:
            steps.append(self.found[one].by)
            one = steps[-1].near(self.way)
        return tuple(reversed(steps))

    def by_depth(self) -> Mapping[int, int]:
        """How many were found at each depth."""
        return dict(Counter(each.depth for each in self.found.values()))

    def inner(self) -> Iterator[Dependency]:
        """The dependencies among the roots and what was found."""
        known = self.roots | self.found.keys()
        return (e for e in self.edges if e.dependent in known and e.needed in known)


def walk(
    reader: Reader, roots: Collection[str], way: Way, hops: int, most: int | None = None
) -> Walk:
    """Go ``hops`` hops, reading no more than ``most`` dependencies (None: however many)."""
    start = frozenset(roots)
    found: dict[str, Reached] = {}
    edges: list[Dependency] = []
    frontier: Collection[str] = start
    for depth in range(1, hops + 1):
        left = None if most is None else most - len(edges)
        read = reader.around(frontier, way, None if left is None else left + 1)
        edges += read[:left]
        frontier = _next(read[:left], way, start, found, depth)
        if left is not None and len(read) > left:
            return Walk(start, way, found, edges, depth - 1, complete=False)
        if not frontier:
            return Walk(start, way, found, edges, depth, complete=True, exhausted=True)
    return Walk(start, way, found, edges, hops, complete=True)


def _next(
    read: Sequence[Dependency],
    way: Way,
    start: frozenset[str],
    found: dict[str, Reached],
    depth: int,
) -> list[str]:
    """Keep what is new at this depth; of several reasons the first in the alphabet."""
    at = 0 if way is Way.DEPENDENTS else 1  # the far end; a hundred thousand times
    new: dict[str, Dependency] = {}
    for edge in read:
        far = edge[at]
        if far in found or far in start:
            continue
        known = new.get(far)
        if known is None or edge < known:
            new[far] = edge
    found.update((far, Reached(far, depth, by)) for far, by in new.items())
    return list(new)
