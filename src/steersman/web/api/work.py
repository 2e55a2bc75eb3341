"""Work items: what was asked for, how it stands, and what each run of it did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query

from steersman.domain.canonical import Json, canonical
from steersman.domain.work import Status
from steersman.records.desk.tables import questions, work_items
from steersman.records.store import reading
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.naming import names_for
from steersman.web.reaching import reachable

router = APIRouter(prefix="/work", tags=["work"])
Reader = Annotated[Caller, needs("read")]


@router.get("")
def list_work(
    core: CoreDep,
    caller: Reader,
    status: Status | None = None,
    subject: str = "",
    before: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """Work items, newest first; ``before`` is the ``seq`` to go on from.

    ``names``: who is meant by the ids in them, as far as the caller may see these people.
    """
    table = work_items.c
    wanted = sa.select(work_items).where(visible(core, caller, "view", work_items).where)
    for column, value in ((table.status, status and status.value), (table.subject, subject)):
        wanted = wanted.where(column == value) if value else wanted
    if before is not None:
        wanted = wanted.where(table.seq < before)
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(table.seq.desc()).limit(limit)).mappings().all()
    last = rows[-1]["seq"] if len(rows) == limit else None
    names = names_for(core, caller, *(f"{row['requester']} {row['subject']}" for row in rows))
    return {"work": [as_json(dict(row)) for row in rows], "before": last, "names": names}


@router.get("/{number}")
def one_work(core: CoreDep, caller: Reader, number: str) -> Json:
    """One work item with everything that it still waits for."""
    row = reachable(core, caller, "view", number)
    desk = core.desk
    approvals = desk.approvals.given(row["digest"]) if row["digest"] else []
    return {
        **as_json(row),
        "needs": desk.approvals.needed(number) if waits(row) else [],
        "approvals": approvals,
        "obligations": [_obligation(each) for each in desk.obligations.of(number)],
        "questions": questions_of(core, number),
        "ask_backs": desk.ask_backs.of(number),
        "names": names_for(core, caller, canonical([dict(row), approvals])),
    }


def waits(row: Mapping[str, Any]) -> bool:
    return row["status"] in (Status.HELD.value, Status.DEFERRED.value)


def as_json(row: Mapping[str, Any]) -> Json:
    shown = {name: value for name, value in row.items() if name != "dedup_key"}
    return {**shown, "params": json.loads(row["params"]), "reasons": json.loads(row["reasons"])}


def questions_of(core: Core, number: str) -> list[Json]:
    """Every question about a work item, answered or not."""
    wanted = sa.select(questions).where(questions.c.work == number).order_by(questions.c.asked_at)
    with reading(core.store) as connection:
        rows = connection.execute(wanted).mappings().all()
    return [{**row, "candidates": json.loads(row["candidates"])} for row in rows]


def _obligation(row: Json) -> Json:
    return {**row, "starts": json.loads(row["starts"])}
