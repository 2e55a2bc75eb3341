"""The list of systems, one system, and asking them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.systems.model import Connected, View, systems_of
from steersman.web.pages.systems.waiting import waiting
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/systems", include_in_schema=False)
Reader = Annotated[Visitor, allowed("view", "system")]
Checker = Annotated[Visitor, allowed("check", "system")]


@router.get("")
def show(request: Request, core: CoreDep, visitor: Reader) -> HTMLResponse:
    """Every declared system and how it stands."""
    may, principal = core.permissions.may, visitor.caller.principal
    view = View(
        systems=systems_of(core),
        waiting=waiting(core),
        may_check=may(principal, "check", "system").allowed,
        may_add=may(principal, "change", "system").allowed,
        may_restart=may(principal, "restart", "system").allowed,
    )
    template = "pages/systems/page.html"
    return page(request, core, visitor, template, view, place="systems", title="Systems")


@router.post("/check")
def check(core: CoreDep, visitor: Checker, form: FormDep) -> Response:
    """Ask one system, or all of them, what we may do there; changes nothing."""
    name = form.get("name")
    if name:
        _one(core, name)
    found = core.check_systems(name)
    silent = [each for each, told in found.items() if not told.reached]
    said = f"{', '.join(silent)} did not answer." if silent else "Asked, and nothing was changed."
    return redirect(f"/systems/{name}" if name else "/systems", said)


@router.get("/{name}")
def one(request: Request, core: CoreDep, visitor: Reader, name: str) -> HTMLResponse:
    """One system: rights held against rights needed, and what was written there."""
    view = View(
        systems=[_one(core, name)],
        waiting=None,
        may_check=core.permissions.may(visitor.caller.principal, "check", "system").allowed,
        may_add=False,
    )
    return page(
        request,
        core,
        visitor,
        "pages/systems/one.html",
        view,
        place="systems",
        title=name,
        crumbs=[Crumb("Systems", "/systems")],
    )


def _one(core: Core, name: str) -> Connected:
    found = systems_of(core, name)
    if not name or not found:
        raise not_found(f"system {name}", "the declared ones are listed on the page Systems")
    return found[0]
