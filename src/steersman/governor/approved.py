"""Whose approvals count for a plan: those of the very plan, or of one that covers it.

So work that was approved and then done in part may be finished without asking again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.governor.rehearsal import Rehearsal
from steersman.records.desk.approvals import Given, given_in
from steersman.records.desk.tables import decisions
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import reading

_RUN_OF = (
    sa.select(decisions.c.run)
    .where(decisions.c.work == sa.bindparam("work"), decisions.c.digest == sa.bindparam("digest"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Approved:
    engine: sa.Engine
    ledger: Ledger
    rehearsal: Rehearsal

    def by(self, now: float) -> Mapping[str, float]:
        """Who said yes, and from when on they want it done, in seconds; 0: at once."""
        with reading(self.engine) as connection:
            given = given_in(connection, self.rehearsal.work, now)
        people: dict[str, Given] = {}  # eyes → who said so: one pair of eyes counts once
        for each in given:
            if each.eyes not in people and self._covers(each.digest):
                people[each.eyes] = each
        return {each.person: each.not_before for each in people.values()}

    def _covers(self, digest: str) -> bool:
        if digest == self.rehearsal.digest:
            return True
        asked = {"work": self.rehearsal.work, "digest": digest}
        with reading(self.engine) as connection:
            run = connection.scalar(_RUN_OF, asked)
        opening = self.ledger.find(f"{run}/decision") if run else None
        if opening is None:
            return False
        return Rehearsal.from_json(opening["rehearsal"]).covers(self.rehearsal)
