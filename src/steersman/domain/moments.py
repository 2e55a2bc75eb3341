"""Moments that people name ahead; one that has passed is no plan, so it is never taken as “now”."""

from __future__ import annotations

from datetime import UTC, datetime

_FIRST = datetime.min.replace(tzinfo=UTC).timestamp()
LATELY = 900.0  # seconds: who typed “now” may have needed so long to press the button


def has_passed(moment: float, now: float) -> bool:
    """Whether a moment lies so far back that whoever named it cannot have meant “now”."""
    return moment < now - LATELY


def spelled(moment: float) -> str:
    """As an error says it: “2026-11-01 09:00 UTC”.  Before the year 1 there is no calendar."""
    return f"{datetime.fromtimestamp(max(moment, _FIRST), UTC):%Y-%m-%d %H:%M} UTC"
