"""Alerts in the order in which they happened, each once.

An alert waits ``TOLERANCE`` seconds for others that happened before it and came later.  Who comes
later still is taken for one of the present, so nothing is lost; a clock that runs ahead is set
back to the moment at which the alert came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from hashlib import blake2b
from typing import TypedDict

from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.written import AlertState, as_written, read_back

TOLERANCE = 30  # seconds
WAITING = 20_000  # different alerts that wait at most: in a flood the oldest go sooner
REMEMBERED = 20_000  # alerts of which a second sending is still noticed
# Who is who within a second; the sender's reference decides nothing, since it may differ.
Identity = tuple[str, str, str, str, str, tuple[tuple[str, str], ...]]


class OrderingState(TypedDict):
    waiting: list[tuple[int, AlertState]]
    passed: int
    told: list[str]
    late: int
    repeats: int


class Ordering:
    """Takes alerts as they come, and gives them back second by second."""

    def __init__(self) -> None:
        self._waiting: dict[int, dict[Identity, Alert]] = {}
        self._count = 0
        self._told: OrderedDict[tuple[float, Identity], None] = OrderedDict()  # given last
        self._told_before: dict[str, None] = {}  # digests of those before a restart
        self._passed = -1  # the last second that was given
        self.late = self.repeats = 0

    def take(self, alert: Alert, now: float) -> None:
        """``now``: when it came, in seconds since 1970."""
        second = int(min(alert.time, now))
        identity = identity_of(alert)
        if second <= self._passed:
            if self._was_told((alert.time, identity)):
                self.repeats += 1
                return
            self.late += 1
            second = self._passed + 1
        here = self._waiting.setdefault(second, {})
        if identity in here:
            self.repeats += 1
            return
        here[identity] = alert
        self._count += 1

    @property
    def waiting(self) -> int:
        """How many alerts wait for others that may have happened before them."""
        return self._count

    def is_due(self, now: float) -> bool:
        """Whether a second may be complete that was not before."""
        return int(now) - TOLERANCE > self._passed or self._count > WAITING

    def due(self, now: float) -> Iterator[tuple[int, list[Alert]]]:
        """The seconds that are complete at ``now``, with what happened in them."""
        until = int(now) - TOLERANCE
        for second in sorted(self._waiting):
            if second > until and self._count <= WAITING:
                break
            yield second, self._give(second)
        if until > self._passed:
            self._passed = until

    def _give(self, second: int) -> list[Alert]:
        here = self._waiting.pop(second)
        self._count -= len(here)
        if second > self._passed:
            self._passed = second
        told = self._told
        for identity, alert in here.items():
            told[alert.time, identity] = None
            if len(told) > REMEMBERED:
                told.popitem(last=False)
        return [here[identity] for identity in sorted(here)] if len(here) > 1 else [*here.values()]

    def _was_told(self, one: tuple[float, Identity]) -> bool:
        return one in self._told or (bool(self._told_before) and _digest(one) in self._told_before)

    def state(self) -> OrderingState:
        return {
            "waiting": [
                (second, as_written(alert))
                for second, here in self._waiting.items()
                for alert in here.values()
            ],
            "passed": self._passed,
            "told": [*self._told_before, *map(_digest, self._told)][-REMEMBERED:],
            "late": self.late,
            "repeats": self.repeats,
        }

    def restore(self, state: OrderingState) -> None:
        self._waiting = {}
        for second, written in state["waiting"]:
            alert = read_back(written)
            self._waiting.setdefault(second, {})[identity_of(alert)] = alert
        self._count = len(state["waiting"])
        self._passed = state["passed"]
        self._told, self._told_before = OrderedDict(), dict.fromkeys(state["told"])
        self.late, self.repeats = state["late"], state["repeats"]


def identity_of(alert: Alert) -> Identity:
    """What makes two alerts of one second one alert that was sent twice."""
    labels = tuple(alert.labels.items()) if alert.labels else ()
    return alert.name, alert.host, alert.ip, alert.text, alert.status, labels


def _digest(one: tuple[float, Identity]) -> str:
    """Twelve digits that stay the same in the next process, as ``hash`` does not."""
    time, identity = one
    written = repr((float(time), identity)).encode("utf-8", "replace")
    return blake2b(written, digest_size=6).hexdigest()
