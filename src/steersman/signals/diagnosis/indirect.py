"""When a component fails for no reason of its own: whom it calls in vain, or waits for too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from steersman.signals.diagnosis.clues import Clue, Traffic, traffic
from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.ranking import Suspect, in_order, rank
from steersman.signals.diagnosis.recording import Metric, Recording, Target
from steersman.signals.diagnosis.symptom import Symptom

WORTH = 0.2  # of the symptom: a component with less of its own is not looked into
SURE, ALIKE, MOSTLY = 1e-4, 0.9, 0.5
SLOWER, FAILING = 0.5, 0.05  # times its base; share of requests
FEWER = 1.5  # times the share that the caller's other callees miss
DOUBTED = 0.9  # of what it would explain, where the component itself may be the cause
KEPT = 0.1  # of its own excess stays with a component that is explained


@dataclass(frozen=True)
class Indirect:
    """What is looked at beside the metric of the symptom."""

    graph: Graph
    normal: Recording
    incident: Recording
    target: Target
    symptom: Symptom
    other: Mapping[str, Evidence]  # in the other metric

    def explain(self, suspects: Sequence[Suspect], whole: float) -> list[Suspect]:
        """The suspects, and behind those without a callee to blame what a clue names."""
        found: dict[str, Suspect] = {}
        explained: set[str] = set()
        for suspect in suspects:
            if min(suspect.own, suspect.reaching) < WORTH * whole:
                continue
            for node, clue in self._clues(suspect.node):
                found[node] = _joined(found.get(node), node, clue, suspect)
                explained |= {suspect.node} if clue.certain else set()
        kept = [
            replace(each, own=each.own * KEPT) if each.node in explained else each
            for each in suspects
            if each.node not in found
        ]
        return in_order([*kept, *found.values()])

    def _clues(self, node: str) -> Iterator[tuple[str, Clue]]:
        yield from self._flooding(node)
        fails = self.target.metric is Metric.AVAILABILITY
        if clue := (self._unreached(node) if fails else None) or self._stuck(node):
            yield clue

    def _flooding(self, node: str) -> Iterator[tuple[str, Clue]]:
        """Who outside of the symptom's own calls sends most of a flood of requests."""
        here = self.traffic(node)
        below = {self.target.node, *self.graph.below(self.target.node)}
        for caller in self.graph.callers(node) if here.flooded else ():
            sent = self.traffic(caller)
            most = sent.got - sent.due >= MOSTLY * (here.got - here.due)
            if caller not in below and sent.flooded and most:
                yield caller, Clue((node,), False, sent=sent)

    def _unreached(self, caller: str) -> tuple[str, Clue] | None:
        """The callee that misses far more requests than the caller's others."""
        callees = {callee: self.traffic(callee) for callee in self.graph.callees(caller)}
        callees = {callee: each for callee, each in callees.items() if each.due >= 1}
        if not callees:
            return None
        worst = max(callees, key=lambda callee: (callees[callee].missing, callee))
        others = [each.missing for callee, each in callees.items() if callee != worst]
        if not callees[worst].vanished:
            return None
        if others and callees[worst].missing < FEWER * float(np.median(others)):
            return None
        return worst, Clue((caller,), bool(others), missing=callees[worst])

    def _stuck(self, caller: str) -> tuple[str, Clue] | None:
        """The callee that got slow where the caller fails, or fails where it is slow."""
        for suspect in rank(self.graph, caller, self.other, float("inf")):
            seen = suspect.evidence
            if suspect.node == caller or seen is None or seen.chance >= SURE or seen.match < ALIKE:
                continue
            if suspect.own >= MOSTLY * seen.felt and self._much_worse(seen):
                return suspect.node, Clue((caller,), True, other=seen)
        return None

    def _much_worse(self, seen: Evidence) -> bool:
        asked = seen.requests(self.symptom.rows)
        each = seen.during / asked if asked else 0.0
        slow = self.target.metric is Metric.AVAILABILITY
        return each >= SLOWER * seen.base if slow else each >= FAILING

    def traffic(self, node: str) -> Traffic:
        return traffic(self.normal, self.incident, node, self.target.node, self.symptom)


def _joined(before: Suspect | None, node: str, clue: Clue, shown: Suspect) -> Suspect:
    """One suspect for all that it explains."""
    weight = 1.0 if clue.certain else DOUBTED
    own, reaching = weight * shown.own, weight * shown.reaching
    if before is None or before.clue is None:
        return Suspect(node, own, reaching, shown.match, None, clue)
    through = tuple(sorted({*before.clue.through, *clue.through}))
    return Suspect(
        node,
        before.own + own,
        max(before.reaching, reaching),
        max(before.match, shown.match),
        None,
        replace(before.clue, through=through),
    )
