"""Something unusual on one host, from the first sign until it has been quiet for half an hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from steersman.signals.alerts.surprise import Surprise, SurpriseState

HOLD = 60  # seconds from the opening to the first notification, so that it tells the whole
AT_MOST_EVERY = 600  # seconds between two notifications of one situation
QUIET = 1_800  # seconds without an unusual alert, then it is over
KINDS = 200  # that one situation names at most, however long it lasts
LOOK_BACK = 1_200  # seconds before the first sign that are told too


class SituationState(TypedDict):
    host: str
    opened: int
    last: int
    due: int | None
    told_at: int | None
    score: float
    around_asked: bool
    unusual: list[SurpriseState]
    untold: list[str]


@dataclass(slots=True)
class Situation:
    """``unusual``: by name of the kind; ``untold``: those that no notification has named yet."""

    host: str
    opened: int
    last: int
    due: int | None
    told_at: int | None = None
    score: float = 0.0
    around_asked: bool = False
    unusual: dict[str, Surprise] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The same whenever the same alerts are replayed."""
        return f"{self.opened}-{self.host or 'unknown'}"

    @property
    def over_at(self) -> int:
        return self.last + QUIET

    def add(self, found: Surprise, now: int) -> None:
        """An unusual alert came.  What is new in the situation is told soon."""
        self.last = now
        name = found.kind[0]
        known = self.unusual.get(name)
        if known is None and len(self.unusual) >= KINDS:
            return
        if known is None:
            self.untold.add(name)
            if self.due is None:
                told_at = self.opened if self.told_at is None else self.told_at
                self.due = max(now + HOLD, told_at + AT_MOST_EVERY)
        if known is None or found.weight > known.weight:
            self.unusual[name] = found

    def refresh(self, found: Surprise) -> None:
        """The same kind, counted to the end."""
        known = self.unusual.get(found.kind[0])
        if known is not None and found.weight >= known.weight:
            self.unusual[found.kind[0]] = found

    def told(self, at: int) -> list[Surprise]:
        """It is told now: what was untold until now."""
        fresh = [self.unusual[name] for name in sorted(self.untold)]
        self.untold.clear()
        self.told_at, self.due = at, None
        return fresh

    def since(self, now: int) -> int:
        """From when on alerts belong into the notification that is made now."""
        return (now - HOLD if self.told_at is None else self.told_at) - LOOK_BACK

    def state(self) -> SituationState:
        return {
            "host": self.host,
            "opened": self.opened,
            "last": self.last,
            "due": self.due,
            "told_at": self.told_at,
            "score": self.score,
            "around_asked": self.around_asked,
            "unusual": [each.state() for each in self.unusual.values()],
            "untold": sorted(self.untold),
        }


def restored(states: Iterable[SituationState]) -> dict[str, Situation]:
    """By host."""
    found = {}
    for state in states:
        unusual = [Surprise.restored(each) for each in state["unusual"]]
        found[state["host"]] = Situation(
            host=state["host"],
            opened=state["opened"],
            last=state["last"],
            due=state["due"],
            told_at=state["told_at"],
            score=state["score"],
            around_asked=state["around_asked"],
            unusual={each.kind[0]: each for each in unusual},
            untold=set(state["untold"]),
        )
    return found
