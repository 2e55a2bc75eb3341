"""Documents: list them, read one, draft a change of one of our own, and decide about a draft."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.readers import told
from steersman.knowledge.asking.reach import Readable
from steersman.records.knowledge.feedback import DocumentFeedback, Solved
from steersman.records.knowledge.house import OPEN, DocumentDraft
from steersman.records.knowledge.listing import DocumentList, Listed, Only
from steersman.servicedesk.documents.editing import DRAFT_IT, HOUSE, LONGEST, REVIEW_IT
from steersman.web.api.bodies import Body, OptionalReason, Reason, Short
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.refusals import denied

router = APIRouter(prefix="/knowledge", tags=["knowledge"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
Decider = Annotated[Caller, needs("approve")]
Words = Annotated[str, Query(max_length=200)]


class Draft(Body):
    """The whole new text: Markdown whose head names its readers.  ``owner``: of a new document."""

    name: Short
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    owner: Annotated[str, Field(max_length=200)] = ""
    reason: Reason


class Refusal(Body):
    reason: OptionalReason = ""


@router.get("/documents")
def documents(
    core: CoreDep,
    caller: Reader,
    q: Words = "",
    source: Words = "",
    owner: Words = "",
    only: Only = Only.ALL,
    after: Words = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Json:
    """The documents that the caller may read, by source and name; ``total`` counts only these."""
    listed = DocumentList(core.store)
    may, today = reach(core, caller), today_of(core)
    found, total = listed.page(
        may.where,
        today,
        words=q,
        source=source,
        owner=owner,
        only=only,
        after=after,
        limit=limit,
    )
    counts = feedback(core).counts([each.id for each in found])
    return {
        "documents": [_shown(each, counts.get(each.id, Solved()), today) for each in found],
        "total": total,
        "after": found[-1].id if len(found) == limit else None,
    }


@router.get("/documents/{document}")
def one_document(core: CoreDep, caller: Reader, document: str) -> Json:
    """One document: how it stands, what it says, and how often it solved what was asked."""
    may = reach(core, caller)
    found = seen(core, caller, document)
    body = _shown(found, feedback(core).counts([found.id]).get(found.id, Solved()), today_of(core))
    pieces = DocumentList(core.store).pieces(found.id, may.where)
    body["passages"] = [asdict(each) for each in pieces]
    kept = core.library.house.find(found.name) if found.source == HOUSE else None
    body["text"] = kept.text if kept else None
    return {"document": body}


@router.get("/drafts")
def drafts(core: CoreDep, caller: Reader, state: Words = OPEN, document: Words = "") -> Json:
    """Drafts that the caller wrote, or may read; the newest first."""
    found = core.library.house.drafts(name=document, state=state)
    may = [each for each in found if core.editing.may_see(caller.principal, each)]
    return {"drafts": [_draft(each) for each in may]}


@router.post("/drafts", status_code=201)
def propose(core: CoreDep, caller: Actor, body: Draft) -> Json:
    """Keep a change of one of our own documents, or a new one; somebody else has to accept it."""
    check_rule(core.permissions, caller, DRAFT_IT, "document")
    made = core.editing.propose(
        body.name,
        body.text,
        owner=body.owner or caller.id,
        reason=body.reason,
        by=caller.principal,
        eyes=caller.bearer.eyes,
    )
    return {"draft": _draft(made)}


@router.get("/drafts/{draft}")
def one_draft(core: CoreDep, caller: Reader, draft: str) -> Json:
    """One draft, with the text before and after."""
    return {"draft": _draft(core.editing.seen(caller.principal, draft))}


@router.post("/drafts/{draft}/accept")
def accept(core: CoreDep, caller: Decider, draft: str) -> Json:
    """Put somebody else's draft in force; it is found from then on."""
    check_decides(core, caller, draft)
    done = core.editing.accept(draft, by=caller.principal, eyes=caller.bearer.eyes)
    return {"draft": _draft(done)}


@router.post("/drafts/{draft}/refuse")
def refuse(core: CoreDep, caller: Decider, draft: str, body: Refusal) -> Json:
    """Refuse a draft with a reason, or withdraw one's own."""
    check_decides(core, caller, draft)
    done = core.editing.refuse(draft, by=caller.principal, why=body.reason)
    return {"draft": _draft(done)}


def reach(core: Core, caller: Caller) -> Readable:
    """What the caller may read; 403 when no rule lets any document through."""
    found = core.library.reach(caller.principal)
    if not found.any:
        raise denied(core.permissions, caller.principal, "view", "document")
    return found


def seen(core: Core, caller: Caller, document: str) -> Listed:
    """One document that the caller may read; any other is not there."""
    found = DocumentList(core.store).get(document, reach(core, caller).where)
    if found is None:
        raise not_found(f"document {document}", "look it up: GET /knowledge/documents")
    return found


def feedback(core: Core) -> DocumentFeedback:
    return DocumentFeedback(core.store, core.clock)


def today_of(core: Core) -> date:
    return datetime.fromtimestamp(core.clock.now(), UTC).date()


def check_decides(core: Core, caller: Caller, draft: str) -> None:
    """Its owner and its author need no rule of their own."""
    found = core.editing.seen(caller.principal, draft)
    if caller.id not in (found.by, found.owner):
        check_rule(core.permissions, caller, REVIEW_IT, "document")


def _shown(each: Listed, solved: Solved, today: date) -> Json:
    body: Json = {name: getattr(each, name) for name in Listed.__slots__}
    body |= {"version": body.pop("content"), "readers": told(each.readers).split(", ")}
    body |= {"stale": each.is_stale(today), "solved": solved.yes, "not_solved": solved.no}
    return body | {"solved_share": solved.share}


def _draft(each: DocumentDraft) -> Json:
    body = asdict(each)
    body.pop("eyes")
    return body
