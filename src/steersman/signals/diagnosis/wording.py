"""Why a component is suspected, in sentences that carry the numbers they rest on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from steersman.signals.diagnosis.amounts import count, lost, minutes, percent, seconds, short
from steersman.signals.diagnosis.clues import Clue, Traffic
from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.ranking import Suspect, waited_for
from steersman.signals.diagnosis.recording import Metric, Target
from steersman.signals.diagnosis.symptom import Symptom

MOSTLY = 0.5  # of an excess: less than this left over, and the component only waited
HARDLY = 0.1
AT_TIMES = 0.01  # likelihood in normal running
ALL = 0.995  # a share that is told as the whole


@dataclass(frozen=True)
class Told:
    """What every sentence of one diagnosis speaks about."""

    graph: Graph
    target: Target
    symptom: Symptom
    evidence: Mapping[str, Evidence]
    whole: float  # what the target lost
    step: float  # seconds of a row
    traffic: Callable[[str], Traffic]
    views: Mapping[str, str]  # a component that repeats another one's work, and whose
    unlinked: Collection[str]  # to these the graph does not lead from the target

    def why(self, suspect: Suspect) -> str:
        if suspect.clue:
            return self._clue(suspect.clue)
        if suspect.evidence is None:
            return ""
        seen = suspect.evidence
        told = [self._fact(seen, self.target.metric), self._flood(seen.node), self._carried(seen)]
        told += [self._callees(seen), self._doubts(seen)]
        return " ".join(filter(None, told))

    def _fact(self, seen: Evidence, metric: Metric) -> str:
        asked = count(seen.requests(self.symptom.rows), "request")
        span = self._span(seen.told(self.symptom.rows))
        now, much = seen.each(self.symptom.rows), lost(seen.during, metric)
        if metric is Metric.LATENCY:
            took = f"Its {asked} in {span} took {seconds(now)} each"
            return f"{took}, against {seconds(seen.base)} {self._since}: {much}."
        failed = f"{percent(now)} of its {asked} in {span} failed"
        return f"{failed}, against {percent(seen.base)} {self._since}: {much}."

    def _span(self, rows: float) -> str:
        return minutes(self.step * rows)

    @property
    def _since(self) -> str:
        if self.symptom.baseline.rising:
            return f"in its quietest {minutes(self.step)} of the incident"
        return "in normal running"

    def _flood(self, node: str) -> str:
        asked = self.traffic(node)
        if not asked.flooded:
            return ""
        if asked.due < 1:
            return "No requests were due."
        return f"It got {short(asked.got / asked.due)} times the requests due ({asked.due:,.0f})."

    def _carried(self, seen: Evidence) -> str:
        if seen.node == self.target.node:
            return "This is where the trouble was noticed."
        there = f"{self.target.node} shows {lost(self.whole, self.target.metric)}"
        share = seen.during / self.whole
        if share >= ALL:
            return f"{there}: this is enough for all of it."
        return f"{there}: this is enough for {percent(share)} of it."

    def _callees(self, seen: Evidence) -> str:
        waits = {
            callee: felt * self.evidence[callee].during / self.evidence[callee].felt
            for callee, felt in waited_for(self.graph, seen.node, self.evidence).items()
        }
        if not waits:
            below = [each for each in self.graph.callees(seen.node) if each in self.evidence]
            if below:
                return f"Nothing that it calls got worse ({listed(below)})."
            return "It calls nothing that is measured."
        callee, amount = max(waits.items(), key=lambda each: (each[1], each[0]))
        told = lost(min(amount, seen.during), self.target.metric)
        share = sum(waits.values()) / seen.during
        if share < HARDLY:
            return f"What it calls explains hardly any of it ({callee}: about {told})."
        if share < MOSTLY:
            return f"What it calls explains less than half of it ({callee}: about {told})."
        if self.target.metric is Metric.LATENCY:
            return f"It mostly waited for {callee} (about {told})."
        return f"It mostly passed on the failures of {callee} (about {told})."

    def _doubts(self, seen: Evidence) -> str:
        told = []
        if seen.node in self.views:
            told.append(f"It seems to record the calls to {self.views[seen.node]} once more.")
        if seen.node in self.unlinked:
            told.append(f"The graph has no call that leads to it from {self.target.node}.")
        if seen.without_normal:
            told.append("Its normal running is not recorded.")
        elif seen.chance > AT_TIMES:
            told.append("Normal running brings as much at times.")
        return " ".join(told)

    def _clue(self, clue: Clue) -> str:
        through = listed(clue.through)
        if clue.missing:
            few = self._requests("It got", clue.missing)
            told = f"{few}, and {through} failed meanwhile: calls end before they reach it."
            return told if clue.certain else f"{told} Or {through} ended before it called."
        if clue.sent:
            return f"{self._requests('It sent', clue.sent)}: that is what {through} suffers from."
        return self._other(clue.other, through) if clue.other else ""

    def _requests(self, verb: str, asked: Traffic) -> str:
        got = count(asked.got, "request")
        return f"{verb} {got} in {self._span(asked.rows)} where about {asked.due:,.0f} were due"

    def _other(self, seen: Evidence, through: str) -> str:
        slow = self.target.metric is Metric.AVAILABILITY
        fact = self._fact(seen, Metric.LATENCY if slow else Metric.AVAILABILITY)
        felt = "failed" if slow else "got slow"
        return f"{fact} Meanwhile {through} {felt}, and nothing else that is measured explains it."


def listed(names: Sequence[str]) -> str:
    """Three names at most, and how many more there are."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
