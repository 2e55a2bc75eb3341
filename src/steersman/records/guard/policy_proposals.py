"""Changes of a policy file that somebody proposed and somebody else decides about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import new_id, text_column
from steersman.records.store import metadata, reading, writing

OPEN, APPLIED, REFUSED, WITHDRAWN = "open", "applied", "refused", "withdrawn"

policy_proposals = sa.Table(
    "policy_proposals",
    metadata,
    text_column("id", key=True),
    text_column("file"),
    text_column("before"),  # SHA-256 of the file that it was written against
    text_column("text"),
    text_column("by"),
    text_column("eyes"),  # whose eyes those are: who vouched for the session or token
    text_column("reason"),
    text_column("effect"),  # what it would have changed, in a sentence
    sa.Column("at", sa.Double, nullable=False),
    text_column("state"),
    text_column("decided_by"),
    sa.Column("decided_at", sa.Double),
    sa.Index("ix_policy_proposals_state", "state", "at"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """``at`` and ``decided_at`` are seconds since 1970."""

    id: str
    file: str
    before: str
    text: str
    by: str
    eyes: str
    reason: str
    effect: str
    at: float
    state: str
    decided_by: str
    decided_at: float | None


@dataclass(frozen=True)
class PolicyProposals:
    engine: sa.Engine
    clock: Clock

    def make(
        self, *, file: str, before: str, text: str, by: str, eyes: str, reason: str, effect: str
    ) -> Proposal:
        row = {"file": file, "before": before, "text": text, "by": by, "eyes": eyes}
        row |= {"reason": reason, "effect": effect, "state": OPEN, "decided_by": ""}
        made = Proposal(id=new_id("pol"), at=self.clock.now(), decided_at=None, **row)
        with writing(self.engine, "policies") as connection:
            values = {**row, "id": made.id, "at": made.at}
            connection.execute(sa.insert(policy_proposals).values(**values))
        return made

    def find(self, id_: str) -> Proposal:
        """Raises ``Permanent`` when there is none."""
        wanted = sa.select(policy_proposals).where(policy_proposals.c.id == id_)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            raise Permanent(f"there is no proposal {id_}")
        return Proposal(**row)

    def latest(self, most: int = 20) -> Sequence[Proposal]:
        """Open ones first, then the newest."""
        c = policy_proposals.c
        order = (sa.case((c.state == OPEN, 0), else_=1), c.at.desc())
        wanted = sa.select(policy_proposals).order_by(*order).limit(most)
        with reading(self.engine) as connection:
            return [Proposal(**row) for row in connection.execute(wanted).mappings()]

    def settle(self, id_: str, state: str, *, by: str) -> None:
        """Once: a second answer to the same proposal is refused."""
        c = policy_proposals.c
        change = sa.update(policy_proposals).where(c.id == id_, c.state == OPEN)
        told = {"state": state, "decided_by": by, "decided_at": self.clock.now()}
        with writing(self.engine, "policies") as connection:
            if connection.execute(change.values(**told)).rowcount == 0:
                raise Permanent(f"proposal {id_} was decided already")
