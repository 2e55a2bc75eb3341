"""When people have judged a rule noise often enough for it to be muted by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 5  # situations in which it was judged not useful
SHARE = 0.8  # of those that were judged at all
WITHIN = 30 * 86_400.0  # seconds
LASTS = 14 * 86_400.0  # seconds that it is muted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was last said of a rule in one situation."""

    situation: str
    useful: bool
    at: float


def is_noise(verdicts: Sequence[Verdict], now: float) -> bool:
    """Each situation counts once; one person who says otherwise makes it useful."""
    recent = [each for each in verdicts if each.at > now - WITHIN]
    useful = {each.situation for each in recent if each.useful}
    useless = {each.situation for each in recent} - useful
    judged = len(useful) + len(useless)
    return len(useless) >= ENOUGH and len(useless) >= SHARE * judged


def evidence(rule: str, verdicts: Sequence[Verdict], now: float) -> str:
    recent = [each for each in verdicts if each.at > now - WITHIN]
    useful = {each.situation for each in recent if each.useful}
    useless = sorted({each.situation for each in recent} - useful)
    named = ", ".join(useless[:5]) + (" …" if len(useless) > 5 else "")
    return (
        f"{rule}: judged not useful in {len(useless)} of {len(useless) + len(useful)} situations "
        f"within 30 days ({named})"
    )
