"""What the heartbeats found out about the database, for whoever asks at any moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from steersman.domain.clock import Clock


@dataclass
class DatabaseWatch:
    """Told by each heartbeat; answers from memory.  Times are seconds since 1970."""

    clock: Clock
    beat_at: float | None = None  # the last write that went well
    since: float | None = None  # when it began to fail; None: it does not
    why: str = ""
    reads: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wrote(self) -> bool:
        """A write went well.  Returns whether that is news: before it, writes had failed."""
        with self._lock:
            failed, self.since = self.since is not None, None
            self.beat_at, self.why, self.reads = self.clock.now(), "", True
        return failed

    def failed(self, why: str, *, reads: bool) -> None:
        """A write did not go; ``reads``: whether the database could at least be read."""
        with self._lock:
            self.since = self.clock.now() if self.since is None else self.since
            self.why, self.reads = why, reads

    @property
    def holds(self) -> str:
        """Why nothing that must be written down may begin now; empty: it may."""
        return self.why
