"""Instants as the reader's own clock shows them, with the exact one behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

COOKIE = "zone"  # set by the page from what the browser says
UTC_NAME = "UTC"
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Times:
    """How one reader sees instants.  ``now`` and every instant are seconds since 1970."""

    now: float
    zone_name: str = UTC_NAME

    def at(self, instant: float | None, *, seconds: bool = False) -> Markup:
        """``<time>``: 14:32 today, 17 Nov, 14:32 this year; the exact instant on hover."""
        if instant is None:
            return Markup('<span class="quiet">never</span>')
        here = self._local(instant)
        exact = f"{here:%Y-%m-%d %H:%M:%S} {here.tzname()}"
        shown, machine = self.text(instant, seconds=seconds), _machine(instant)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(machine, exact, shown)

    def text(self, instant: float, *, seconds: bool = False) -> str:
        here, today = self._local(instant), self._local(self.now)
        clock = f"{here:%H:%M:%S}" if seconds else f"{here:%H:%M}"
        if here.date() == today.date():
            return clock
        year = f" {here.year}" if here.year != today.year else ""
        return f"{here.day} {here:%b}{year}, {clock}"

    def day(self, instant: float) -> str:
        here = self._local(instant)
        year = f" {here.year}" if here.year != self._local(self.now).year else ""
        return f"{here.day} {here:%b}{year}"

    def today(self) -> str:
        """The day in full, for a page's title: Tuesday, 17 November."""
        here = self._local(self.now)
        return f"{here:%A}, {here.day} {here:%B}"

    def midnight(self) -> float:
        """When the reader's day began."""
        here = self._local(self.now)
        return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

    def ago(self, instant: float | None) -> Markup:
        """``<time>``: how long ago, or in how long; the exact instant on hover."""
        if instant is None:
            return Markup('<span class="quiet">never</span>')
        apart = self.now - instant
        words = f"{span(apart)} ago" if apart >= 0 else f"in {span(-apart)}"
        words = "just now" if 0 <= apart < 1 else words
        exact = f"{self._local(instant):%Y-%m-%d %H:%M:%S %Z}"
        shape = '<time datetime="{}" title="{}">{}</time>'
        return Markup(shape).format(_machine(instant), exact, words)

    def _local(self, instant: float) -> datetime:
        return datetime.fromtimestamp(instant, zone(self.zone_name))


def span(seconds: float) -> str:
    """A duration in its two largest units: 1 min 19 s, 3 h 5 min, 12 days."""
    if seconds < 1:
        return f"{max(seconds, 0) * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s".replace(".0 s", " s")
    if seconds < _HOUR:
        return _two(seconds, _MINUTE, "min", 1.0, "s")
    if seconds < 2 * _DAY:
        return _two(seconds, _HOUR, "h", _MINUTE, "min")
    return f"{seconds // _DAY:.0f} days"


def known_zone(name: str) -> str:
    """``name`` when it is a zone of the IANA database, else UTC: it comes from a cookie."""
    return name if zone(name) is not UTC else UTC_NAME


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    if not name or name == UTC_NAME or len(name) > 64:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _two(seconds: float, large: float, one: str, small: float, two: str) -> str:
    many, rest = divmod(int(seconds), int(large))
    fewer = rest // int(small)
    return f"{many} {one} {fewer} {two}" if fewer else f"{many} {one}"


def _machine(instant: float) -> str:
    exact = datetime.fromtimestamp(instant, UTC)
    return f"{exact:%Y-%m-%dT%H:%M:%S}.{exact.microsecond // 1000:03}Z"
