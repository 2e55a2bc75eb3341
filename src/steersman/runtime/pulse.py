"""A sign of life to an address outside, which raises the alarm when it stops coming.

The dead man's switch of https://healthchecks.io/docs/http_api/ and of Prometheus' Watchdog: whoever
receives the calls notices their absence, whatever became of this machine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from steersman.domain.clock import Clock
from steersman.domain.errors import Transient
from steersman.runtime.ticker import Ticker

log = logging.getLogger("steersman.pulse")
PATIENCE = 10.0  # seconds for the answer
SOONER = 0.25  # of the interval: when a call that failed is tried again
LATE = 60.0  # seconds without a tick that the schedule stands still after


@dataclass
class Pulse:
    """``url`` may be a secret in itself, so it stands in no message.  ``every``: seconds."""

    url: str
    method: str
    every: float
    clock: Clock
    stands_still: Callable[[], str]  # why no sign of life may be sent; empty: all goes well
    next_at: float = 0.0
    _told: str = ""

    def beat(self) -> bool:
        """Call the address when it is time, and only while the product does its work.

        Returns whether it did.  ``Transient`` when the address does not take it.
        """
        now, reason = self.clock.now(), self.stands_still()
        if reason != self._told:
            log.warning("signs of life: %s", f"none, {reason}" if reason else "again")
            self._told = reason
        if reason or now < self.next_at:
            return False
        self.next_at = now + self.every * SOONER  # should it fail
        self._call()
        self.next_at = now + self.every
        return True

    def _call(self) -> None:
        try:
            answer = httpx.request(self.method, self.url, timeout=PATIENCE, trust_env=False)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Transient(f"the heartbeat address: {type(error).__name__}") from error
        if not answer.is_success:
            raise Transient(f"the heartbeat address answered {answer.status_code}")


def stands_still(ticker: Ticker, clock: Clock, first_job: str) -> str:
    """Why the schedule does not do its work; empty: it does.  ``first_job`` starts what is due."""
    if ticker.ticked_at is None or clock.now() - ticker.ticked_at > LATE:
        return "the schedule stands still"
    return ticker.holds() or (f"“{first_job}” fails" if first_job in ticker.faults else "")
