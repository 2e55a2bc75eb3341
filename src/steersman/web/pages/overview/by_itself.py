"""What was done today without a person's yes: how it was verified, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.tables import evidence, work_items
from steersman.records.names import names_in
from steersman.records.store import reading
from steersman.servicedesk.alone import done_by_itself
from steersman.servicedesk.effects import UNPROVEN, VERIFIED
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.overview.figures import MOST
from steersman.web.sign_in.session import Visitor

SHOWN = 8
_w, _e = work_items.c, evidence.c


@dataclass(frozen=True, slots=True)
class Done:
    """One piece of work.  ``where``: the systems whose answer proved it.

    ``result``: verified, unproven, nothing (no effect was needed) or undone.
    """

    number: str
    title: str
    at: float
    where: Sequence[str]
    effects: int
    result: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class DoneToday:
    """``count``: all of them, up to the cap; ``settled``: those that were not taken back."""

    rows: Sequence[Done]
    count: int
    settled: int


def done_today(core: Core, visitor: Visitor, since: float) -> DoneToday:
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    mine = sa.and_(done_by_itself(since), seen.where)
    told = (_w.number, _w.procedure, _w.summary, _w.subject, _w.status, _w.settled_at)
    newest = sa.select(*told).where(mine).order_by(_w.settled_at.desc()).limit(SHOWN)
    with reading(core.store) as connection:
        rows = connection.execute(newest).mappings().all()
        counted = _counted(connection, mine)
    numbers = [row["number"] for row in rows]
    proofs, undoable = _proofs(core, numbers), _undoable(core, visitor, numbers)
    names = names_in(core.store, *(f"{row['summary']} {row['subject']}" for row in rows))
    done = [
        Done(
            number=row["number"],
            title=title_of(row["procedure"], row["summary"], row["subject"], names),
            at=row["settled_at"],
            where=proofs[row["number"]].where,
            effects=proofs[row["number"]].effects,
            result=_result(row["status"], proofs[row["number"]]),
            may_undo=row["number"] in undoable and proofs[row["number"]].effects > 0,
        )
        for row in rows
    ]
    return DoneToday(done, sum(counted.values()), counted.get(Status.DONE.value, 0))


@dataclass(frozen=True, slots=True)
class _Proof:
    where: Sequence[str]
    effects: int
    unproven: int


def _counted(connection: sa.Connection, mine: sa.ColumnElement[bool]) -> dict[str, int]:
    some = sa.select(_w.status).where(mine).limit(MOST + 1).subquery()
    grouped = sa.select(some.c.status, sa.func.count()).group_by(some.c.status)
    return {status: count for status, count in connection.execute(grouped)}


def _proofs(core: Core, numbers: Sequence[str]) -> dict[str, _Proof]:
    wanted = sa.select(_e.work, _e.kind, _e.capability).where(
        _e.work.in_(numbers), _e.kind.in_([VERIFIED, UNPROVEN])
    )
    with reading(core.store) as connection:
        rows = connection.execute(wanted).all()
    return {number: _proof([row for row in rows if row.work == number]) for number in numbers}


def _proof(rows: Sequence[sa.Row[str, str, str]]) -> _Proof:
    proven = [row for row in rows if row.kind == VERIFIED]
    systems = sorted({row.capability.partition("@")[2] for row in proven})
    return _Proof(systems, len(rows), len(rows) - len(proven))


def _undoable(core: Core, visitor: Visitor, numbers: Sequence[str]) -> frozenset[str]:
    may = core.permissions.visible(visitor.caller.principal, "undo", work_items)
    wanted = sa.select(_w.number).where(
        _w.number.in_(numbers),
        may.where,
        _w.subject != visitor.id,
        _w.status == Status.DONE.value,
    )
    with reading(core.store) as connection:
        return frozenset(connection.scalars(wanted))


def _result(status: str, proof: _Proof) -> str:
    if status == Status.UNDONE.value:
        return "undone"
    if proof.unproven:
        return "unproven"
    return "verified" if proof.effects else "nothing"
