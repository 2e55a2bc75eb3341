"""The ten minutes that are going on: what came, and what of it is unusual on which host."""

from __future__ import annotations

from typing import TypedDict

from steersman.signals.alerts.habits import SLOT, Habits, Kind
from steersman.signals.alerts.standing import Standing
from steersman.signals.alerts.surprise import (
    NOTABLE,
    Surprise,
    is_routine,
    score_of,
    surprise_of,
)

KINDS = 20_000  # counted in one slot
BEYOND = ("more kinds of alert than can be told apart", "")
NOTED = 40  # notable kinds of one host: a flood of new ones is no clearer for more of them


class SlotState(TypedDict):
    number: int | None
    counts: list[tuple[str, str, int]]
    judged: list[tuple[str, str, int]]


class OpenSlot:
    """``number``: seconds since 1970 by ``SLOT``; ``None`` before the first alert."""

    def __init__(self, habits: Habits, standing: Standing) -> None:
        self._habits, self._standing = habits, standing
        self.number: int | None = None
        self.counts: dict[Kind, int] = {}
        self._unusual: dict[str, dict[Kind, Surprise]] = {}

    def kind_of(self, name: str, host: str) -> Kind:
        kind = (name, host)
        return kind if len(self.counts) < KINDS or kind in self.counts else BEYOND

    def count(self, kind: Kind) -> tuple[int, bool]:
        """How many of the kind there are now, and whether the host became more unusual by it.

        It is judged when the count has doubled: 400,000 alerts of a kind cost 19 judgements.
        """
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        if count & (count - 1) or is_routine(kind, count, self._habits, self.number or 0):
            return count, False
        noted = self._unusual.get(kind[1])
        if noted and len(noted) >= NOTED and kind not in noted:
            return count, False
        found = self.judge(kind)
        if found.weight <= NOTABLE:
            return count, False
        self._unusual.setdefault(kind[1], {})[kind] = found
        return count, True

    def judge(self, kind: Kind) -> Surprise:
        assert self.number is not None
        return surprise_of(kind, self.counts[kind], self._habits, self.number)

    def unusual(self, host: str) -> dict[Kind, Surprise]:
        """The notable kinds of a host."""
        return self._unusual.get(host) or {}

    def score(self, host: str) -> float:
        """How unusual the host is in this slot, for itself."""
        assert self.number is not None
        return self._standing.unusual(host, self._sum(host), self.number)

    def close(self) -> list[float]:
        """The slot is over: the scores of its hosts, from which the next ones are judged."""
        if self.number is None:
            return []
        scores = [self.score(host) for host in self._unusual]
        self._standing.learn({host: self._sum(host) for host in self._unusual}, self.number)
        return scores

    def _sum(self, host: str) -> float:
        return score_of(self.unusual(host).values(), self._habits)

    def begin(self, number: int) -> None:
        self.number = number
        self.counts.clear()
        self._unusual.clear()

    def state(self) -> SlotState:
        judged = [found for kinds in self._unusual.values() for found in kinds.values()]
        return {
            "number": self.number,
            "counts": [(*kind, count) for kind, count in self.counts.items()],
            "judged": [(*found.kind, found.count) for found in judged],
        }

    def restore(self, state: SlotState) -> None:
        """After ``habits`` were restored, which judge again as they judged then."""
        self.number = state["number"]
        self.counts = {(name, host): count for name, host, count in state["counts"]}
        self._unusual = {}
        for name, host, count in state["judged"]:
            assert self.number is not None
            found = surprise_of((name, host), count, self._habits, self.number)
            self._unusual.setdefault(host, {})[name, host] = found


def slot_of(second: int) -> int:
    return second // SLOT
