"""People's answers to a plan: approve, refuse, take back; one at a time or all that match."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.desk.tables import work_items
from steersman.records.store import reading
from steersman.servicedesk.approving import Answer
from steersman.web.acting import stop_asked, take_back
from steersman.web.api.bodies import Body, Digest, OptionalReason, Reason
from steersman.web.api.work import as_json
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.deciding import (
    answer_about,
    approve_plan,
    ask_about,
    check_role,
    refuse_plan,
)
from steersman.web.errors import Problem

router = APIRouter(prefix="/work", tags=["work"])
Approver = Annotated[Caller, needs("approve")]
Actor = Annotated[Caller, needs("act")]
MOST = 500  # work items in one answer


class Approve(Body):
    """``not_before``: with its offset; the plan is checked again then.  Seven days at most."""

    digest: Digest
    reason: OptionalReason = ""
    not_before: AwareDatetime | None = None


class Refuse(Body):
    digest: Digest
    reason: Reason


class AskBack(Body):
    digest: Digest
    text: Reason


class AnswerBack(Body):
    text: Reason


class TakeBack(Body):
    reason: Reason
    harmful: bool = False


class StopWork(Body):
    reason: Reason


class ApproveAll(Body):
    """``expect`` is how many there are: one more or less, and nothing is approved."""

    status: Literal["held"] = "held"
    procedure: str = ""
    expect: Annotated[int, Field(ge=1, le=MOST)]
    reason: Reason


@router.post("/approve-all")
def approve_all(core: CoreDep, caller: Approver, body: ApproveAll) -> Json:
    """Approve every held plan that matches, each by its own digest, when they are as many."""
    check_role(core, caller)
    rows = _held(core, caller, body.procedure)
    if len(rows) != body.expect:
        mend = "look at them again: GET /work?status=held"
        text = f"{len(rows)} work items match, not {body.expect}: nothing was approved"
        raise Problem(409, "count_differs", text, mend, more={"found": len(rows)})
    results = [_one(core, caller, number, digest, body.reason) for number, digest in rows]
    core.wake()
    return {"approved": sum(r["approved"] for r in results), "results": results}


@router.post("/{number}/approve")
def approve(core: CoreDep, caller: Approver, number: str, body: Approve) -> Json:
    """Approve exactly the plan with this digest.  The governor says whether more are needed."""
    answer = _answer(caller, number, body.digest, body.reason)
    if body.not_before is not None:
        answer = replace(answer, not_before=body.not_before.timestamp())
    new = approve_plan(core, caller, answer)
    return {"work": number, "approved": True, "new": new}


@router.post("/{number}/refuse")
def refuse(core: CoreDep, caller: Approver, number: str, body: Refuse) -> Json:
    """Say no to exactly this plan: the work item is canceled."""
    refuse_plan(core, caller, _answer(caller, number, body.digest, body.reason))
    return as_json(core.desk.work_items.row(number))


@router.post("/{number}/ask-back", status_code=201)
def ask_back(core: CoreDep, caller: Approver, number: str, body: AskBack) -> Json:
    """Ask whoever asked for it before deciding; the plan stays held."""
    return ask_about(core, caller, _answer(caller, number, body.digest, body.text))


@router.post("/{number}/ask-back/{question}/answer")
def answer_back(core: CoreDep, caller: Actor, number: str, question: str, body: AnswerBack) -> Json:
    """Answer what an approver asked; they are told."""
    return answer_about(core, caller, number, question, body.text)


@router.post("/{number}/stop")
def stop(core: CoreDep, caller: Actor, number: str, body: StopWork) -> Json:
    """Cancel it before it is carried out; what it has done already stays done."""
    stop_asked(core, caller, number, reason=body.reason)
    return as_json(core.desk.work_items.row(number))


@router.post("/{number}/undo", status_code=201)
def undo(core: CoreDep, caller: Actor, number: str, body: TakeBack) -> Json:
    """Ask for everything that it did to be taken back.  ``harmful``: its level falls at once."""
    undoing = take_back(core, caller, number, reason=body.reason, harmful=body.harmful)
    return {"work": undoing}


def _held(core: Core, caller: Caller, procedure: str) -> list[tuple[str, str]]:
    c = work_items.c
    wanted = sa.select(c.number, c.digest).where(c.status == "held")
    wanted = wanted.where(visible(core, caller, "approve", work_items).where)
    wanted = wanted.where(c.procedure == procedure) if procedure else wanted
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(c.seq).limit(MOST + 1)).all()
    return [(number, digest) for number, digest in rows]


def _one(core: Core, caller: Caller, number: str, digest: str, reason: str) -> Json:
    try:
        core.approving.approve(_answer(caller, number, digest, reason))
    except Permanent as error:
        return {"work": number, "digest": digest, "approved": False, "error": str(error)}
    return {"work": number, "digest": digest, "approved": True, "error": ""}


def _answer(caller: Caller, number: str, digest: str, reason: str) -> Answer:
    return Answer(
        work=number,
        digest=digest,
        by=caller.id,
        reason=reason,
        vouched_by=caller.bearer.vouched_by,
    )
