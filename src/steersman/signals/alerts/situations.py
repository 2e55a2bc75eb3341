"""All open situations, and when each is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from steersman.signals.alerts.lookback import Example, Lookback
from steersman.signals.alerts.notification import Notification, Reason
from steersman.signals.alerts.ordering import TOLERANCE
from steersman.signals.alerts.reasons import reasons_around, reasons_of
from steersman.signals.alerts.situation import (
    HOLD,
    LOOK_BACK,
    Situation,
    SituationState,
    restored,
)
from steersman.signals.alerts.slot import OpenSlot
from steersman.signals.alerts.surprise import Surprise

STRONG = 3.0  # above the bar: then what else came on the site is told too
CROWD = 5  # situations that are to be told at once: then one notification tells them all
OPEN = 500  # at most
AROUND = (300, 1_200)  # seconds after it grew strong


class SituationsState(TypedDict):
    open: list[SituationState]
    around: list[tuple[int, str, str]]


class Situations:
    """One for each unusual host."""

    def __init__(self, slot: OpenSlot, lookback: Lookback) -> None:
        self._slot, self._lookback = slot, lookback
        self._open: dict[str, Situation] = {}
        self._around: list[tuple[int, str, str]] = []  # when to tell, host, situation
        self.next: float = float("inf")  # nothing is due before

    def judge(self, host: str, now: int, bar: float) -> None:
        """Opens a situation when the host's kinds together pass the bar."""
        score = self._slot.score(host)
        one = self._open.get(host)
        if one is None:
            if score < bar or len(self._open) >= OPEN:
                return
            one = self._open[host] = Situation(host, now, now, now + HOLD)
            for found in self._slot.unusual(host).values():
                one.add(found, now)
        one.score = max(one.score, score)
        if one.score >= bar + STRONG and not one.around_asked and not self._around:
            one.around_asked = True
            self._around = [(now + later, host, one.id) for later in AROUND]
        self._schedule()

    def see(self, found: Surprise, now: int) -> None:
        """An unusual alert of a host; it matters while the host has a situation."""
        one = self._open.get(found.kind[1])
        if one is not None:
            one.add(found, now)
            self._schedule()

    def refresh(self) -> None:
        """The slot is over: what is told of it from now on says the whole count."""
        for one in self._open.values():
            self._refresh(one)

    def due(self, until: int) -> list[Notification]:
        """What is to be told until then, in order of time."""
        told: list[Notification] = []
        while self.next <= until:
            told += self._step(int(self.next))
            self._schedule()
        return told

    def _step(self, at: int) -> list[Notification]:
        told: list[Notification | None] = []
        for group in self._groups(at):
            told.append(self._tell(sorted(group, key=lambda one: (-one.score, one.host)), at))
        for one in [one for one in self._open.values() if one.due is None and one.over_at <= at]:
            del self._open[one.host]
        for asked in [each for each in self._around if each[0] <= at]:
            self._around.remove(asked)
            told.append(self._tell_around(*asked))
        return [each for each in told if each is not None]

    def _groups(self, at: int) -> list[list[Situation]]:
        """What is told together: each on its own, or all when a crowd waits to be told."""
        waiting = [(one.due, one) for one in self._open.values() if one.due is not None]
        due = [one for when, one in waiting if when <= at]
        soon = [one for when, one in waiting if when <= at + HOLD]
        return [soon] if due and len(soon) >= CROWD else [[one] for one in due]

    def _tell(self, group: Sequence[Situation], at: int) -> Notification | None:
        """One situation, or a crowd of them in one notification, the most unusual host first."""
        first = group[0]
        since = min(one.since(at) for one in group)
        hosts = {one.host: one.unusual for one in group}
        examples = self._lookback.untold(
            since, at, lambda kind: kind[1] in hosts and kind[0] in hosts[kind[1]]
        )
        fresh: list[Surprise] = []
        for one in group:
            self._refresh(one)
            fresh += one.told(at)
        others = [host for host in self._open if host != first.host]
        reasons = reasons_of(first.host, fresh, others)
        return _notification(at, first.id, first.host, examples, reasons)

    def _tell_around(self, at: int, host: str, situation: str) -> Notification | None:
        """What else came: the first sign is seldom where the trouble began."""
        examples = self._lookback.untold(at - LOOK_BACK, at, lambda _: True)
        reasons = reasons_around({each.kind for each in examples}, host, LOOK_BACK // 60)
        return _notification(at, situation, host, examples, reasons)

    def _refresh(self, one: Situation) -> None:
        for kind in self._slot.unusual(one.host):
            one.refresh(self._slot.judge(kind))

    def _schedule(self) -> None:
        times: list[float] = [each[0] for each in self._around]
        times += [each.over_at if each.due is None else each.due for each in self._open.values()]
        self.next = min(times, default=float("inf"))

    def state(self) -> SituationsState:
        return {"open": [each.state() for each in self._open.values()], "around": [*self._around]}

    def restore(self, state: SituationsState) -> None:
        """After the open slot was restored."""
        self._open = restored(state["open"])
        self._around = [(at, host, situation) for at, host, situation in state["around"]]
        self._schedule()


def _notification(
    at: int, situation: str, host: str, examples: Sequence[Example], reasons: Sequence[Reason]
) -> Notification | None:
    """``at`` counts the time for which an alert may have waited for others before it."""
    if not examples:
        return None
    return Notification(
        at=at + TOLERANCE,
        situation=situation,
        host=host,
        alerts=[each.reference for each in examples],
        kinds=sorted({each.kind for each in examples}),
        reasons=reasons,
    )
