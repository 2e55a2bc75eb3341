"""Who calls whom: the graph along which slowness and failures travel from callee to caller."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Graph:
    """Components and the calls between them; a call is (caller, callee), circles are allowed."""

    nodes: frozenset[str]
    calls: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, calls: Iterable[tuple[str, str]], nodes: Iterable[str] = ()) -> Graph:
        """A call of a component to itself says nothing, and one named twice is one call."""
        kept = frozenset((caller, callee) for caller, callee in calls if caller != callee)
        return cls(frozenset(nodes) | {node for call in kept for node in call}, kept)

    @cached_property
    def _callees(self) -> dict[str, list[str]]:
        return _grouped((caller, callee) for caller, callee in self.calls)

    @cached_property
    def _callers(self) -> dict[str, list[str]]:
        return _grouped((callee, caller) for caller, callee in self.calls)

    def callees(self, node: str) -> list[str]:
        return self._callees.get(node, [])

    def callers(self, node: str) -> list[str]:
        return self._callers.get(node, [])

    def below(self, node: str) -> list[str]:
        """Every component that ``node`` waits for, directly or not, nearest first."""
        found, seen = [node], {node}
        for each in found:
            fresh = [callee for callee in self.callees(each) if callee not in seen]
            found += fresh
            seen.update(fresh)
        return found[1:]

    def distances(self, start: str) -> dict[str, int]:
        """How many calls it takes to get from ``start`` to each component below it, and to it."""
        found = {start: 0}
        for each in [start, *self.below(start)]:
            for callee in self.callees(each):
                found.setdefault(callee, found[each] + 1)
        return found

    def without_calls_back(self, start: str) -> Graph:
        """The same without calls that lead back towards ``start`` in a circle."""
        far = self.distances(start)
        kept = {
            (caller, callee)
            for caller, callee in self.calls
            if far.get(callee, 0) >= far.get(caller, 0) or caller not in self.below(callee)
        }
        return Graph.of(kept, self.nodes)

    def seen_through(self, silent: Collection[str]) -> Graph:
        """Who calls whom when nobody looks at ``silent``: its callers call what it calls."""
        calls = {
            (caller, callee)
            for caller in self.nodes - set(silent)
            for callee in self._past(caller, silent)
        }
        return Graph.of(calls, self.nodes - set(silent))

    def _past(self, caller: str, silent: Collection[str]) -> set[str]:
        open_, found = [caller], {caller}
        for each in open_:
            fresh = [callee for callee in self.callees(each) if callee not in found]
            found.update(fresh)
            open_ += [callee for callee in fresh if callee in silent]
        return found - set(silent)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one, other in sorted(pairs):
        groups.setdefault(one, []).append(other)
    return groups
