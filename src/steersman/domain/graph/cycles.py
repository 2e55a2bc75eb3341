"""Dependencies that go in a circle: each of them needs itself in the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from steersman.domain.graph.edges import Dependency, Edges, Way


def cycles(dependencies: Collection[Dependency]) -> tuple[tuple[str, ...], ...]:
    """Each group of things that depend on each other, in a circle.

    These are the strongly connected components (Tarjan 1972, without recursion) of more than
    one thing, and whatever depends on itself.
    """
    edges = Edges.of(dependencies)
    loops = {each.needed for each in dependencies if each.needed == each.dependent}
    found = _components(edges)
    return tuple(sorted(each for each in found if len(each) > 1 or each[0] in loops))


def _components(edges: Edges) -> list[tuple[str, ...]]:
    search = _Search(edges)
    for one in sorted(edges.by_dependent):
        if one not in search.number:
            search.run(one)
    return search.components


class _Search:
    """Tarjan's search: ``number`` is the order of discovery, ``low`` the earliest reachable."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self.number: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()
        self.components: list[tuple[str, ...]] = []

    def run(self, root: str) -> None:
        path = [(root, iter(self._enter(root)))]
        while path:
            one, following = path[-1]
            further = next(following, None)
            if further is None:
                path.pop()
                self._leave(one, path[-1][0] if path else "")
            elif further not in self.number:
                path.append((further, iter(self._enter(further))))
            elif further in self._is_open:
                self._low[one] = min(self._low[one], self.number[further])

    def _enter(self, one: str) -> Sequence[str]:
        self.number[one] = self._low[one] = len(self.number)
        self._open.append(one)
        self._is_open.add(one)
        return [edge.needed for edge in self._edges.at(one, Way.DEPENDENCIES)]

    def _leave(self, one: str, before: str) -> None:
        if before:
            self._low[before] = min(self._low[before], self._low[one])
        if self._low[one] != self.number[one]:
            return
        members = self._close(one)
        self._is_open.difference_update(members)
        self.components.append(tuple(sorted(members)))

    def _close(self, one: str) -> list[str]:
        """What was discovered after ``one`` and is still open belongs to it."""
        members = [self._open.pop()]
        while members[-1] != one:
            members.append(self._open.pop())
        return members
