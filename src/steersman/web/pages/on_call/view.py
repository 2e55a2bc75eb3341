"""The page On call, one page under way, and the draft of its post-mortem."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, times
from steersman.web.on_call import page_of
from steersman.web.pages.on_call.model import page_view, view_of
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(prefix="/on-call", include_in_schema=False)
Viewer = Annotated[Visitor, allowed("view", "on_call_schedule")]


@router.get("")
def show(request: Request, core: CoreDep, visitor: Viewer) -> HTMLResponse:
    """Who is on call now and next in each schedule, with a week drawn."""
    view = view_of(core, visitor, times(request, core))
    template = "pages/on_call/page.html"
    return page(request, core, visitor, template, view, place="on-call", title="On call")


@router.get("/pages/{number}")
def one(request: Request, core: CoreDep, visitor: SignedIn, number: str) -> HTMLResponse:
    """One page: its steps, who was told how, and what happened."""
    found = page_of(core, visitor.caller, number)
    return page(
        request,
        core,
        visitor,
        "pages/on_call/one.html",
        page_view(core, visitor, found),
        place="on-call",
        title=f"{found.id}: {found.title}",
        crumbs=[Crumb("On call", "/on-call")],
    )
