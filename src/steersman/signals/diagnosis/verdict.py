"""Is something wrong, and what is it: the symptom and a cause below it must both be clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steersman.signals.diagnosis.evidence import Evidence, gather, least
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.indirect import Indirect
from steersman.signals.diagnosis.load import load
from steersman.signals.diagnosis.ranking import Suspect, rank
from steersman.signals.diagnosis.recording import AVERAGE, Metric, Recording, Target
from steersman.signals.diagnosis.symptom import Symptom, find_symptom
from steersman.signals.diagnosis.wiring import views, with_missing_calls
from steersman.signals.diagnosis.wording import Told

SYMPTOM, CAUSE, ALONE = 0.02, 0.01, 1e-4  # likelihoods in normal running
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
    """Whether ``target`` is worse than normal running explains, and the causes, best first."""
    symptom = _symptom(normal, incident, target)
    seen = gather(normal, incident, target.metric, symptom)
    whole = _whole(symptom, seen.get(target.node))
    if symptom.whole <= 0:
        return Diagnosis(False, symptom, ())
    other = gather(normal, incident, _OTHER[target.metric], symptom)
    wired = with_missing_calls(graph, target.node, seen)
    twice = views(wired, seen)
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


def _symptom(normal: Recording, incident: Recording, target: Target) -> Symptom:
    """By the statistic that was asked for or by the mean, whichever tells more."""
    statistics = dict.fromkeys([target.statistic, AVERAGE])
    found = []
    for statistic in statistics:
        usual = load(normal, target.node, target.metric, statistic)
        shown = load(incident, target.node, target.metric, statistic)
        always = least(target.metric, usual, shown)
        found.append(find_symptom(usual, shown, always, incident.row_at(target.at)))
    best = min(found, key=lambda symptom: symptom.chance)
    return replace(best, chance=min(1.0, best.chance * len(statistics)))


def _whole(symptom: Symptom, seen: Evidence | None) -> float:
    """What the target lost, by its mean: only that adds up along calls.  Else by its percentile."""
    return seen.felt if seen and seen.felt > 0 else symptom.whole


def _is_issue(symptom: Symptom, target: str, suspects: Sequence[Suspect], whole: float) -> bool:
    """A faint symptom counts when a very clear cause explains most of it."""
    if symptom.chance < ALONE:
        return True
    below = [each for each in suspects if each.node != target]
    return any(_confirms(symptom, each, whole) for each in below)


def _confirms(symptom: Symptom, suspect: Suspect, whole: float) -> bool:
    chance = suspect.evidence.chance if suspect.evidence else 0.0
    covered = suspect.score / whole
    if symptom.chance < SYMPTOM and chance < CAUSE and covered > COVERED:
        return True
    return symptom.chance < FAINT and chance < CERTAIN and covered > MOSTLY
