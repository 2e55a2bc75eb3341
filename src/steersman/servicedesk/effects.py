"""What was changed outside: counted, and the work behind it, from the evidence of ended runs."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.desk.tables import evidence
from steersman.records.store import reading

VERIFIED, UNPROVEN = "action_verified", "action_failed"  # kinds of evidence: one for each effect
_e = evidence.c
_EFFECTS = (
    sa.select(_e.kind, sa.func.count())
    .where(_e.kind.in_([VERIFIED, UNPROVEN]), _e.at >= sa.bindparam("since"))
    .group_by(_e.kind)
)


@dataclass(frozen=True, slots=True)
class Effects:
    """What was changed outside: read back and seen, or not proven to be there."""

    verified: int
    unproven: int

    @property
    def total(self) -> int:
        return self.verified + self.unproven


def effects_since(store: sa.Engine, since: float) -> Effects:
    """Of runs that ended since then: a run writes its evidence with its end, all at once."""
    with reading(store) as connection:
        found = {kind: count for kind, count in connection.execute(_EFFECTS, {"since": since})}
    return Effects(found.get(VERIFIED, 0), found.get(UNPROVEN, 0))


def work_with_effects(since: float, *, unproven: bool = False) -> sa.Select[tuple[str]]:
    """The numbers of the work that ``effects_since`` counts; ``unproven``: that part of it."""
    kinds = [UNPROVEN] if unproven else [VERIFIED, UNPROVEN]
    return sa.select(_e.work).where(_e.kind.in_(kinds), _e.at >= since)
