"""Alerts that end: those that are over before they are known, and those that come and go.

Only senders that say when an alert is resolved are concerned; for all others every alert counts.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TypedDict

from steersman.signals.alerts.alert import Alert, Status, fingerprint

CHANGES, WITHIN = 6, 1_800  # so many changes within so many seconds: it comes and goes
REMEMBERED = 20_000  # alerts that were resolved once


class LivesState(TypedDict):
    known: list[tuple[str, bool, float, list[int]]]
    over_before: int
    held: int


@dataclass(slots=True)
class _Life:
    firing: bool
    resolved_at: float
    changes: deque[int] = field(default_factory=lambda: deque(maxlen=CHANGES))

    def flaps(self, second: int) -> bool:
        return len(self.changes) == CHANGES and self.changes[0] > second - WITHIN


class Lives:
    """``over_before``: resolved before they were known; ``held``: of alerts that come and go."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Life] = OrderedDict()  # longest unchanged first
        self.over_before = self.held = 0

    def begins(self, alert: Alert, second: int) -> bool:
        """Whether something happened that people may have to know."""
        if alert.status is Status.RESOLVED:
            self._end(alert, second)
            return False
        life = self._known.get(fingerprint(alert)) if self._known else None
        if life is None:
            return True
        if alert.time <= life.resolved_at:
            self.over_before += 1
            return False
        if not life.firing:
            life.firing = True
            life.changes.append(second)
            if life.flaps(second):
                self.held += 1
                return False
        return True

    def _end(self, alert: Alert, second: int) -> None:
        key = fingerprint(alert)
        life = self._known.pop(key, None) or _Life(True, alert.time)
        if life.firing:
            life.changes.append(second)
        life.firing, life.resolved_at = False, max(life.resolved_at, alert.time)
        self._known[key] = life
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def state(self) -> LivesState:
        return {
            "known": [
                (key, each.firing, each.resolved_at, list(each.changes))
                for key, each in self._known.items()
            ],
            "over_before": self.over_before,
            "held": self.held,
        }

    def restore(self, state: LivesState) -> None:
        self._known = OrderedDict(
            (key, _Life(firing, resolved_at, deque(changes, maxlen=CHANGES)))
            for key, firing, resolved_at, changes in state["known"]
        )
        self.over_before, self.held = state["over_before"], state["held"]
