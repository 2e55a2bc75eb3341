"""Inhibition: while a graver alert fires, what only follows from it is not told.

A rule has a source, a target and labels that must be equal in both, as with Alertmanager.  Rules
and firing sources are looked up by what they name, so ten thousand rules cost as much as ten.
Source: prometheus.io/docs/alerting/latest/configuration, inhibit_rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steersman.signals.situations.indexed import Indexed
from steersman.signals.situations.matchers import Facts, Matcher

Equal = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inhibition:
    id: str
    source: Sequence[Matcher]
    target: Sequence[Matcher]
    equal: Equal = ()


class Inhibitions:
    """The rules, and which sources fire now.  ``loosened``: one ended since somebody looked."""

    def __init__(self, rules: Iterable[Inhibition] = ()) -> None:
        self._rules = {each.id: each for each in rules}
        self._sources = Indexed((each.id, each.source) for each in self._rules.values())
        self._targets = Indexed((each.id, each.target) for each in self._rules.values())
        self.loosened = True
        self._firing: dict[tuple[str, Equal], set[str]] = {}
        self._of_alert: dict[str, list[tuple[str, Equal]]] = {}

    def __bool__(self) -> bool:
        return bool(self._rules)

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(self._rules)

    def fires(self, alert: str, facts: Facts) -> None:
        """An alert fires; it may be the source of some rules from now on."""
        if alert in self._of_alert or not self._rules:
            return
        places = [(id, self._values(id, facts)) for id in self._sources.fitting(facts)]
        if places:
            self._of_alert[alert] = places
        for place in places:
            self._firing.setdefault(place, set()).add(alert)

    def ends(self, alert: str) -> None:
        for place in self._of_alert.pop(alert, ()):
            here = self._firing[place]
            here.discard(alert)
            if not here:
                del self._firing[place]
                self.loosened = True

    def holding(self, alert: str, facts: Facts) -> str:
        """The id of a rule that holds the alert back now; empty: none.

        An alert never holds itself back, nor one that is its own source's source (Alertmanager:
        what matches both sides of a rule is not inhibited by it).
        """
        for id in self._targets.fitting(facts):
            if any(id == rule for rule, _ in self._of_alert.get(alert, ())):
                continue
            if self._firing.get((id, self._values(id, facts))):
                return id
        return ""

    def _values(self, id: str, facts: Facts) -> Equal:
        return tuple(facts.get(name, "") for name in self._rules[id].equal)
