"""Watches a Steersman from outside, and says when it falls silent and when it is back."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient

log = logging.getLogger("steersman.watch")
KEPT = 20  # notices that wait for one receiver; of more than these the oldest are dropped
ALIVE = ("ok", "degraded")  # it answers and says itself what does not work


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``state``: down or up.  ``since``: the first answer that failed to come."""

    state: str
    url: str
    since: float
    at: float
    reason: str

    @property
    def text(self) -> str:
        since, at = _moment(self.since), _moment(self.at)
        if self.state == "down":
            return f"Steersman at {self.url} has not answered since {since}: {self.reason}"
        return f"Steersman at {self.url} answers again since {at}; it was silent from {since}"

    def as_json(self) -> Json:
        told: Json = {"state": self.state, "url": self.url, "since": self.since, "at": self.at}
        return {**told, "reason": self.reason, "text": self.text}


@dataclass
class Watcher:
    """``look`` says why an answer failed to come, or nothing; ``receivers``: address → telling.

    Each receiver hears every notice, in order and at least once, however long it was away.
    """

    url: str
    look: Callable[[], str]
    receivers: Mapping[str, Callable[[Notice], None]]
    clock: Clock
    misses: int = 3
    missed: int = 0
    since: float = 0.0
    is_down: bool = False
    _waiting: dict[str, deque[Notice]] = field(default_factory=dict)

    def check(self) -> Notice | None:
        """Look once.  Returns what changed by it, which the receivers are told too."""
        notice = self._judge(self.look())
        for receiver in self.receivers:
            waiting = self._waiting.setdefault(receiver, deque(maxlen=KEPT))
            if notice is not None:
                waiting.append(notice)
            self._deliver(receiver, waiting)
        return notice

    def _judge(self, reason: str) -> Notice | None:
        now = self.clock.now()
        if not reason:
            self.missed, was_down, self.is_down = 0, self.is_down, False
            return self._notice("up", now, "") if was_down else None
        if self.missed == 0:
            self.since = now
        self.missed += 1
        if self.is_down or self.missed < self.misses:
            return None
        self.is_down = True
        return self._notice("down", now, reason)

    def _notice(self, state: str, now: float, reason: str) -> Notice:
        return Notice(state=state, url=self.url, since=self.since, at=now, reason=reason)

    def _deliver(self, receiver: str, waiting: deque[Notice]) -> None:
        while waiting:
            try:
                self.receivers[receiver](waiting[0])
            except Transient as problem:
                log.warning("a notice waits: %s", problem)
                return
            except Permanent as problem:
                log.error("a notice is given up: %s", problem)
            waiting.popleft()


def look_at(url: str, patience: float) -> str:
    """Why ``/healthz`` at ``url`` gives no good answer; empty: it does."""
    try:
        answer = httpx.get(url, timeout=patience, trust_env=False)
        told = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return str(error) or type(error).__name__
    except ValueError:
        return "what answers there is not Steersman"
    if told is None:
        return f"it answered {answer.status_code}"
    known = isinstance(told, dict) and told.get("status") in ALIVE
    return "" if known else "what answers there is not Steersman"


def by_http(address: str, patience: float) -> Callable[[Notice], None]:
    """POSTs each notice as JSON.  Its ``text`` is what chat systems' incoming webhooks show."""

    def tell(notice: Notice) -> None:
        try:
            answer = httpx.post(address, json=notice.as_json(), timeout=patience, trust_env=False)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Transient(f"the receiver: {type(error).__name__}") from error
        if not answer.is_success:
            raise Transient(f"the receiver answered {answer.status_code}")

    return tell


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
