"""One sentence that says what is wrong, to be understood at three in the morning."""

from __future__ import annotations

from collections.abc import Sequence

from steersman.signals.situations.causes import GRADES

LONGEST = 200


def sentence(name: str, host: str, alerts: int = 1, hosts: int = 1, kinds: int = 1) -> str:
    """``name`` and ``host``: of the alert that speaks for all of them; then how many there are."""
    said = f"{name} on {host}" if host else name
    if hosts > 1:
        said += f" and {hosts - 1:,} other host{'s' if hosts > 2 else ''}"
    if alerts > 1:
        said += f": {alerts:,} alerts" + (f" of {kinds:,} kinds" if kinds > 1 else "")
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def gravest(severities: Sequence[str]) -> str:
    """The gravest of these; one that nobody knows counts least, none less than that."""
    known = [each for each in GRADES if each in severities]
    return known[0] if known else min((each for each in severities if each), default="")


def grade(severity: str) -> int:
    """To sort by: 0 is critical."""
    return GRADES.index(severity) if severity in GRADES else len(GRADES)
