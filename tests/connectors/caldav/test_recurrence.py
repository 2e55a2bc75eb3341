"""When a meeting takes place next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.services.meetings import LONDON, calendar, event
from steersman.connectors.caldav.meeting import read
from steersman.connectors.caldav.recurrence import next_start
from steersman.connectors.caldav.store import Resource

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
ZONE = ";TZID=Europe/London:"


def next_of(*events: str, after: datetime = NOW) -> str:
    text = calendar(*events, zones=LONDON)
    start = next_start(read(Resource("/c/a.ics", "", text)), after)
    return start.strftime("%Y-%m-%d %H:%M") if start else "never"


@pytest.mark.parametrize(
    ("start", "lines", "expected"),
    [
        (":20270104T090000Z", [], "2027-01-04 09:00"),
        (":20270104T085959Z", [], "never"),
        (";VALUE=DATE:20270105", [], "2027-01-05 00:00"),
        (";VALUE=DATE:20270104", [], "never"),
        (":20270104T093000", [], "2027-01-04 09:30"),
        (f"{ZONE}20270704T100000", [], "2027-07-04 09:00"),
        (f"{ZONE}20260706T100000", ["RRULE:FREQ=WEEKLY"], "2027-01-04 10:00"),
        (f"{ZONE}20260706T090000", ["RRULE:FREQ=WEEKLY;COUNT=3"], "never"),
        (
            f"{ZONE}20260706T100000",
            ["RRULE:FREQ=WEEKLY;UNTIL=20270104T100000Z"],
            "2027-01-04 10:00",
        ),
        (f"{ZONE}20260706T100000", ["RRULE:FREQ=WEEKLY;UNTIL=20270104T095959Z"], "never"),
        (f"{ZONE}20260706T100000", ["RRULE:FREQ=WEEKLY;UNTIL=20270104"], "2027-01-04 10:00"),
        (f"{ZONE}20260706T100000", ["RRULE:FREQ=WEEKLY;UNTIL=20270103"], "never"),
        (";VALUE=DATE:20260101", ["RRULE:FREQ=YEARLY"], "2028-01-01 00:00"),
        (":20260105T100000Z", ["RDATE:20270110T100000Z"], "2027-01-10 10:00"),
        (
            f"{ZONE}20260706T100000",
            ["RRULE:FREQ=WEEKLY", f"EXDATE{ZONE}20270104T100000"],
            "2027-01-11 10:00",
        ),
        (
            f"{ZONE}20260706T100000",
            ["RRULE:FREQ=WEEKLY;UNTIL=20270104T100000Z", f"EXDATE{ZONE}20270104T100000"],
            "never",
        ),
    ],
)
def test_the_next_start_is_found(start: str, lines: list[str], expected: str) -> None:
    assert next_of(event("u", start, *lines)) == expected


SERIES = event("u", f"{ZONE}20260706T100000", "RRULE:FREQ=WEEKLY;UNTIL=20270104T100000Z")
LAST = f"RECURRENCE-ID{ZONE}20270104T100000"


def test_a_moved_occurrence_counts_at_its_new_time() -> None:
    assert next_of(SERIES, event("u", f"{ZONE}20270106T150000", LAST)) == "2027-01-06 15:00"


def test_an_occurrence_moved_into_the_past_does_not_count() -> None:
    assert next_of(SERIES, event("u", f"{ZONE}20270103T150000", LAST)) == "never"


def test_a_cancelled_occurrence_does_not_count() -> None:
    change = event("u", f"{ZONE}20270104T100000", LAST, "STATUS:CANCELLED")
    assert next_of(SERIES, change) == "never"


@given(days=st.integers(0, 700), hours=st.integers(0, 23))
def test_a_daily_series_meets_within_a_day_whatever_the_season(days: int, hours: int) -> None:
    after = NOW + timedelta(days=days, hours=hours)
    daily = event("u", f"{ZONE}20260706T100000", "RRULE:FREQ=DAILY")
    meeting = read(Resource("/c/a.ics", "", calendar(daily, zones=LONDON)))
    start = next_start(meeting, after)
    assert start is not None
    assert timedelta(0) <= start - after <= timedelta(hours=25)
    assert start.hour in (9, 10)  # ten o'clock in London, in summer and in winter
