"""The routes of ``/work/new``: say in plain words what is wanted, or report that somebody leaves.

Everything is shown before it is asked for: what was understood, and what would change.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part, redirect, times
from steersman.web.core import Core
from steersman.web.pages.work.ask_model import AskPage, asked, candidates_for, page_about, page_of
from steersman.web.pages.work.leaver_form import LeaverForm, open_leaver, rehearsed
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(include_in_schema=False)
Asker = Annotated[Visitor, allowed("ask", "work_item")]
Reporter = Annotated[Visitor, allowed("add", "work_item")]
LONGEST = 2000
NamedPerson = Annotated[str, Query(max_length=100)]


@router.get("/work/new")
def show(
    request: Request, core: CoreDep, visitor: SignedIn, person: NamedPerson = ""
) -> HTMLResponse:
    """Both ways to ask, as far as the visitor may; ``person``: the id of whom it is about."""
    view = page_about(core, visitor, person)
    if not view.may_ask and not view.may_report:
        check_rule(core.permissions, visitor.caller, "ask", "work_item")
    return _page(request, core, visitor, view)


@router.post("/work/new/ask")
def ask(request: Request, core: CoreDep, visitor: Asker, form: FormDep) -> Response:
    """What was understood and what it would do; with ``sure``, the work itself."""
    text = form.get("text").strip()[:LONGEST]
    sure = form.get("sure") == "yes"
    told = asked(core, visitor, text, form.get("person")[:100], sure=sure, seen=form.get("seen"))
    if told.number:
        core.wake()
        return redirect(f"/work/{told.number}", f"{told.number} is asked for.")
    status = 422 if told.question else 200
    return _page(request, core, visitor, page_of(core, visitor, ask=told), status)


@router.get("/work/new/people")
def people(request: Request, core: CoreDep, visitor: Reporter, person: str = "") -> HTMLResponse:
    """People who fit what is being typed, among those whom the visitor may see."""
    view = candidates_for(core, visitor, person.strip()[:100])
    return part(request, core, visitor, "pages/work/people.html", view)


@router.get("/work/new/ask")
@router.get("/work/new/leaver")
def back_to_the_form(visitor: SignedIn) -> Response:
    """What stands in the address bar after a form was sent leads back to it."""
    return redirect("/work/new")


@router.post("/work/new/leaver")
def leaver(request: Request, core: CoreDep, visitor: Reporter, form: FormDep) -> Response:
    """Rehearse the leaver; with ``sure``, open it.  A second person approves it in any case."""
    typed = LeaverForm.of(form, times(request, core).zone_name)
    if form.get("sure") == "yes":
        done = open_leaver(core, visitor.caller, typed)
        if done.number:
            said = f"{done.number} is opened: a second person must agree."
            return redirect(f"/work/{done.number}", said)
    else:
        done = rehearsed(core, visitor.caller, typed)
    status = 422 if done.errors or done.candidates else 200
    view = page_of(core, visitor, leaver=done)
    return _page(request, core, visitor, view, status)


def _page(
    request: Request, core: Core, visitor: Visitor, view: AskPage, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/work/new.html",
        view,
        place="work",
        title="Ask for something",
        crumbs=[Crumb("Work", "/work")],
        status=status,
    )
