"""Links that were acted on: each works once, also when two clicks arrive at the same moment."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.store import metadata, reading, writing

used_links = sa.Table(
    "used_links",
    metadata,
    sa.Column("nonce", sa.Text, primary_key=True),
    sa.Column("work", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("used_at", sa.Double, nullable=False),
)


@dataclass(frozen=True)
class UsedLinks:
    engine: sa.Engine
    clock: Clock

    def is_used(self, nonce: str) -> bool:
        known = sa.select(used_links.c.nonce).where(used_links.c.nonce == nonce)
        with reading(self.engine) as connection:
            return connection.scalar(known) is not None

    def use(self, nonce: str, work: str, person: str) -> bool:
        """``False``: somebody used this link before."""
        known = sa.select(used_links.c.nonce).where(used_links.c.nonce == nonce)
        with writing(self.engine, "used links") as connection:
            if connection.scalar(known) is not None:
                return False
            row = {"nonce": nonce, "work": work, "person": person, "used_at": self.clock.now()}
            connection.execute(sa.insert(used_links), row)
            return True

    def give_back(self, nonce: str) -> None:
        """The act did not happen for a reason that may pass: the link still works."""
        with writing(self.engine, "used links") as connection:
            connection.execute(sa.delete(used_links).where(used_links.c.nonce == nonce))
