"""How unusual a kind of alert is on its host, and how unusual the host is by all of them.

A surprise is minus the decimal logarithm of a chance: 2 is what happens in one slot of a hundred.
What always comes together counts once: a failed login that three programs report is one event.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from steersman.signals.alerts.habits import Habits, Kind

# Name, host, weight, count, chance, largest count lately and ever, whether the name is new.
SurpriseState = tuple[str, str, float, int, float, float, int, bool]

NOTABLE = 1.0  # a smaller surprise does not count: many of them would add up to one
BURST = 3.0  # for ten times the usual count
MANY_NEW = 0.5  # for ten of a new kind
ELSEWHERE = 0.5  # a name that no host of the site ever said is twice as unlikely


@dataclass(frozen=True, slots=True)
class Surprise:
    """Why a kind stands out in the open slot.

    ``chance`` of having it in a slot at all, ``most``: its largest count lately (fading), 0 if new;
    ``record``: its largest count ever remembered.
    """

    kind: Kind
    weight: float
    count: int
    chance: float
    most: float = 0.0
    record: int = 0
    new_name: bool = False

    @property
    def is_new(self) -> bool:
        return self.record == 0

    @property
    def is_burst(self) -> bool:
        return not self.is_new and self.count > 1.5 * self.most + 2

    def state(self) -> SurpriseState:
        counted = (self.weight, self.count, self.chance, self.most, self.record)
        return (*self.kind, *counted, self.new_name)

    @classmethod
    def restored(cls, state: SurpriseState) -> Surprise:
        name, host, weight, count, chance, most, record, new_name = state
        return cls((name, host), weight, count, chance, most, record, new_name)


def is_routine(kind: Kind, count: int, habits: Habits, slot: int) -> bool:
    """Whether it cannot be notable: the short way for nearly all alerts."""
    usual = habits.usual(kind, slot)
    return usual is not None and usual[0] > 0.1**NOTABLE and count <= 1.5 * usual[1] + 2


def surprise_of(kind: Kind, count: int, habits: Habits, slot: int) -> Surprise:
    """``count``: how many came in the open slot until now."""
    usual = habits.usual(kind, slot)
    if usual is None:
        chance = habits.chance_of_news(kind[1], slot)
        new_name = not habits.knows_name(kind[0])
        weight = MANY_NEW * math.log10(count) - math.log10(chance * ELSEWHERE**new_name)
        return Surprise(kind, weight, count, chance, new_name=new_name)
    chance, most = usual
    habit = habits.habit(kind)
    record = habit.record if habit else 0
    found = Surprise(kind, -math.log10(chance), count, chance, most, record)
    if not found.is_burst:
        return found
    weight = found.weight + BURST * math.log10(count / most)
    return Surprise(kind, weight, count, chance, most, record)


def score_of(surprises: Collection[Surprise], habits: Habits) -> float:
    """Of one host: the sum, where each counts only as far as the others do not explain it."""
    total, before = 0.0, list[Kind]()
    for each in sorted(surprises, key=lambda one: (-one.weight, one.kind)):
        total += min([each.weight, *_given(before, each.kind[0], habits)])
        before.append(each.kind)
    return total


def _given(before: Collection[Kind], name: str, habits: Habits) -> list[float]:
    """How surprising the name is when one of ``before`` is there, where they once came together."""
    known = [habits.habit(kind) for kind in before]
    return [
        -math.log10(min(1.0, habit.along[name] / (habit.together + 0.05)))
        for habit in known
        if habit is not None and name in habit.along
    ]
