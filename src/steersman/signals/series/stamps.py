"""Points in time as exports write them: ISO 8601, or a count since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_DATE_ALONE = re.compile(r"(19|20)\d{6}")
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # from this size on: this many a second
FORMS = "2026-11-23T14:05:00Z, 2026-11-23 14:05:00 or seconds since 1970"


def seconds_of(stamp: str) -> float:
    """Seconds since 1970; without a zone it is UTC.  ``ValueError`` if it is no point in time."""
    if stamp[:1].isdigit() and stamp[4:5] == "-":
        return _iso(stamp)
    if _DATE_ALONE.fullmatch(stamp):
        return _iso(stamp)
    try:
        count = float(stamp)
    except ValueError:
        return _iso(stamp.replace("/", "-"))
    if not -1e20 < count < 1e20:
        raise ValueError(stamp)
    return count / next((unit for size, unit in _UNITS if abs(count) >= size), 1.0)


def _iso(stamp: str) -> float:
    moment = datetime.fromisoformat(stamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
