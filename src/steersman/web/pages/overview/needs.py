"""What waits for the visitor: plans to decide about, questions to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.records.desk.tables import ask_backs, questions, work_items
from steersman.records.names import Names, names_in
from steersman.records.store import reading
from steersman.servicedesk.inbox import Inbox, WaitingPlan
from steersman.web.console.templates import plural
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN = 8
COUNTED = 100  # a badge says no more than “99+”
_q, _w, _b = questions.c, work_items.c, ask_backs.c


@dataclass(frozen=True, slots=True)
class Need:
    """``due``: by when, ``since``: waiting from when on, both in seconds.  ``act``: the button."""

    id: str
    title: str
    path: str
    notes: Sequence[str]
    due: float | None
    since: float
    act: str


@dataclass(frozen=True, slots=True)
class Needs:
    """``rows``: the most urgent; ``count``: all of them, up to ``COUNTED`` of each kind."""

    rows: Sequence[Need]
    count: int
    plans: int


def needs_of(core: Core, visitor: Visitor) -> Needs:
    principal = visitor.caller.principal
    inbox = Inbox(core.store, core.permissions, core.clock)
    count = inbox.count(principal)
    plans = inbox.waiting_for(principal, SHOWN) if count else ()
    may = core.permissions.visible(principal, "answer", questions)
    asked, asked_count = _asked(core, _OPEN_QUESTIONS.where(may.where, _q.person != visitor.id))
    back, back_count = _asked(core, _OPEN_ASK_BACKS.where(_w.requester == visitor.id))
    told = [*(f"{p.summary} {p.subject} {p.requester}" for p in plans)]
    told += [canonical([dict(row) for row in (*asked, *back)])]
    names = names_in(core.store, *told)
    rows = [_plan(plan, names) for plan in plans]
    rows += [_ask_back(row, names) for row in back] + [_question(row, names) for row in asked]
    return Needs(rows[:SHOWN], count + asked_count + back_count, count)


_OPEN_QUESTIONS = (
    sa.select(_q.id, _q.work, _q.text, _q.system, _q.asked_at, _w.summary)
    .join(work_items, _w.number == _q.work)
    .where(_q.answered_at.is_(None))
    .order_by(_q.asked_at)
)
_OPEN_ASK_BACKS = (
    sa.select(_b.id, _b.work, _b.text, _b.asked_by, _b.asked_at, _w.summary)
    .join(work_items, _w.number == _b.work)
    .where(_b.answered_at.is_(None))
    .order_by(_b.asked_at)
)


def _asked(core: Core, wanted: sa.Select[tuple[object]]) -> tuple[Sequence[sa.RowMapping], int]:
    some = wanted.order_by(None).limit(COUNTED).subquery()
    with reading(core.store) as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
        rows = connection.execute(wanted.limit(SHOWN)).mappings().all() if count else []
    return rows, count


def _plan(plan: WaitingPlan, names: Names) -> Need:
    needs = [
        f"needs {plural(each['count'], 'yes', 'yeses')} ({each['role']})" for each in plan.needs
    ]
    return Need(
        id=plan.number,
        title=title_of(plan.procedure, plan.summary, plan.subject, names),
        path=f"/approvals/{plan.number}",
        notes=[plan.number, f"asked by {names.of(plan.requester)}", *needs],
        due=plan.due,
        since=plan.held_since,
        act="Review",
    )


def _question(row: sa.RowMapping, names: Names) -> Need:
    return _need(row, names, f"/work/{row['work']}#{row['id']}", f"Question {row['id']}")


def _ask_back(row: sa.RowMapping, names: Names) -> Need:
    path = f"/approvals/{row['work']}#asked-back"
    return _need(row, names, path, f"{names.of(row['asked_by'])} asks before deciding")


def _need(row: sa.RowMapping, names: Names, path: str, note: str) -> Need:
    notes = [note, f"{row['work']} {names.within(row['summary'])}".strip()]
    text = names.within(row["text"])
    return Need(row["id"], text, path, notes, None, row["asked_at"], "Answer")
