"""The page of levels and kill switches.  It changes no level: that takes a signature."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.render import page, part
from steersman.web.core import Core
from steersman.web.pages.levels.model import (
    View,
    command,
    leak_test_of,
    moves_of,
    rows_of,
    scopes_of,
    stoppable,
    switches_of,
)
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/levels", include_in_schema=False)
Reader = Annotated[Visitor, allowed("view", "level")]


@router.get("")
def show(request: Request, core: CoreDep, visitor: Reader) -> HTMLResponse:
    """Every capability, and how far it may go in each scope."""
    view, template = _view(core, visitor), "pages/levels/page.html"
    return page(request, core, visitor, template, view, place="levels", title="Levels")


@router.get("/switches")
def switches(request: Request, core: CoreDep, visitor: Reader) -> HTMLResponse:
    """The kill switches again, when one was thrown or released."""
    view = _view(core, visitor)
    return part(request, core, visitor, "pages/levels/switches.html", view)


def _view(core: Core, visitor: Visitor) -> View:
    scopes, may = scopes_of(core), core.permissions.may
    principal = visitor.caller.principal
    return View(
        scopes=scopes,
        rows=rows_of(core, scopes),
        moves=moves_of(core),
        switches=switches_of(core),
        stoppable=stoppable(core),
        may_throw=may(principal, "throw", "switch").allowed,
        may_release=may(principal, "release", "switch").allowed,
        may_change=may(principal, "change", "level").allowed,
        command=command("", "", ""),
        leak_test=leak_test_of(core, named=may(principal, "view", "ledger").allowed),
    )
