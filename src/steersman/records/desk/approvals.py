"""Approvals: each of exactly one plan, by a person who did not ask for it, for a limited time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.moments import has_passed, spelled
from steersman.domain.work import STATE_OF, Status, effective_at
from steersman.records.desk.agenda import wake
from steersman.records.desk.closing import stop_in
from steersman.records.desk.tables import approvals, decisions, work_items
from steersman.records.ledger.tables import entries as ledger
from steersman.records.prepared import Prepared
from steersman.records.store import reading, writing

LASTS = 8 * 3600.0  # seconds
AHEAD = 7 * 86400.0  # seconds: for later than this nobody can say yes today

_IN_FORCE = sa.select(approvals.c.person, approvals.c.vouched_by).where(
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


class Parties(Protocol):
    """The row of a work item: who may not answer about it."""

    number: str
    requester: str
    vouched_by: str
    subject: str


class Given(NamedTuple):
    """An approval in force.  ``eyes``: whose count; ``not_before``: seconds, 0: at once."""

    person: str
    digest: str
    eyes: str
    not_before: float


@dataclass(frozen=True)
class Approvals:
    engine: sa.Engine
    clock: Clock

    def approve(
        self,
        work: str,
        digest: str,
        *,
        by: str,
        vouched_by: str = "",
        reason: str = "",
        channel: str = "api",
        not_before: float = 0.0,
    ) -> bool:
        """Approve exactly this plan, and put the next run on the agenda, in one transaction.

        ``not_before``: seconds; it is rehearsed again then, and this approval waits with it.
        ``vouched_by`` made the token that stands for ``by``: it is their eyes that count.
        ``False``: this person had already approved it; nothing changed.
        """
        with writing(self.engine, "desk") as connection:
            begins, now = self._check(connection, work, digest, by, vouched_by), self.clock.now()
            not_before = _later(not_before, now)
            found = connection.execute(_IN_FORCE, {"digest": digest, "now": now})
            given = [(row.person, row.vouched_by) for row in found]
            if any(person == by and vouched in ("", vouched_by) for person, vouched in given):
                return False
            _refuse_same_eyes(given, by, vouched_by)
            mine = (approvals.c.digest == digest) & (approvals.c.person == by)
            connection.execute(sa.delete(approvals).where(mine))  # lapsed, or at another's word
            row: Json = {"digest": digest, "person": by, "vouched_by": vouched_by, "work": work}
            begins = max(begins, _wait_together(connection, digest, not_before, now))
            row |= {"given_at": now, "expires_at": max(now, begins) + LASTS}
            row |= {"reason": reason, "channel": channel, "not_before": not_before}
            connection.execute(sa.insert(approvals), row)
            wake(connection, work, now)
            return True

    def refuse(self, work: str, digest: str, *, by: str, reason: str, vouched_by: str = "") -> None:
        """Say no to this plan: the work item is canceled and nothing of it is done."""
        with writing(self.engine, "desk") as connection:
            self._check(connection, work, digest, by, vouched_by)
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

    def in_force(self, work: str) -> list[Given]:
        """Every approval of ``work`` that has not lapsed."""
        with reading(self.engine) as connection:
            return given_in(connection, work, self.clock.now())

    @staticmethod
    def _check(
        connection: sa.Connection, work: str, digest: str, by: str, vouched_by: str
    ) -> float:
        """From when on the work may be carried out: an approval given before waits with it."""
        wanted = sa.select(work_items).where(work_items.c.number == work)
        row = connection.execute(wanted).first()
        if row is None:
            raise Permanent(f"there is no work item {work}")
        refuse_party(row, by, vouched_by)
        if row.status not in (Status.HELD.value, Status.DEFERRED.value):
            raise Permanent(f"{work} is {row.status}: there is nothing to approve")
        if is_under_way_in(connection, work):
            raise Permanent(f"{work} was approved already and is being carried out")
        if row.digest != digest:
            raise Permanent(f"the plan of {work} is not the one you read: read it again")
        return effective_at(json.loads(row.params))


def is_under_way_in(connection: sa.Connection, work: str) -> bool:
    """Whether a run of it was let through and has not come to its end."""
    return connection.scalar(_UNDER_WAY, {"work": work}) is not None


def refuse_party(row: Parties, by: str, vouched_by: str) -> None:
    """Nobody answers about their own request or themselves, nor with a token that they made."""
    for eyes in filter(None, (by, vouched_by)):
        if eyes in (row.requester, row.vouched_by, row.subject):
            raise Permanent(_not_other_eyes(row, by, eyes))


def _not_other_eyes(row: Parties, by: str, eyes: str) -> str:
    if eyes != by:
        why = f"{eyes}, who is a party to {row.number}, made the account or token that you use"
        mend = "answer by the mailed link, or with one made on the server"
        return f"{why} (four-eyes): {mend} (`steersman accounts create --local`)"
    if eyes == row.subject:
        return f"{row.number} is about {by}, who cannot approve or refuse it (four-eyes)"
    if eyes == row.requester:
        return f"{by} asked for {row.number} and cannot approve or refuse it (four-eyes)"
    why = f"{row.number} was asked for with a token that {by} made"
    return f"{why}, who cannot approve or refuse it (four-eyes)"


def _refuse_same_eyes(given: Sequence[tuple[str, str]], by: str, vouched_by: str) -> None:
    """Two people who answer with tokens of one maker are one person's eyes."""
    eyes = vouched_by or by
    for person, vouched in given:
        if person != by and (vouched or person) == eyes:
            told = f"{person} approved this plan already by the eyes of {eyes} (four-eyes)"
            raise Permanent(f"{told}: answer by the mailed link, or with a token of the server")


def given_in(connection: sa.Connection, work: str, now: float) -> list[Given]:
    """Every approval of ``work`` in force, the oldest first."""
    rows = _OF_WORK.all(connection, {"work": work, "now": now})
    return [Given(person, digest, by or person, begins) for person, digest, by, begins in rows]


def _wait_together(connection: sa.Connection, digest: str, not_before: float, now: float) -> float:
    """The latest moment that somebody who approved asked for: whoever approves now waits with it.

    A yes that was given before lapses when its own time is over: nobody can lengthen it for them.
    """
    ours = (approvals.c.digest == digest) & (approvals.c.expires_at > now)
    asked = connection.scalar(sa.select(sa.func.max(approvals.c.not_before)).where(ours))
    return max(not_before, asked or 0.0)


def _later(moment: float, now: float) -> float:
    """0: at once.  ``Permanent``: too far ahead to know what is approved, or passed already."""
    if moment > now + AHEAD:
        days = int(AHEAD / 86400.0)
        raise Permanent(f"an approval holds for {days} days ahead at most: approve it nearer to it")
    if moment and has_passed(moment, now):
        mend = "name a later moment, or none to let it begin at once"
        raise Permanent(f"{spelled(moment)} has passed: {mend}")
    return moment if moment > now else 0.0


_OF_WORK = Prepared(
    sa.select(
        approvals.c.person, approvals.c.digest, approvals.c.vouched_by, approvals.c.not_before
    )
    .where(approvals.c.work == sa.bindparam("work"), approvals.c.expires_at > sa.bindparam("now"))
    .order_by(approvals.c.given_at, approvals.c.person)
)
