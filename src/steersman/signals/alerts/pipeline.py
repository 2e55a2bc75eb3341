"""From alerts as they come to the few notifications that people get.

    order and deduplicate → what begins → name the host → silences → count by kind → compare with
    habit → situation → tell

Event time only: the same alerts give the same notifications, however fast they are played.
"""

from __future__ import annotations

from typing import TypedDict

from steersman.signals.alerts.alert import Alert, kind_of
from steersman.signals.alerts.bar import BUDGET, Bar, BarState
from steersman.signals.alerts.bar import REMEMBERED as BAR_SLOTS
from steersman.signals.alerts.habits import Habits, HabitsState
from steersman.signals.alerts.hosts import HostNames, HostNamesState
from steersman.signals.alerts.lives import Lives, LivesState
from steersman.signals.alerts.lookback import Lookback, LookbackState
from steersman.signals.alerts.notification import Notification
from steersman.signals.alerts.ordering import TOLERANCE, Ordering, OrderingState
from steersman.signals.alerts.silences import Silences, SilenceState
from steersman.signals.alerts.situations import Situations, SituationsState
from steersman.signals.alerts.slot import OpenSlot, SlotState, slot_of
from steersman.signals.alerts.standing import Standing, StandingState

LEARNING = 12 * 3_600  # seconds from the first alert in which nothing is told
FORGOTTEN = BAR_SLOTS  # slots of silence after which it learns anew


class PipelineState(TypedDict):
    budget: float
    tells_from: int
    names: HostNamesState
    ordering: OrderingState
    lives: LivesState
    silences: list[SilenceState]
    silenced: int
    habits: HabitsState
    bar: BarState
    standing: StandingState
    slot: SlotState
    lookback: LookbackState
    situations: SituationsState


class Pipeline:
    """``budget``: how many unusual host slots a day may pass the bar.

    Maintenance windows and silences are added to ``silences``, before they begin.
    """

    def __init__(self, budget: float = BUDGET) -> None:
        self.ordering, self.lives, self.silences = Ordering(), Lives(), Silences()
        self._names = HostNames()
        self._habits, self._bar = Habits(), Bar(budget)
        self._standing, self._lookback = Standing(), Lookback()
        self._slot = OpenSlot(self._habits, self._standing)
        self._situations = Situations(self._slot, self._lookback)
        self._tells_from = 0  # seconds since 1970

    def receive(self, alert: Alert, now: float) -> list[Notification]:
        """An alert that came at ``now``; what is told because of it or until then."""
        self.ordering.take(alert, now)
        return self.advance(now) if self.ordering.is_due(now) else []

    def advance(self, now: float) -> list[Notification]:
        """Time has passed: what is due to be told at ``now``."""
        told: list[Notification] = []
        for second, alerts in self.ordering.due(now):
            if self._situations.next < second:
                told += self._situations.due(second - 1)
            if slot_of(second) != self._slot.number:
                self._enter(second)
            for alert in alerts:
                if self.lives.begins(alert, second):
                    self._see(alert, second)
        told += self._situations.due(int(now) - TOLERANCE)
        return told

    def waits(self, now: float) -> bool:
        """Whether ``advance(now)`` may change anything that must be kept."""
        return self.ordering.waiting > 0 or self._situations.next <= int(now) - TOLERANCE

    def _enter(self, second: int) -> None:
        """The slot of ``second`` begins."""
        number, before = slot_of(second), self._slot.number
        if before is None or number - before > FORGOTTEN:
            self._tells_from = second + LEARNING
        if before is None:
            self._slot.begin(number)
        else:
            self._close(before, number)
            self._lookback.forget(second)
            self.silences.forget(second)

    def _close(self, number: int, until: int) -> None:
        self._situations.refresh()
        self._bar.learn(self._slot.close(), until - number - 1)
        self._habits.learn(number, self._slot.counts, until)
        self._slot.begin(until)

    def _see(self, alert: Alert, second: int) -> None:
        host = self._names.name(alert.host, alert.ip)
        if self.silences and self.silences.cover(alert.name, host, second):
            return
        kind = self._slot.kind_of(kind_of(alert.name), host)
        count, grew = self._slot.count(kind)
        self._lookback.see(second, kind, count, alert.reference)
        unusual = self._slot.unusual(host)
        if unusual and second >= self._tells_from:
            if grew:
                self._situations.judge(host, second, self._bar.height)
            if kind in unusual:
                self._situations.see(unusual[kind], second)

    def state(self) -> PipelineState:
        """All that it knows, as JSON can hold it."""
        return {
            "budget": self._bar.budget,
            "tells_from": self._tells_from,
            "names": self._names.state(),
            "ordering": self.ordering.state(),
            "lives": self.lives.state(),
            "silences": self.silences.state(),
            "silenced": self.silences.count,
            "habits": self._habits.state(),
            "bar": self._bar.state(),
            "standing": self._standing.state(),
            "slot": self._slot.state(),
            "lookback": self._lookback.state(),
            "situations": self._situations.state(),
        }

    @classmethod
    def restored(cls, state: PipelineState) -> Pipeline:
        """It goes on as if it had never stopped."""
        one = cls(state["budget"])
        one._tells_from = state["tells_from"]
        one._names.restore(state["names"])
        one.ordering.restore(state["ordering"])
        one.lives.restore(state["lives"])
        one.silences.restore(state["silences"])
        one.silences.count = state["silenced"]
        one._habits.restore(state["habits"])
        one._bar.restore(state["bar"])
        one._standing.restore(state["standing"])
        one._slot.restore(state["slot"])
        one._lookback.restore(state["lookback"])
        one._situations.restore(state["situations"])
        return one
