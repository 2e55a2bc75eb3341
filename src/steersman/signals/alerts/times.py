"""Moments as senders write them: ISO 8601, or seconds, milli-, micro- or nanoseconds since 1970."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from steersman.domain.errors import Permanent

LAST = 253_402_300_800.0  # the year 10000: beyond it there is no calendar
_MILLI = 100_000_000_000.0  # as seconds that is the year 5138, as milliseconds 1973


def seconds_of(text: str) -> float:
    """Seconds since 1970.  A moment without a zone is UTC.

    Raises ``Permanent`` when it is no moment, or one before 1970 or after 9999.
    """
    text = text.strip()
    try:
        moment = float(text)
    except ValueError:
        moment = _of_calendar(text)
    if not math.isfinite(moment):
        raise Permanent(f"{_shown(text)} is no moment: write ISO 8601 or seconds since 1970")
    while moment >= _MILLI:
        moment /= 1000
    if not 0 <= moment < LAST:
        raise Permanent(f"{_shown(text)} lies before 1970 or after 9999")
    return moment


def _of_calendar(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        told = f"{_shown(text)} is no moment" if text else "the time is missing"
        raise Permanent(f"{told}: write ISO 8601 or seconds since 1970") from error


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
