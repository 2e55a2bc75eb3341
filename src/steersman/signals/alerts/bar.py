"""How unusual a host must be before people are told: as unusual as happens ``BUDGET`` times a day.

The bar follows the site.  One that is noisier than another gets a higher bar, not more messages.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from typing import TypedDict

from steersman.signals.alerts.habits import A_DAY

BUDGET = 25.0  # host slots a day that lie above the bar
LEAST = 0.5  # never lower: more unusual than the host mostly is
REMEMBERED = 14 * A_DAY  # slots
A_SLOT = 4  # the highest scores that are remembered of each


class BarState(TypedDict):
    slots: list[list[float]]


class Bar:
    def __init__(self, budget: float = BUDGET) -> None:
        self.budget, self.height = budget, LEAST
        self._slots: deque[list[float]] = deque()
        self._ordered: list[float] = []

    def learn(self, scores: Iterable[float], quiet: int) -> None:
        """The scores of all hosts in a slot that is over, and the empty slots after it."""
        self._add(sorted((max(0.0, each) for each in scores), reverse=True)[:A_SLOT])
        for _ in range(min(quiet, REMEMBERED)):
            self._add([])
        self._set()

    def _add(self, highest: list[float]) -> None:
        self._slots.append(highest)
        for score in highest:
            insort(self._ordered, score)
        if len(self._slots) > REMEMBERED:
            for score in self._slots.popleft():
                del self._ordered[bisect_left(self._ordered, score)]

    def _set(self) -> None:
        above = int(self.budget * len(self._slots) / A_DAY)
        reached = self._ordered[-above - 1] if above < len(self._ordered) else 0.0
        self.height = max(LEAST, reached)

    def state(self) -> BarState:
        return {"slots": [list(each) for each in self._slots]}

    def restore(self, state: BarState) -> None:
        self._slots = deque(list(each) for each in state["slots"])
        self._ordered = sorted(score for each in self._slots for score in each)
        self._set()
