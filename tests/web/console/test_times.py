"""Instants as the reader sees them; the exact one is always behind."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.web.console.times import Times, known_zone, span

NOW = datetime(2026, 11, 23, 14, 32, 8, tzinfo=UTC).timestamp()
HOUR, DAY = 3600.0, 86400.0


@pytest.mark.parametrize(
    ("zone", "instant", "shown"),
    [
        ("UTC", NOW - HOUR, "13:32"),
        ("Europe/Berlin", NOW - HOUR, "14:32"),
        ("Asia/Tokyo", NOW, "23:32"),
        ("Asia/Tokyo", NOW + HOUR, "24 Nov, 00:32"),  # tomorrow there
        ("UTC", NOW - 6 * DAY, "17 Nov, 14:32"),
        ("UTC", NOW - 400 * DAY, "19 Oct 2025, 14:32"),
    ],
)
def test_an_instant_is_told_on_the_readers_clock(zone: str, instant: float, shown: str) -> None:
    assert Times(NOW, zone).text(instant) == shown


def test_the_exact_instant_stands_behind() -> None:
    told = Times(NOW, "Europe/Berlin").at(NOW)

    assert 'datetime="2026-11-23T14:32:08.000Z"' in told
    assert 'title="2026-11-23 15:32:08 CET"' in told


def test_an_instant_that_never_came_is_never() -> None:
    assert "never" in Times(NOW).at(None)
    assert "never" in Times(NOW).ago(None)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.25, "250 ms"),
        (2.0, "2 s"),
        (2.34, "2.3 s"),
        (59.0, "59 s"),
        (79.0, "1 min 19 s"),
        (120.0, "2 min"),
        (3 * HOUR + 300, "3 h 5 min"),
        (12 * DAY, "12 days"),
        (-5.0, "0 ms"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, told: str) -> None:
    assert span(seconds) == told


def test_the_past_and_the_future_are_told_apart() -> None:
    assert "2 h ago" in Times(NOW).ago(NOW - 2 * HOUR)
    assert "in 28 min" in Times(NOW).ago(NOW + 28 * 60)


def test_the_day_begins_at_the_readers_midnight() -> None:
    tokyo = datetime(2026, 11, 23, 0, 0, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp()

    assert Times(NOW, "Asia/Tokyo").midnight() == tokyo
    assert Times(NOW, "UTC").today() == "Monday, 23 November"


@given(st.text(max_size=80))
def test_a_zone_from_a_cookie_never_breaks_a_page(name: str) -> None:
    zone = known_zone(name)

    assert Times(NOW, zone).text(NOW)
    assert zone in (name, "UTC")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/localtime", "Europe", "x" * 500, ""])
def test_what_is_no_zone_is_utc(name: str) -> None:
    assert known_zone(name) == "UTC"
