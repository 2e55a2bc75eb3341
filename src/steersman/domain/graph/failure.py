"""What a failure takes down, and which single failures take a service down.

A thing fails when something it depends on fails.  A cluster fails when fewer members are left
than it needs, so that what stands behind enough redundancy stays up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from steersman.domain.graph.edges import Dependency, Edges, Way


class Effect(StrEnum):
    """What becomes of something when what it stands on fails."""

    FAILS = "fails"
    LOSES_REDUNDANCY = "loses redundancy"  # a cluster with fewer members, still enough
    STAYS_UP = "stays up"  # redundancy between it and the failure holds


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Clusters, and how many members each needs.  A member is what a cluster depends on by
    one of the ``relations``; a cluster that is not named here needs every member.
    """

    minimum: Mapping[str, int] = field(default_factory=dict)  # cluster → members that it needs
    relations: frozenset[str] = frozenset({"member_of"})

    def is_membership(self, edge: Dependency) -> bool:
        return edge.relation in self.relations and edge.dependent in self.minimum


class Model:
    """Dependencies with their redundancy, ready to be asked."""

    def __init__(self, dependencies: Collection[Dependency], redundancy: Redundancy) -> None:
        self._edges = Edges.of(dependencies)
        self._redundancy = redundancy
        self._members = self._all_members(dependencies)

    def _all_members(self, dependencies: Collection[Dependency]) -> Mapping[str, frozenset[str]]:
        members: dict[str, set[str]] = {}
        for edge in dependencies:
            if self._redundancy.is_membership(edge):
                members.setdefault(edge.dependent, set()).add(edge.needed)
        return {cluster: frozenset(each) for cluster, each in members.items()}

    def effects(self, broken: Collection[str]) -> Mapping[str, Effect]:
        """What fails and what loses redundancy when ``broken`` fail, they themselves included."""
        effects = dict.fromkeys(broken, Effect.FAILS)
        waiting = deque(sorted(broken))
        while waiting:
            for edge in self._edges.at(waiting.popleft(), Way.DEPENDENTS):
                if effects.get(edge.dependent) is Effect.FAILS:
                    continue
                effects[edge.dependent] = self._effect(edge, effects)
                if effects[edge.dependent] is Effect.FAILS:
                    waiting.append(edge.dependent)
        return effects

    def _effect(self, edge: Dependency, effects: Mapping[str, Effect]) -> Effect:
        if not self._redundancy.is_membership(edge):
            return Effect.FAILS
        lost = [m for m in self._members[edge.dependent] if effects.get(m) is Effect.FAILS]
        enough = len(lost) < self._losses(edge.dependent)
        return Effect.LOSES_REDUNDANCY if enough else Effect.FAILS

    def _losses(self, cluster: str) -> int:
        """How many members must fail until it fails; one, when it is short of them already."""
        return max(1, len(self._members[cluster]) - self._redundancy.minimum[cluster] + 1)

    def single_points(self, service: str) -> frozenset[str]:
        """Each thing whose failure alone takes ``service`` down, without the service itself.

        For every thing the set of what takes it down is grown until nothing changes; the sets
        are bits of one number, so that thousands of things take milliseconds.
        """
        below = self._below(service)
        bit = {one: 1 << at for at, one in enumerate(below)}
        fatal = dict(bit)
        waiting = deque(reversed(below))
        queued = set(below)
        while waiting:
            one = waiting.popleft()
            queued.discard(one)
            grown = self._grown(one, bit, fatal)
            if grown != fatal[one]:
                fatal[one] = grown
                above = [e.dependent for e in self._edges.at(one, Way.DEPENDENTS)]
                new = [each for each in above if each in bit and each not in queued]
                waiting.extend(new)
                queued.update(new)
        return frozenset(one for one in below if one != service and fatal[service] & bit[one])

    def _below(self, service: str) -> list[str]:
        """The service and all it depends on, nearest first."""
        order = {service: None}
        waiting = deque([service])
        while waiting:
            for edge in self._edges.at(waiting.popleft(), Way.DEPENDENCIES):
                if edge.needed not in order:
                    order[edge.needed] = None
                    waiting.append(edge.needed)
        return list(order)

    def _grown(self, one: str, bit: Mapping[str, int], fatal: Mapping[str, int]) -> int:
        grown = fatal[one]
        for edge in self._edges.at(one, Way.DEPENDENCIES):
            if not self._redundancy.is_membership(edge):
                grown |= fatal[edge.needed]
        if one in self._members:
            sets = [fatal[member] for member in sorted(self._members[one])]
            grown |= _in_at_least(self._losses(one), sets)
        return grown


def _in_at_least(count: int, sets: Collection[int]) -> int:
    """The bits that are set in ``count`` of the numbers or more."""
    reached = [0] * count  # at [n]: the bits that were in more than n so far
    for each in sets:
        for at in range(count - 1, 0, -1):
            reached[at] |= reached[at - 1] & each
        reached[0] |= each
    return reached[-1]
