"""Market hours by the exchanges' real calendars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from steersman.domain.errors import Permanent
from steersman.governor.market import open_until


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("exchange", "now", "closes"),
    [
        ("XLON", "2026-06-01T07:00", "2026-06-01T15:30"),  # the opening minute, summer time
        ("XLON", "2026-06-01T15:29:59", "2026-06-01T15:30"),
        ("XLON", "2026-01-05T16:29", "2026-01-05T16:30"),  # winter time
        ("XLON", "2026-12-24T12:00", "2026-12-24T12:30"),  # half a day
        ("XTKS", "2026-06-01T02:45", "2026-06-01T06:30"),  # lunch break: still at the desk
        ("XHKG", "2026-06-01T04:30", "2026-06-01T08:00"),
        ("XASX", "2026-01-01T23:30", "2026-01-02T05:00"),  # the year's first session, UTC
    ],
)
def test_an_open_market_tells_when_it_closes(exchange: str, now: str, closes: str) -> None:
    assert open_until(exchange, at(now)) == at(closes)


@pytest.mark.parametrize(
    ("exchange", "now"),
    [
        ("XLON", "2026-06-01T06:59:59"),
        ("XLON", "2026-06-01T15:30"),  # the closing minute
        ("XLON", "2026-06-06T10:00"),  # Saturday
        ("XLON", "2026-12-25T10:00"),  # holiday
        ("XLON", "2026-12-24T12:31"),
        ("XLON", "2026-01-01T00:00"),  # before the first session of the year
        ("XTKS", "2026-01-01T03:00"),
        ("XLON", "2026-12-31T23:59"),
    ],
)
def test_a_closed_market_is_closed(exchange: str, now: str) -> None:
    assert open_until(exchange, at(now)) is None


def test_an_unknown_exchange_is_named() -> None:
    with pytest.raises(Permanent, match="'nowhere' is no exchange"):
        open_until("nowhere", at("2026-06-01T10:00"))
