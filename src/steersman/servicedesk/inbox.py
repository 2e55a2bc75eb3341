"""What waits for whom: the plans that somebody may answer, those that wait for others, questions.

A plan waits for a person when it is held, an approval of theirs would count towards
it, they may approve it by the rules, they are no party to it, and have not approved it yet.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.permissions import Principal
from steersman.domain.work import Status
from steersman.records.desk.tables import (
    approvals,
    ask_backs,
    decisions,
    obligations,
    questions,
    work_items,
)
from steersman.records.ledger.tables import entries
from steersman.records.permissions import Rules
from steersman.records.store import reading
from steersman.servicedesk.approving import MAY_APPROVE

MOST = 50  # rows in one list
COUNTED = 100  # a badge says no more than “99+”
_w, _a = work_items.c, approvals.c
_newest = (decisions.c.at.desc(), sa.func.length(decisions.c.run).desc(), decisions.c.run.desc())
_last = decisions.alias("last")
_LAST_RUN = (
    sa.select(decisions.c.run)
    .where(decisions.c.work == _w.number)
    .order_by(*_newest)
    .limit(1)
    .scalar_subquery()
)
_DUE = (
    sa.select(sa.func.min(obligations.c.due_at))
    .where(obligations.c.work == _w.number, obligations.c.state == "open")
    .where(obligations.c.kind == "access_closed")
    .scalar_subquery()
)
_HELD = _w.status == Status.HELD.value
_FROM = work_items.join(_last, _last.c.run == _LAST_RUN)

ANSWERS = ("approval", "refusal")  # kinds of the ledger
_LATELY = (
    sa.select(entries.c.kind, entries.c.at, entries.c.body)
    .where(entries.c.kind == sa.bindparam("kind"))
    .order_by(entries.c.seq.desc())
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """A held plan.  Times in seconds; ``due``: when the access should be closed, if promised."""

    number: str
    seq: int
    procedure: str
    summary: str
    requester: str
    subject: str
    digest: str
    held_since: float
    due: float | None
    run: str  # whose decision holds it: the ledger has the plan under “<run>/decision”
    needs: Sequence[Json]
    approved: int  # how many approvals of this very plan are in force


@dataclass(frozen=True)
class Inbox:
    store: sa.Engine
    permissions: Rules
    clock: Clock

    def waiting_for(self, principal: Principal, most: int = MOST) -> Sequence[WaitingPlan]:
        """The plans that this person may answer, the most urgent first: by promise, then by age."""
        mine = self._mine(principal)
        return [] if mine is None else self._plans(mine, most)

    def waiting_for_others(self, principal: Principal, most: int = MOST) -> Sequence[WaitingPlan]:
        """Held plans that they may see and cannot answer."""
        seen = self.permissions.visible(principal, "view", work_items)
        if not seen.rules:
            return []
        mine = self._mine(principal)
        rest = sa.and_(_HELD, seen.where)
        return self._plans(rest if mine is None else sa.and_(rest, sa.not_(mine)), most)

    def count(self, principal: Principal) -> int:
        """How many wait for this person, counted up to ``COUNTED``."""
        mine = self._mine(principal)
        if mine is None:
            return 0
        some = sa.select(sa.literal(1)).select_from(_FROM).where(mine).limit(COUNTED).subquery()
        with reading(self.store) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0

    def questions(self, principal: Principal, most: int = MOST) -> Sequence[Json]:
        """Unanswered questions of the desk that they may see, the oldest first."""
        seen = self.permissions.visible(principal, "view", questions)
        if not seen.rules:
            return []
        wanted = sa.select(questions, _w.summary, _w.subject)
        wanted = wanted.join(work_items, _w.number == questions.c.work)
        wanted = wanted.where(questions.c.answered_at.is_(None), seen.where)
        return self._rows(wanted.order_by(questions.c.asked_at).limit(most))

    def asked_back(self, principal: Principal, most: int = MOST) -> Sequence[Json]:
        """What approvers asked and nobody answered, about work that they may see."""
        seen = self.permissions.visible(principal, "view", work_items)
        if not seen.rules:
            return []
        wanted = sa.select(ask_backs, _w.summary, _w.subject, _w.requester)
        wanted = wanted.join(work_items, _w.number == ask_backs.c.work)
        wanted = wanted.where(ask_backs.c.answered_at.is_(None), _HELD, seen.where)
        return self._rows(wanted.order_by(ask_backs.c.asked_at).limit(most))

    def decided_lately(self, principal: Principal, most: int = 20) -> Sequence[Json]:
        """What people answered about work that they may see: the ledger's entries, newest first."""
        seen = self.permissions.visible(principal, "view", work_items)
        if not seen.rules:
            return []
        with reading(self.store) as connection:
            last = [r for kind in ANSWERS for r in connection.execute(_LATELY, _of(kind, most))]
            told = [{**json.loads(row.body), "at": row.at, "kind": row.kind} for row in last]
            numbers = [each["work"] for each in told]
            wanted = sa.select(_w.number, _w.summary, _w.procedure, _w.subject, _w.status)
            wanted = wanted.where(_w.number.in_(numbers), seen.where)
            rows = {row["number"]: row for row in connection.execute(wanted).mappings()}
        known = [{**rows[each["work"]], **each} for each in told if each["work"] in rows]
        return sorted(known, key=lambda each: -each["at"])[:most]

    def _mine(self, principal: Principal) -> sa.ColumnElement[bool] | None:
        """None: nothing can wait for somebody without such a role, so nothing is asked."""
        roles = principal.roles & MAY_APPROVE
        may = self.permissions.visible(principal, "approve", work_items)
        if not roles or not may.rules:
            return None
        wanted = [_last.c.needs.contains(_spelled(role), autoescape=True) for role in sorted(roles)]
        given = sa.exists().where(
            _a.digest == _w.digest, _a.person == principal.id, _a.expires_at > self.clock.now()
        )
        parties = (_w.requester, _w.subject, _w.vouched_by)
        others = [column != principal.id for column in parties]
        return sa.and_(_HELD, may.where, sa.or_(*wanted), *others, sa.not_(given))

    def _plans(self, where: sa.ColumnElement[bool], most: int) -> Sequence[WaitingPlan]:
        approved = (
            sa.select(sa.func.count())
            .where(_a.digest == _w.digest, _a.expires_at > self.clock.now())
            .scalar_subquery()
        )
        due = _DUE.label("due")
        wanted = sa.select(work_items, _last.c.run, _last.c.needs, due, approved.label("given"))
        wanted = wanted.select_from(_FROM).where(where).order_by(due.nulls_last(), _w.seq)
        with reading(self.store) as connection:
            rows = connection.execute(wanted.limit(most)).mappings().all()
        return [_plan(row) for row in rows]

    def _rows(self, wanted: sa.Select[tuple[object]]) -> Sequence[Json]:
        with reading(self.store) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]


def _of(kind: str, most: int) -> Json:
    return {"kind": kind, "most": 3 * most}  # some may be about work that they may not see


def _spelled(role: str) -> str:
    """As it stands inside the needs of a decision."""
    return canonical({"role": role})[1:-1]


def _plan(row: sa.RowMapping) -> WaitingPlan:
    return WaitingPlan(
        number=row["number"],
        seq=row["seq"],
        procedure=row["procedure"],
        summary=row["summary"],
        requester=row["requester"],
        subject=row["subject"],
        digest=row["digest"] or "",
        held_since=row["settled_at"] or row["opened_at"],
        due=row["due"],
        run=row["run"],
        needs=json.loads(row["needs"]),
        approved=row["given"],
    )
