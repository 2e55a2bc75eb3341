"""What is usual here: how often each kind of alert comes, and how often a host says anything new.

Time is cut into slots of ten minutes.  A slot is learned when it is over, so that what goes on now
does not teach itself to be usual.  All numbers fade, so the site may change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypedDict

SLOT = 600  # seconds
A_DAY = 86_400 // SLOT
FADING = 0.5 ** (1 / (3 * A_DAY))  # of kinds: half in three days
FADING_OF_NEWS = 0.5 ** (1 / (A_DAY / 2))  # of what is new on a host: half in twelve hours
KINDS, NAMES, HOSTS = 20_000, 20_000, 10_000  # that are remembered; the longest unseen go first
COMPANIONS = 24  # kinds that are remembered as coming together with one

Kind = tuple[str, str]  # name, host


class Habit:
    """One kind: its slots and its largest count (both fading), the record, and who comes along."""

    __slots__ = ("along", "last", "most", "record", "slots", "together")

    def __init__(self, slots: float, most: float, record: int, last: int) -> None:
        self.slots, self.most, self.record, self.last = slots, most, record, last
        self.together = 0.0  # slots in which companions were counted
        self.along: dict[str, float] = {}


class HabitsState(TypedDict):
    past: float
    kinds: list[tuple[str, str, float, float, int, int, float, dict[str, float]]]
    hosts: list[tuple[str, float, float, int]]
    names: list[str]


class Habits:
    """The memory of a site."""

    def __init__(self) -> None:
        self.past = 0.0  # slots that went by, fading
        self._kinds: dict[Kind, Habit] = {}  # longest unseen first, like the next two
        self._hosts: dict[str, list[float]] = {}  # slots with news, slots, last slot
        self._names: dict[str, None] = {}

    def habit(self, kind: Kind) -> Habit | None:
        return self._kinds.get(kind)

    def knows_name(self, name: str) -> bool:
        """Whether any host of the site has said this before."""
        return name in self._names

    def chance_of_news(self, host: str, slot: int) -> float:
        """The share of its slots, lately, in which the host said something for the first time."""
        known = self._hosts.get(host)
        if known is None:
            return 1.0
        news, slots = _faded(known, slot - 1)
        return max(news / slots, 0.5 / (self.past + 1))

    def usual(self, kind: Kind, slot: int) -> tuple[float, float] | None:
        """The chance that a slot has the kind, and the largest count lately; ``None`` if new."""
        habit = self._kinds.get(kind)
        if habit is None:
            return None
        fade = FADING ** max(0, slot - habit.last - 1)
        chance = min(1.0, (habit.slots * fade + 0.1) / (self.past + 1))
        return chance, habit.most * math.sqrt(fade)

    def learn(self, slot: int, counts: Mapping[Kind, int], until: int) -> None:
        """A slot is over, and ``until`` is the next one that has alerts."""
        self.past = self.past * FADING + 1
        news = {host for name, host in counts if (name, host) not in self._kinds}
        by_host: dict[str, list[Kind]] = {}
        for kind in sorted(counts):
            self._learn_kind(kind, counts[kind], slot)
            by_host.setdefault(kind[1], []).append(kind)
        for host, kinds in by_host.items():
            self._learn_companions(kinds)
            self._learn_host(host, slot, host in news)
        quiet = until - slot - 1
        if quiet > 0:
            fade = FADING**quiet
            self.past = self.past * fade + (1 - fade) / (1 - FADING)
        self._forget()

    def _learn_kind(self, kind: Kind, count: int, slot: int) -> None:
        habit = self._kinds.pop(kind, None)
        if habit is None:
            habit = Habit(1.0, float(count), count, slot)
        else:
            fade = FADING ** (slot - habit.last)
            habit.slots = habit.slots * fade + 1
            habit.most = max(float(count), habit.most * math.sqrt(fade))
            habit.record, habit.last = max(habit.record, count), slot
        self._kinds[kind] = habit
        self._names.pop(kind[0], None)
        self._names[kind[0]] = None

    def _learn_companions(self, kinds: list[Kind]) -> None:
        habits = sorted((self._kinds[kind].slots, kind) for kind in kinds)[: COMPANIONS + 1]
        for _, kind in habits:
            habit = self._kinds[kind]
            habit.together += 1
            for _, other in habits:
                if other != kind:
                    habit.along[other[0]] = habit.along.get(other[0], 0.0) + 1
            if len(habit.along) > 2 * COMPANIONS:
                often = sorted(habit.along.items(), key=lambda each: (-each[1], each[0]))
                habit.along = dict(often[:COMPANIONS])

    def _learn_host(self, host: str, slot: int, has_news: bool) -> None:
        known = self._hosts.pop(host, None) or [1.0, 1.0, slot - 1]
        news, slots = _faded(known, slot - 1)
        self._hosts[host] = [
            news * FADING_OF_NEWS + has_news,
            slots * FADING_OF_NEWS + 1,
            float(slot),
        ]

    def _forget(self) -> None:
        for memory, most in ((self._kinds, KINDS), (self._hosts, HOSTS), (self._names, NAMES)):
            while len(memory) > most:
                del memory[next(iter(memory))]  # type: ignore[arg-type]  # each by its own keys

    def state(self) -> HabitsState:
        return {
            "past": self.past,
            "kinds": [
                (n, h, k.slots, k.most, k.record, k.last, k.together, dict(k.along))
                for (n, h), k in self._kinds.items()
            ],
            "hosts": [(host, k[0], k[1], int(k[2])) for host, k in self._hosts.items()],
            "names": list(self._names),
        }

    def restore(self, state: HabitsState) -> None:
        self.past = state["past"]
        self._kinds = {}
        for name, host, slots, most, record, last, together, along in state["kinds"]:
            habit = self._kinds[name, host] = Habit(slots, most, record, last)
            habit.together, habit.along = together, dict(along)
        self._hosts = {host: [news, slots, last] for host, news, slots, last in state["hosts"]}
        self._names = dict.fromkeys(state["names"])


def _faded(known: list[float], slot: int) -> tuple[float, float]:
    """Slots with news and slots of a host, after the quiet ones up to and with ``slot``."""
    news, slots, last = known
    fade = FADING_OF_NEWS ** max(0.0, slot - last)
    return news * fade, slots * fade + (1 - fade) / (1 - FADING_OF_NEWS)
