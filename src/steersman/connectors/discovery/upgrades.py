"""When a host was last patched: the day on which a package last got a newer version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from steersman.connectors.discovery.parts import Parts
from steersman.connectors.discovery.software import Package

_DPKG = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d upgrade [^\s:]+(?::\S+)? \S+ \S+")
_DNF = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d\S*\s+[A-Z]+\s+Upgrade: \S+")


def last_patched(parts: Parts, packages: Iterable[Package]) -> str:
    """ISO 8601; empty where the host does not tell.  A day that is to come there is none.

    Logs of dpkg and dnf tell upgrades from new packages.  Where there is none, the day on which
    rpm put its newest package there is the best that is known.
    """
    today = _day(next(iter(parts["today"].lines), "")) or date.min
    found = (_DPKG.fullmatch(line) or _DNF.fullmatch(line) for line in parts["upgrades"].lines)
    days = [day for each in found if each and (day := _day(each[1])) and day <= today]
    if not days:
        moments = (each.installed_at for each in packages if each.installed_at)
        put = [datetime.fromtimestamp(each, UTC).date() for each in moments if each < 2**33]
        days = [day for day in put if day <= today]
    return max(days).isoformat() if days else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
