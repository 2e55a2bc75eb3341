"""The routes of the list of people, of one person, and of the rehearsal of their leaving."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part
from steersman.web.core import Core
from steersman.web.pages.people.history import history_of
from steersman.web.pages.people.listing import FILTERS, Asked, listing
from steersman.web.pages.people.model import may_rehearse, seen_person, view_of
from steersman.web.pages.people.rehearsal import if_they_left
from steersman.web.refusals import denied
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/people", include_in_schema=False)
_CRUMBS = (Crumb("People", "/people"),)
LONGEST = 100  # characters of what is looked for


@router.get("")
def show_list(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """People by name, narrowed by what the visitor may see of them."""
    chosen = {name: _given(request, name) for name in FILTERS}
    asked = Asked(_given(request, "q"), chosen, _given(request, "after"))
    view, template = listing(core, visitor, asked), "pages/people/list.html"
    return page(request, core, visitor, template, view, place="people", title="People")


@router.get("/{person}")
def show_one(request: Request, core: CoreDep, visitor: SignedIn, person: str) -> HTMLResponse:
    """Everything that the record knows about somebody and the visitor may see."""
    seen = seen_person(core, visitor, person)
    view, template = view_of(core, visitor, seen), "pages/people/person.html"
    return page(
        request, core, visitor, template, view, place="people", title=seen.name, crumbs=_CRUMBS
    )


@router.get("/{person}/history")
def show_history(request: Request, core: CoreDep, visitor: SignedIn, person: str) -> HTMLResponse:
    """What happened about them, again, when something about work changed."""
    seen = seen_person(core, visitor, person)
    view = history_of(core, visitor, person, seen.fields)
    return part(request, core, visitor, "pages/people/_history.html", view)


@router.get("/{person}/leave")
def rehearse(request: Request, core: CoreDep, visitor: SignedIn, person: str) -> HTMLResponse:
    """What would happen if they left today.  It asks every system, and changes nothing."""
    seen = seen_person(core, visitor, person)
    _check(core, visitor)
    view = if_they_left(core, visitor, seen.person)
    if request.headers.get("hx-request") == "true":
        return part(request, core, visitor, "pages/people/_leave.html", view)
    crumbs = (*_CRUMBS, Crumb(seen.name, f"/people/{seen.person.id}"))
    title, template = "If they left today", "pages/people/leave.html"
    return page(request, core, visitor, template, view, place="people", title=title, crumbs=crumbs)


def _given(request: Request, name: str) -> str:
    """A word of the address; no store takes what cannot be printed."""
    text = request.query_params.get(name, "").strip()[:LONGEST]
    return text if text.isprintable() else ""


def _check(core: Core, visitor: Visitor) -> None:
    if not may_rehearse(core, visitor):
        plans = "the plans of work items, so not rehearse one either"
        raise denied(core.permissions, visitor.caller.principal, "view", "work_item", plans)
