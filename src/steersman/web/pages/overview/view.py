"""The first page: what needs the visitor, what runs, what was done, and how it all stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.render import page, part, times
from steersman.web.pages.overview.health import sources_of
from steersman.web.pages.overview.model import now_of, switches_for, view_of
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(include_in_schema=False)


@router.get("/")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """Everybody has one: whoever serves nobody else sees what is theirs."""
    view, template = view_of(core, visitor, times(request, core)), "pages/overview/page.html"
    return page(request, core, visitor, template, view, place="overview", title="Overview")


@router.get("/overview/now")
def now(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """What changed since, in one answer: the sentence and the figures go to their own place."""
    view = now_of(core, visitor, times(request, core))
    return part(request, core, visitor, "pages/overview/_now.html", view)


@router.get("/overview/switches")
def switches(
    request: Request, core: CoreDep, visitor: Annotated[Visitor, allowed("view", "switch")]
) -> HTMLResponse:
    view = switches_for(core, visitor)
    return part(request, core, visitor, "pages/overview/_switches.html", view)


@router.get("/overview/sources")
def sources(
    request: Request, core: CoreDep, visitor: Annotated[Visitor, allowed("view", "system")]
) -> HTMLResponse:
    return part(request, core, visitor, "pages/overview/_sources.html", sources_of(core))
