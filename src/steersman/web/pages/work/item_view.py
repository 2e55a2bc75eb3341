"""The routes of one work item: look at it, take it back, answer what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.web.acting import answer_question, stop_asked, take_back, work_asking
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part, redirect
from steersman.web.core import Core
from steersman.web.deciding import answer_about
from steersman.web.pages.work.item_model import item_of
from steersman.web.reaching import reachable
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(include_in_schema=False)
Answerer = Annotated[Visitor, allowed("answer", "question")]
LONGEST = 1000  # characters of a reason or an answer


@router.get("/questions/{question}")
def find_question(core: CoreDep, visitor: SignedIn, question: str) -> Response:
    """To the question, where it stands beside its work."""
    number = work_asking(core, visitor.caller, question)
    return redirect(f"/work/{number}#{question}")


@router.post("/questions/{question}/answer")
def answer(
    request: Request, core: CoreDep, visitor: Answerer, form: FormDep, question: str
) -> Response:
    """Which account is meant, or that something was put right; the work is tried again at once."""
    number = work_asking(core, visitor.caller, question)
    given = form.get("answer").strip()
    if not given:
        return _again(request, core, visitor, number, {question: "Choose an answer first."})
    try:
        answer_question(core, visitor.caller, question, given[:200])
    except Permanent as refused:
        return _again(request, core, visitor, number, {question: str(refused)})
    return redirect(f"/work/{number}#questions", "Answered. It is rehearsed again now.")


@router.get("/work/{number}")
def show(request: Request, core: CoreDep, visitor: SignedIn, number: str) -> HTMLResponse:
    """One work item from who asked for it to how its last effect was verified."""
    return _page(request, core, visitor, number)


@router.get("/work/{number}/live")
def live(request: Request, core: CoreDep, visitor: SignedIn, number: str) -> HTMLResponse:
    """What changes while it is carried out: how it stands, and the timeline."""
    row = reachable(core, visitor.caller, "view", number)
    return part(request, core, visitor, "pages/work/live.html", item_of(core, visitor, row))


@router.get("/work/{number}/undo")
def undo_form(request: Request, core: CoreDep, visitor: SignedIn, number: str) -> HTMLResponse:
    """What the dialog shows: the page may have been opened before anything was done."""
    row = reachable(core, visitor.caller, "view", number)
    view = item_of(core, visitor, row)
    return part(request, core, visitor, "pages/work/undo_form.html", view)


@router.post("/work/{number}/undo")
def undo(
    request: Request, core: CoreDep, visitor: SignedIn, form: FormDep, number: str
) -> Response:
    """Ask for all of it to be taken back.  ``harmful``: its level falls at once."""
    reason, harmful = form.get("reason").strip()[:LONGEST], form.get("harmful") == "yes"
    reachable(core, visitor.caller, "undo", number)
    if not reason:
        typed = {"harmful": "yes" if harmful else ""}
        told = {"undo": "A reason is missing: say in a few words why."}
        return _again(request, core, visitor, number, told, typed)
    try:
        undoing = take_back(core, visitor.caller, number, reason=reason, harmful=harmful)
    except Permanent as refused:
        return _again(request, core, visitor, number, {"undo": str(refused)}, {"undo": reason})
    return redirect(f"/work/{undoing}", f"{number} is to be taken back: this is the work for it.")


@router.post("/work/{number}/stop")
def stop(
    request: Request, core: CoreDep, visitor: SignedIn, form: FormDep, number: str
) -> Response:
    """Cancel it before it is carried out."""
    reason = form.get("reason").strip()[:LONGEST]
    reachable(core, visitor.caller, "stop", number)
    if not reason:
        told = {"stop": "A reason is missing: say in a few words why."}
        return _again(request, core, visitor, number, told)
    try:
        stop_asked(core, visitor.caller, number, reason=reason, channel="console")
    except Permanent as refused:
        return _again(request, core, visitor, number, {"stop": str(refused)}, {"stop": reason})
    return redirect(f"/work/{number}", f"{number} is stopped: nothing more of it is done.")


@router.post("/work/{number}/asked-back/{question}")
def answer_back(
    request: Request,
    core: CoreDep,
    visitor: SignedIn,
    form: FormDep,
    number: str,
    question: str,
) -> Response:
    """Answer what an approver wants to know first; they are told."""
    text = form.get("text").strip()[:LONGEST]
    if not text:
        told = {question: "The answer is empty: write it, then send it."}
        return _again(request, core, visitor, number, told)
    try:
        answer_about(core, visitor.caller, number, question, text, channel="console")
    except Permanent as refused:
        return _again(request, core, visitor, number, {question: str(refused)}, {question: text})
    return redirect(f"/work/{number}#questions", "Answered. Whoever asked is told.")


def _again(
    request: Request,
    core: Core,
    visitor: Visitor,
    number: str,
    errors: Mapping[str, str],
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page once more with what is wrong; what was typed stays."""
    return _page(request, core, visitor, number, status=422, errors=errors, typed=typed)


def _page(
    request: Request,
    core: Core,
    visitor: Visitor,
    number: str,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    row = reachable(core, visitor.caller, "view", number)
    view = item_of(core, visitor, row, typed=typed, errors=errors)
    return page(
        request,
        core,
        visitor,
        "pages/work/item.html",
        view,
        place="work",
        title=number,
        crumbs=[Crumb("Work", "/work")],
        status=status,
    )
