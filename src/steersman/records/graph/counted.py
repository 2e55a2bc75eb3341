"""How much was found, by depth, criticality and class; and what of it the asker wants listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from steersman.domain.graph import Walk
from steersman.records.graph.reader import Fact

UNKNOWN = "unknown"  # a criticality that nobody rated


@dataclass(frozen=True, slots=True)
class Only:
    """Which of the things that were found are listed.  Empty: all.

    ``classes``: one of these; ``criticality``: this and more critical ones.
    """

    classes: frozenset[str] = frozenset()
    criticality: str = ""

    def fits(self, fact: Fact) -> bool:
        if self.criticality and not ("" < fact.criticality <= self.criticality):
            return False
        return not self.classes or fact.ci_class in self.classes


@dataclass(frozen=True, slots=True)
class Counted:
    """``by_depth``: depth → criticality → how many; ``fitting``: depth → how many are listed."""

    by_depth: Mapping[int, Mapping[str, int]]
    by_class: Mapping[str, int]
    fitting: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(sum(each.values()) for each in self.by_depth.values())

    @property
    def filtered_out(self) -> int:
        return self.count - sum(self.fitting.values())

    def beyond(self, listed: Collection[int]) -> Mapping[int, int]:
        """What fits and is not in a list with these depths, by depth."""
        left = Counter(self.fitting)
        left.subtract(listed)
        return {depth: count for depth, count in sorted(left.items()) if count > 0}


def counted(walk: Walk, facts: Mapping[str, Fact], only: Only) -> Counted:
    by_depth: dict[int, Counter[str]] = {}
    by_class: Counter[str] = Counter()
    fitting: Counter[int] = Counter()
    for one, reached in walk.found.items():
        fact = facts[one]
        by_depth.setdefault(reached.depth, Counter())[fact.criticality or UNKNOWN] += 1
        by_class[fact.ci_class] += 1
        if only.fits(fact):
            fitting[reached.depth] += 1
    return Counted(by_depth, by_class, fitting)
