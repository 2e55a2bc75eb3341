"""The only reader of the machine's clock.  Everybody else is handed a ``Clock``."""

from __future__ import annotations

import threading
import time


class SystemClock:
    def now(self) -> float:
        return time.time()

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


class ManualClock:
    """A clock that moves only when it is told to, or when somebody waits on it."""

    def __init__(self, now: float) -> None:
        self._now, self._lock = now, threading.Lock()

    def now(self) -> float:
        return self._now

    def pause(self, seconds: float) -> None:
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds
