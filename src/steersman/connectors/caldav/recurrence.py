"""When a meeting takes place next (RFC 5545, 3.8.5): series, exceptions, time zones, whole days.

Times without a zone (floating) and whole days are taken as UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.rrule import (  # type: ignore[import-untyped]  # dateutil ships no types
    rrule,
    rruleset,
    rrulestr,
)
from icalendar import Component, vRecur

from steersman.connectors.caldav.meeting import Meeting, is_cancelled, values, when

DAY = timedelta(days=1)  # wall clocks jump by less at any change of zone or of summer time
COARSE = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})


def next_start(meeting: Meeting, after: datetime) -> datetime | None:
    """The first start at or after ``after`` in UTC, or ``None``: it lies in the past.

    Raises ``ValueError`` for rules that nobody could mean, such as a meeting each second.
    """
    changed = [event for event in meeting.events if "RECURRENCE-ID" in event]
    starts = [instant(when(event, "DTSTART")) for event in changed if not is_cancelled(event)]
    for event in meeting.events:
        if "RECURRENCE-ID" not in event and not is_cancelled(event):
            starts += _regular(event, changed, after)
    return min((start for start in starts if start >= after), default=None)


def instant(value: date | datetime) -> datetime:
    """A moment in UTC."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min, UTC)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _regular(event: Component, changed: list[Component], after: datetime) -> list[datetime]:
    """The first occurrence from ``after`` on that was neither moved nor cancelled, if any."""
    start = when(event, "DTSTART")
    zone = start.tzinfo if isinstance(start, datetime) and start.tzinfo else UTC
    moved = {_wall(when(each, "RECURRENCE-ID"), zone) for each in changed}
    for wall in _occurrences(event, zone).xafter(_wall(after, zone) - DAY, inc=True):
        moment = instant(wall.replace(tzinfo=zone))
        if wall not in moved and moment >= after:
            return [moment]
    return []


def _occurrences(event: Component, zone: tzinfo) -> rruleset:
    """The series in wall-clock time of its own zone, so that 10:00 stays 10:00 in summer."""
    start, series = _wall(when(event, "DTSTART"), zone), rruleset()
    series.rdate(start)
    for rule in values(event, "RRULE"):
        assert isinstance(rule, vRecur)
        series.rrule(_rule(rule, start, zone))
    for extra in _dates(event, "RDATE"):
        series.rdate(_wall(extra, zone))
    for exception in _dates(event, "EXDATE"):
        series.exdate(_wall(exception, zone))
    return series


def _rule(rule: vRecur, start: datetime, zone: tzinfo) -> rrule:
    """Programs write UNTIL in UTC, as a day or without zone; here it is in wall-clock time."""
    if str(rule["FREQ"][0]).upper() not in COARSE or rule.get("INTERVAL", [1])[0] < 1:
        raise ValueError("it recurs more often than daily")
    endless = vRecur({name: value for name, value in rule.items() if name != "UNTIL"})
    parsed = rrulestr(_text(endless), dtstart=start)
    if "UNTIL" not in rule:
        return parsed
    until = rule["UNTIL"][0]
    whole_day = not isinstance(until, datetime)
    return parsed.replace(until=_wall(until, zone) + (DAY if whole_day else timedelta(0)))


def _text(rule: vRecur) -> str:
    encoded: bytes = rule.to_ical()  # type: ignore[no-untyped-call]  # icalendar's own gap
    return encoded.decode()


def _dates(event: Component, name: str) -> Iterator[date | datetime]:
    for several in values(event, name):
        for each in getattr(several, "dts", ()):
            yield each.dt[0] if isinstance(each.dt, tuple) else each.dt  # a period: its start


def _wall(value: date | datetime, zone: tzinfo) -> datetime:
    """What a clock on the wall shows in ``zone``, without any zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min)
    return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
