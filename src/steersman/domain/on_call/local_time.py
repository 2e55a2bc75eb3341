"""From what a clock on the wall shows to instants, where clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from steersman.domain.errors import Permanent

EARLIEST, LATEST = datetime(1971, 1, 1), datetime(2199, 1, 1)  # what may be planned


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """A zone of the IANA database.  ``Permanent``: there is none of this name."""
    try:
        if not name or len(name) > 64:
            raise ValueError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Permanent(f"{name[:64]!r} is no time zone: write one like Europe/Berlin") from (error)


def local(instant: float, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, without its zone."""
    return datetime.fromtimestamp(instant, zone).replace(tzinfo=None)


def instant(wall: datetime, zone: tzinfo) -> float:
    """The first moment at which the clocks there show ``wall`` or later, in seconds since 1970.

    So a time that is skipped when clocks go forward is the moment at which they do, one that comes
    twice is the first, and a later wall time is never an earlier moment.
    """
    first = wall.replace(tzinfo=zone, fold=0).timestamp()
    if local(first, zone) == wall:
        return first
    early, late = wall.replace(tzinfo=zone, fold=1).timestamp(), first
    while late - early > 1.0:
        middle = (early + late) // 2
        early, late = (early, middle) if local(middle, zone) >= wall else (middle, late)
    return late


def time_of(text: str) -> time:
    """``09:00`` as a time of day.  ``Permanent`` for anything else."""
    hours, colon, minutes = text.partition(":")
    written = len(text) == 5 and colon and (hours + minutes).isascii()
    if not (written and (hours + minutes).isdigit() and int(hours) < 24 and int(minutes) < 60):
        raise Permanent(f"{text[:20]!r} is no time of day: write it like 09:00")
    return time(int(hours), int(minutes))


def wall_of(text: str) -> datetime:
    """``2026-11-02T09:00`` as a wall time.  ``Permanent`` for anything else."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError as error:
        raise Permanent(f"{text[:30]!r} is no day and time: write 2026-11-02T09:00") from error
    if not EARLIEST <= found < LATEST:
        raise Permanent(f"{text[:30]!r} is too far away: name a day from 1971 to 2198")
    return found


def spelled(moment: float) -> str:
    """``2026-11-02 09:00 UTC``."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"


DAY = timedelta(days=1)
