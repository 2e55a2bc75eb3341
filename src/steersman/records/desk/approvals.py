"""Approvals: each of exactly one plan, by a person who did not ask for it, for a limited time."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import STATE_OF, Status
from steersman.records.desk.agenda import wake
from steersman.records.desk.closing import stop_in
from steersman.records.desk.tables import approvals, decisions, work_items
from steersman.records.ledger.tables import entries as ledger
from steersman.records.prepared import Prepared
from steersman.records.store import writing

LASTS = 8 * 3600.0  # seconds

_IN_FORCE = sa.select(approvals.c.person).where(
    approvals.c.digest == sa.bindparam("digest"), approvals.c.expires_at > sa.bindparam("now")
)
_NEEDS = (
    sa.select(decisions.c.needs)
    .where(decisions.c.work == sa.bindparam("work"))
    .order_by(decisions.c.at.desc(), sa.func.length(decisions.c.run).desc(), decisions.c.run.desc())
    .limit(1)
)
_UNDER_WAY = sa.select(decisions.c.run).where(  # allowed, and without its end in the ledger
    decisions.c.work == sa.bindparam("work"),
    decisions.c.verdict == "ALLOW",
    ~sa.exists().where(ledger.c.key == decisions.c.run.concat("/end")),
)


@dataclass(frozen=True)
class Approvals:
    engine: sa.Engine
    clock: Clock

    def approve(
        self, work: str, digest: str, *, by: str, reason: str = "", channel: str = "api"
    ) -> bool:
        """Approve exactly this plan, and put the next run on the agenda, in one transaction.

        ``False``: this person had already approved it; nothing changed.
        """
        with writing(self.engine, "desk") as connection:
            self._check(connection, work, digest, by)
            now = self.clock.now()
            if by in set(connection.scalars(_IN_FORCE, {"digest": digest, "now": now})):
                return False
            mine = (approvals.c.digest == digest) & (approvals.c.person == by)
            connection.execute(sa.delete(approvals).where(mine))  # one that has lapsed
            row = {"digest": digest, "person": by, "work": work, "given_at": now}
            row |= {"expires_at": now + LASTS, "reason": reason, "channel": channel}
            connection.execute(sa.insert(approvals), row)
            wake(connection, work, now)
            return True

    def refuse(self, work: str, digest: str, *, by: str, reason: str) -> None:
        """Say no to this plan: the work item is canceled and nothing of it is done."""
        with writing(self.engine, "desk") as connection:
            self._check(connection, work, digest, by)
            ours = work_items.c.number == work
            end = {"state": STATE_OF[Status.CANCELED].value, "status": Status.CANCELED.value}
            now, reasons = self.clock.now(), json.dumps([f"refused by {by}: {reason}"])
            told = {"reasons": reasons, "settled_at": now}
            connection.execute(sa.update(work_items).where(ours).values(**end, **told))
            stop_in(connection, work, now)

    def needed(self, work: str) -> list[Json]:
        """Who the last decision asked for: ``[{"count": 1, "role": "approver"}]``."""
        with self.engine.connect() as connection:
            text = connection.scalar(_NEEDS, {"work": work})
        needs: list[Json] = json.loads(text or "[]")
        return needs

    def given(self, digest: str) -> list[Json]:
        about = sa.select(approvals).where(approvals.c.digest == digest)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(about).mappings()]

    @staticmethod
    def _check(connection: sa.Connection, work: str, digest: str, by: str) -> None:
        wanted = sa.select(work_items).where(work_items.c.number == work)
        row = connection.execute(wanted).first()
        if row is None:
            raise Permanent(f"there is no work item {work}")
        if by == row.requester:
            raise Permanent(f"{by} asked for {work} and cannot approve or refuse it (four-eyes)")
        if by == row.subject:
            raise Permanent(f"{work} is about {by}, who cannot approve or refuse it (four-eyes)")
        if row.status not in (Status.HELD.value, Status.DEFERRED.value):
            raise Permanent(f"{work} is {row.status}: there is nothing to approve")
        if connection.scalar(_UNDER_WAY, {"work": work}) is not None:
            raise Permanent(f"{work} was approved already and is being carried out")
        if row.digest != digest:
            raise Permanent(f"the plan of {work} is not the one you read: read it again")


def given_in(connection: sa.Connection, work: str, now: float) -> list[tuple[str, str]]:
    """(person, digest) of every approval of ``work`` that has not lapsed."""
    rows = _OF_WORK.all(connection, {"work": work, "now": now})
    return [(person, digest) for person, digest in rows]


_OF_WORK = Prepared(
    sa.select(approvals.c.person, approvals.c.digest).where(
        approvals.c.work == sa.bindparam("work"), approvals.c.expires_at > sa.bindparam("now")
    )
)
