"""People's answers to a plan: approve, refuse, take back; one at a time or all that match."""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.desk.tables import work_items
from steersman.records.store import reading
from steersman.records.tokens import CONSOLE
from steersman.servicedesk.approving import Answer, NotAnApprover
from steersman.web.api.bodies import Body, Digest, OptionalReason, Reason
from steersman.web.api.work import as_json, reachable
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden

router = APIRouter(prefix="/work", tags=["work"])
Approver = Annotated[Caller, needs("approve")]
Actor = Annotated[Caller, needs("act")]
MOST = 500  # work items in one answer


class Approve(Body):
    digest: Digest
    reason: OptionalReason = ""


class Refuse(Body):
    digest: Digest
    reason: Reason


class TakeBack(Body):
    reason: Reason
    harmful: bool = False


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
    check_role(core, caller)
    reachable(core, caller, "approve", number)
    new = core.approving.approve(_answer(caller, number, body.digest, body.reason))
    core.wake()
    return {"work": number, "approved": True, "new": new}


@router.post("/{number}/refuse")
def refuse(core: CoreDep, caller: Approver, number: str, body: Refuse) -> Json:
    """Say no to exactly this plan: the work item is canceled."""
    check_role(core, caller)
    reachable(core, caller, "approve", number)
    core.approving.refuse(_answer(caller, number, body.digest, body.reason))
    core.wake()
    return as_json(core.desk.work_items.row(number))


@router.post("/{number}/undo", status_code=201)
def undo(core: CoreDep, caller: Actor, number: str, body: TakeBack) -> Json:
    """Ask for everything that it did to be taken back.  ``harmful``: its level falls at once."""
    row = reachable(core, caller, "undo", number)
    if row["procedure"] in ("undo", "manual"):
        raise Problem(409, "conflict", f"{number} is {row['procedure']}: nothing to take back")
    if caller.id == row["subject"]:
        message = f"{number} is about {caller.id}, who cannot take it back (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask somebody else")
    undoing = core.undo(number, by=caller.id, reason=body.reason, harmful=body.harmful)
    return {"work": undoing}


def check_role(core: Core, caller: Caller) -> None:
    """An administrator gives roles but approves nothing without one."""
    try:
        core.approving.check_role(caller.id)
    except NotAnApprover as error:
        raise forbidden(
            str(error), rule="work_item.approve", mend="ask somebody with one of these roles"
        ) from error


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
    made_by = caller.bearer.created_by
    return Answer(
        work=number,
        digest=digest,
        by=caller.id,
        reason=reason,
        vouched_by="" if made_by in (CONSOLE, caller.id) else made_by,
    )
