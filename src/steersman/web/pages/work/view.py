"""The routes of the queue; those of one work item and of asking stand in files of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.records.saved_views import SavedView
from steersman.web.acting import take_back
from steersman.web.auth import CoreDep
from steersman.web.console.render import page, part, redirect, times
from steersman.web.console.templates import plural
from steersman.web.errors import Problem, invalid
from steersman.web.pages.work import ask_view, item_view
from steersman.web.pages.work.filters import read_filter
from steersman.web.pages.work.queue import SHOWN, Refused, queue_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn

router = APIRouter(include_in_schema=False)
Position = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.get("/work")
def show(
    request: Request, core: CoreDep, visitor: SignedIn, before: Position = None
) -> HTMLResponse:
    """The queue.  Without a filter it shows what is open."""
    query = request.url.query or "status=open"
    midnight = times(request, core).midnight()
    view = queue_of(core, visitor, query, midnight, before)
    return page(request, core, visitor, "pages/work/queue.html", view, place="work", title="Work")


@router.get("/work/rows")
def rows(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """The first page of the rows again, when something changed."""
    midnight = times(request, core).midnight()
    view = queue_of(core, visitor, request.url.query, midnight, None)
    return part(request, core, visitor, "pages/work/rows.html", view)


@router.post("/work/views")
def save_view(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Keep the filter under a name, for whoever is signed in."""
    query = read_filter(form.get("filter")).query
    core.desk.views.save(visitor.id, SavedView(form.get("name"), query))
    return redirect(f"/work?{query}", "The view is kept for you.")


@router.post("/work/views/remove")
def remove_view(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    core.desk.views.remove(visitor.id, form.get("name"))
    return redirect("/work", "The view is removed.")


@router.post("/work/undo")
def undo_many(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Ask for each ticked item to be taken back: an undo item each, decided each by itself."""
    numbers, reason = list(dict.fromkeys(form.all("work"))), form.get("reason").strip()[:1000]
    if not numbers or len(numbers) > SHOWN:
        raise invalid(f"tick 1 to {SHOWN} work items", "go back and tick them")
    opened: list[str] = []
    refused: list[Refused] = []
    for number in numbers if reason else []:
        try:
            opened.append(take_back(core, visitor.caller, number, reason=reason))
        except (Problem, Permanent) as error:
            why = error.message if isinstance(error, Problem) else str(error)
            refused.append(Refused(number, why))
    if reason and not refused:
        said = f"{plural(len(opened), 'undo item')} opened: each is decided by itself."
        return redirect("/work?procedure=undo", said)
    query, midnight = read_filter(form.get("filter")).query, times(request, core).midnight()
    left = [each.number for each in refused] if reason else numbers
    if not reason:
        refused = [Refused("", "A reason is missing: say in a few words why, then press again.")]
    shown = queue_of(core, visitor, query, midnight, None)
    view = replace(shown, opened=opened, refused=refused, reason=reason, ticked=left)
    template = "pages/work/queue.html"
    return page(request, core, visitor, template, view, place="work", title="Work", status=422)


router.include_router(ask_view.router)  # before the numbers: “new” is none
router.include_router(item_view.router)
