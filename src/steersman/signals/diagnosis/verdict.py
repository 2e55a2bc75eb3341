"""Is something wrong, and what is it: the symptom and a cause below it must both be clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steersman.signals.diagnosis.clues import idle
from steersman.signals.diagnosis.evidence import Evidence, gather, least
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.indirect import Indirect
from steersman.signals.diagnosis.load import load
from steersman.signals.diagnosis.ranking import Suspect, rank
from steersman.signals.diagnosis.recording import AVERAGE, Metric, Recording, Target
from steersman.signals.diagnosis.symptom import Symptom, find_symptoms
from steersman.signals.diagnosis.wiring import views, wire
from steersman.signals.diagnosis.wording import Told

SYMPTOM, CAUSE = 0.02, 0.01  # likelihoods in normal running
ALONE, ALONE_IN_HOURS = 1e-3, 1e-4  # of a symptom without a cause below it
FAINT, CERTAIN = 0.05, 1e-4
COVERED, MOSTLY = 0.2, 0.5  # of the symptom
_OTHER = {Metric.LATENCY: Metric.AVAILABILITY, Metric.AVAILABILITY: Metric.LATENCY}
LISTED = 10  # causes


@dataclass(frozen=True)
class Finding:
    """A component that may be the cause; ``score`` is the share of the symptom it explains."""

    node: str
    score: float
    why: str


@dataclass(frozen=True)
class Diagnosis:
    """``issue``: something is wrong; else the findings are empty."""

    issue: bool
    symptom: Symptom
    findings: Sequence[Finding]


def diagnose(graph: Graph, normal: Recording, incident: Recording, target: Target) -> Diagnosis:
    """Whether ``target`` is worse than normal running explains, and the causes, best first.

    Where it stands above normal running and rises too, the plainer of the two is looked at first.
    """
    first, *others = _symptoms(normal, incident, target)
    found = _judge(graph, normal, incident, target, first)
    for symptom in others:
        if not found.issue and symptom.chance < FAINT:
            found = _judge(graph, normal, incident, target, symptom)
    return found


def _symptoms(normal: Recording, incident: Recording, target: Target) -> list[Symptom]:
    """By the statistic that was asked for or by the mean, whichever tells more."""
    statistics = dict.fromkeys([target.statistic, AVERAGE])
    alert = incident.row_at(target.at)
    found = []
    for statistic in statistics:
        usual = load(normal, target.node, target.metric, statistic)
        shown = load(incident, target.node, target.metric, statistic)
        always = least(target.metric, usual, shown)
        found.append(find_symptoms(usual, shown, always, alert))
    best = min(found, key=lambda symptoms: symptoms[0].chance)
    return [replace(each, chance=min(1.0, each.chance * len(statistics))) for each in best]


def _judge(
    graph: Graph, normal: Recording, incident: Recording, target: Target, symptom: Symptom
) -> Diagnosis:
    """Whether the symptom is an issue, and who explains it."""
    seen = gather(normal, incident, target.metric, symptom)
    whole = _whole(symptom, seen.get(target.node))
    if symptom.whole <= 0:
        return Diagnosis(False, symptom, ())
    other = gather(normal, incident, _OTHER[target.metric], symptom)
    wired = wire(graph, target.node, seen, idle(incident, symptom))
    twice = views(graph, seen, seen if target.metric is Metric.LATENCY else other)
    looked = Indirect(wired, normal, incident, target, symptom, other)
    suspects = looked.explain(rank(wired, target.node, seen, whole, twice), whole)
    if not _is_issue(symptom, target.node, suspects, whole):
        return Diagnosis(False, symptom, ())
    unlinked = set(wired.below(target.node)) - set(graph.below(target.node))
    shown = seen[target.node].during if whole != symptom.whole else whole
    told = Told(wired, target, symptom, seen, shown, incident.step, looked.traffic, twice, unlinked)
    findings = [
        Finding(each.node, round(each.score / whole, 4), told.why(each))
        for each in suspects[:LISTED]
    ]
    return Diagnosis(True, symptom, findings)


def _whole(symptom: Symptom, seen: Evidence | None) -> float:
    """What the target lost, by its mean: only that adds up along calls.  Else by its percentile."""
    return seen.felt if seen and seen.felt > 0 else symptom.whole


def _is_issue(symptom: Symptom, target: str, suspects: Sequence[Suspect], whole: float) -> bool:
    """A faint symptom counts when a very clear cause explains most of it."""
    if symptom.chance < (ALONE if symptom.baseline.fleeting else ALONE_IN_HOURS):
        return True
    below = [each for each in suspects if each.node != target]
    return any(_confirms(symptom, each, whole) for each in below)


def _confirms(symptom: Symptom, suspect: Suspect, whole: float) -> bool:
    chance = suspect.evidence.chance if suspect.evidence else 0.0
    covered = suspect.score / whole
    if symptom.chance < SYMPTOM and chance < CAUSE and covered > COVERED:
        return True
    return symptom.chance < FAINT and chance < CERTAIN and covered > MOSTLY
