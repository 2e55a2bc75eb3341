"""How unusual a score is for this very host.

A host that is unusual every few hours is not unusual: from a score goes what stands against it,
twice the decimal logarithm of how often, fading, the host scored about as high before.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from typing import TypedDict

from steersman.signals.alerts.habits import FADING, HOSTS

WEIGHT = 2.0
ABOUT = 0.6  # of a score: one that is at least so high stands against it
KEPT = 200  # scores of one host


class StandingState(TypedDict):
    hosts: list[tuple[str, list[tuple[int, float]]]]


class Standing:
    """The scores that each host had in the slots that are over."""

    def __init__(self) -> None:
        self._scores: dict[str, deque[tuple[int, float]]] = {}  # longest without one first

    def unusual(self, host: str, score: float, slot: int) -> float:
        """What is left of ``score``: never more, and below 0 where it is usual."""
        past = self._scores.get(host, ())
        against = sum(FADING ** (slot - at) for at, reached in past if reached >= ABOUT * score)
        return score - WEIGHT * math.log10(1 + against)

    def learn(self, scores: Mapping[str, float], slot: int) -> None:
        """The scores of a slot that is over."""
        for host, score in sorted(scores.items()):
            past = self._scores.pop(host, None) or deque(maxlen=KEPT)
            past.append((slot, score))
            self._scores[host] = past
        while len(self._scores) > HOSTS:
            del self._scores[next(iter(self._scores))]

    def state(self) -> StandingState:
        return {"hosts": [(host, list(past)) for host, past in self._scores.items()]}

    def restore(self, state: StandingState) -> None:
        self._scores = {
            host: deque(((at, reached) for at, reached in past), maxlen=KEPT)
            for host, past in state["hosts"]
        }
