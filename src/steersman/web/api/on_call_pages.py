"""Pages under way, what was said of them, and the draft of a post-mortem."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.records.names import names_in
from steersman.records.on_call.page_tables import pages
from steersman.servicedesk.on_call.post_mortem import draft
from steersman.web.api.bodies import Body, OptionalReason, Reason, Short
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.errors import FAILED_AS_JSON, invalid
from steersman.web.on_call import page_of, page_told, story_of, subject_seen, with_names

router = APIRouter(prefix="/on-call", tags=["on-call"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
Pager = Annotated[Caller, needs("act", "add", "page")]
Subject = Annotated[str, Query(min_length=1, max_length=200)]
Most = Annotated[int, Query(ge=1, le=200)]
CHANNEL = "the API"


class NewPage(Body):
    """``subject``: what it is about, such as a situation; empty: the page itself."""

    policy: Short
    title: Short
    text: Annotated[str, Field(max_length=20_000)] = ""
    subject: Annotated[str, Field(max_length=200)] = ""
    urgent: bool = True


class Note(Body):
    """``at``: when it happened, in seconds since 1970; without it: now."""

    subject: Short
    kind: Literal["note", "impact", "cause", "action"] = "note"
    text: Reason
    at: Annotated[float | None, Field(ge=0, le=7.2e9, allow_inf_nan=False)] = None


class Over(Body):
    note: OptionalReason = ""


@router.get("/pages")
def list_pages(core: CoreDep, caller: Reader, resolved: bool = False, limit: Most = 100) -> Json:
    """Pages that the caller may see, the newest first; ``resolved``: also those that are over."""
    where = visible(core, caller, "view", pages).where
    found = core.pages.search(where, limit, resolved=resolved)
    return with_names(core, {"pages": [page_told(each) for each in found]})


@router.post("/pages", status_code=201)
def page_people(core: CoreDep, caller: Pager, body: NewPage) -> Json:
    """Tell whoever the policy names, until somebody acknowledges.  Kept before the answer.

    While a page of this policy about the same subject is not resolved, that one is answered.
    """
    found = core.paging.page(
        body.subject, body.policy, body.title, body.text, body.urgent, by=caller.id
    )
    return page_told(found)


@router.get("/pages/{page}")
def one_page(core: CoreDep, caller: Reader, page: str) -> Json:
    """One page with each delivery and its timeline."""
    found = page_of(core, caller, page)
    names = ("id", "round", "step", "person", "label", "state", "attempts", "detail")
    times = ("made_at", "not_before", "sent_at")
    told: Json = page_told(found)
    told["deliveries"] = [
        {name: getattr(each, name) for name in (*names, *times)}
        for each in core.pages.deliveries(found.id)
    ]
    told["timeline"] = [asdict(each) for each in core.timeline.of(found.about)]
    return with_names(core, told)


@router.post("/pages/{page}/acknowledge")
def acknowledge(core: CoreDep, caller: Actor, page: str) -> Json:
    """Somebody has it: nobody else is told.  Who was first stays."""
    found = page_of(core, caller, page, "acknowledge")
    return page_told(core.paging.acknowledge(found.id, by=caller.id, channel=CHANNEL))


@router.post("/pages/{page}/resolve")
def resolve(core: CoreDep, caller: Actor, page: str, body: Over) -> Json:
    """It is over."""
    found = page_of(core, caller, page, "resolve")
    return page_told(core.paging.resolve(found.id, by=caller.id, note=body.note))


@router.post("/pages/{page}/escalate")
def escalate(core: CoreDep, caller: Actor, page: str) -> Json:
    """Take the next step now, also when somebody has acknowledged it."""
    found = page_of(core, caller, page, "escalate")
    return page_told(core.pages.escalate(found.id, by=caller.id))


@router.get("/timeline")
def timeline(core: CoreDep, caller: Reader, subject: Subject) -> Json:
    """Everything that was recorded about one subject of a page, in order."""
    subject_seen(core, caller, subject)
    told = [asdict(each) for each in core.timeline.of(subject)]
    return with_names(core, {"subject": subject, "timeline": told})


@router.post("/timeline", status_code=201)
def add_note(core: CoreDep, caller: Actor, body: Note) -> Json:
    """Write down what happened, what it did to whom, why, or what will be done."""
    subject_seen(core, caller, body.subject)
    now = core.clock.now()
    at = now if body.at is None else body.at
    if at > now + 60:
        raise invalid("what has not happened yet is no entry of a timeline", "give a past time")
    core.timeline.add(body.subject, at, body.kind, body.text, caller.id)
    return {"subject": body.subject, "kind": body.kind, "at": at}


@router.get(
    "/post-mortem",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/markdown": {}}}, **FAILED_AS_JSON},
)
def post_mortem(core: CoreDep, caller: Reader, subject: Subject) -> PlainTextResponse:
    """A draft as Markdown: facts with time and source; what nobody recorded is a question.

    ``subject``: what a page is about, or the number of a situation.
    """
    about, events = story_of(core, caller, subject)
    people = [*(each.by for each in events), *(each.text for each in events)]
    people += [name for p in about for name in (p.opened_by, p.acknowledged_by, p.resolved_by)]
    text = draft(subject, events, about, names_in(core.store, *people).within)
    return PlainTextResponse(text, media_type="text/markdown; charset=utf-8")
