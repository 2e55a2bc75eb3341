"""Which component's own trouble reached the symptom: what callees explain is taken away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log10

from steersman.signals.diagnosis.clues import Clue
from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.graph import Graph

FAINTEST, SURE = 0.1, 2.0  # weight of what is mere chance; digits of what is certain
Seen = Mapping[str, Evidence]


@dataclass(frozen=True)
class Suspect:
    """``own`` is excess that no callee explains; ``reaching`` the most that calls can carry up.

    With a clue, both are of the callers that it explains, and there may be no evidence.
    """

    node: str
    own: float
    reaching: float
    match: float
    evidence: Evidence | None
    clue: Clue | None = None

    @property
    def score(self) -> float:
        felt = self.evidence.felt if self.evidence else 0.0
        least = 0.001 * min(felt, self.reaching)
        return (min(self.own, self.reaching) + least) * self.match**2


def rank(
    graph: Graph, target: str, seen: Seen, whole: float, views: Collection[str] = ()
) -> list[Suspect]:
    """Best first: the target, which lost ``whole``, and what it calls, unless it is chance.

    ``views`` record other components' work from outside: they have none of their own.
    """
    flows = _reaching(graph, target, seen, whole)
    first_hand = {node: each for node, each in seen.items() if node not in views}
    found = [
        Suspect(
            node,
            0.0 if node in views else convincing(each, own(graph, node, first_hand)),
            flows[node],
            each.match,
            each,
        )
        for node, each in sorted(seen.items())
        if node in flows and each.clear
    ]
    return in_order(found)


def convincing(each: Evidence, own: float) -> float:
    """What is left of an excess once callees are taken away, less where chance leaves as much."""
    chance = each.chance_of(own * each.share_of_row)
    return own * min(1.0, max(FAINTEST, -log10(max(chance, 1e-9)) / SURE))


def in_order(suspects: list[Suspect]) -> list[Suspect]:
    return sorted(suspects, key=lambda suspect: (-suspect.score, suspect.node))


def own(graph: Graph, node: str, seen: Seen) -> float:
    """A component's excess less what it only waited for: its share of each callee's excess."""
    return max(0.0, seen[node].felt - sum(waited_for(graph, node, seen).values()))


def waited_for(graph: Graph, node: str, seen: Seen) -> dict[str, float]:
    """By callee: how much of its excess this caller felt."""
    return {
        callee: each.felt * _share(graph, node, callee, seen)
        for callee in graph.callees(node)
        if (each := seen.get(callee)) and each.clear
    }


def _share(graph: Graph, caller: str, callee: str, seen: Seen) -> float:
    """How much of a callee's excess one caller felt, by what its callers show."""
    felt = {
        each: seen[each].felt for each in graph.callers(callee) if each in seen and seen[each].clear
    }
    total = sum(felt.values())
    return felt.get(caller, 0.0) / total if total else 0.0


def _reaching(graph: Graph, target: str, seen: Seen, whole: float) -> dict[str, float]:
    """For each component below the target: the widest way up, as wide as its narrowest call."""
    flows = {target: whole}
    open_ = [target]
    while open_:
        caller = max(open_, key=lambda node: (flows[node], node))
        open_.remove(caller)
        for callee in graph.callees(caller):
            width = min(flows[caller], _width(seen.get(callee), flows[caller]))
            if width > flows.get(callee, -1.0):
                flows[callee] = width
                open_.append(callee)
    return flows


def _width(evidence: Evidence | None, above: float) -> float:
    """What a component can pass on: nothing is known of one without metrics, so all of it."""
    if evidence is None:
        return above
    return evidence.felt if evidence.clear else 0.1 * evidence.felt
