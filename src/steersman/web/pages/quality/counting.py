"""Counts the quality behind its page: of a hundred thousand items that takes a second or more."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.cmdb.quality_kept import Filter, KeptQualities

log = logging.getLogger("steersman.web")
PATIENCE = 0.5  # seconds; a small record is counted at once


class Counting:
    """One count after the other; what is under way stands in the store, for other workers too."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._lock = Lock()

    def start(self, kept: KeptQualities, visible: Filter, patience: float = PATIENCE) -> None:
        """Begin to count what ``visible`` shows, unless somebody does, and wait a moment."""
        if not kept.begin(visible):
            return
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, "quality")
            counted = self._pool.submit(_count, kept, visible)
        wait([counted], patience)


def _count(kept: KeptQualities, visible: Filter) -> None:
    try:
        kept.count(visible)
    except (sa.exc.SQLAlchemyError, Permanent) as error:
        log.error("counting the quality failed", exc_info=error)
        kept.fail(visible, f"{type(error).__name__}; look in the log")
