"""Who stands behind an entry: a person, a named principal, Steersman itself, or nobody we know."""

from __future__ import annotations

from steersman.domain.canonical import Json
from steersman.domain.work import SYSTEM

ITSELF = f"{SYSTEM}steersman"  # what the governor decides and does, nobody pressing anything
NOBODY = "nobody"  # somebody at the door, who never proved who they are
AT_THE_DOOR = frozenset({"sign-in-refused"})  # kinds of entries before anybody has signed in


def actor_of(kind: str, body: Json) -> str:
    """The principal's id: ``per_…``, ``system:…``, ``ITSELF`` or ``NOBODY``; never empty."""
    by = body.get("by")
    if isinstance(by, str) and by:
        return by
    return NOBODY if kind in AT_THE_DOOR else ITSELF


def vouched_by(body: Json) -> str:
    """Who made the token that was used, where that is somebody else; empty: nobody else."""
    found = body.get("vouched_by")
    return found if isinstance(found, str) else ""
