"""Connecting HR: the list that says who works here, read before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core, HrList
from steersman.web.pages.systems.waiting import declared_now
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/systems/new/hr", include_in_schema=False)
Adder = Annotated[Visitor, allowed("change", "system")]
FILE = "hr/people.csv"


@dataclass(frozen=True, slots=True)
class View:
    """``folder``: where the list must lie.  ``found``: what the last try read."""

    folder: str
    connected: bool
    file: str = FILE
    time_zone: str = "UTC"
    found: HrList | None = None
    fault: str = ""


@router.get("")
def fill_in(request: Request, core: CoreDep, visitor: Adder) -> HTMLResponse:
    """Where HR writes its list, and how it is told apart from another day."""
    return _page(request, core, visitor, _view(core))


@router.post("")
def answer(request: Request, core: CoreDep, visitor: Adder, form: FormDep) -> Response:
    """Read the list; keep where it is only when that was asked for and it could be read."""
    file, zone = form.get("file").strip() or FILE, form.get("time_zone").strip() or "UTC"
    view = replace(_view(core), file=file[:400], time_zone=zone[:64])
    try:
        found = core.declaring.try_out_hr(view.file)
        if found.people and form.get("do") == "keep":
            core.declaring.keep_hr(view.file, view.time_zone, by=visitor.id)
            return redirect("/systems", "HR is kept. Connect the next one, or restart.")
    except Permanent as error:
        return _page(request, core, visitor, replace(view, fault=str(error)), 422)
    status = 200 if found.people else 422
    return _page(request, core, visitor, replace(view, found=found), status)


def _view(core: Core) -> View:
    folder = core.settings.systems_path.resolve().parent
    return View(str(folder), declared_now(core).hr is not None)


def _page(
    request: Request, core: Core, visitor: Visitor, view: View, status: int = 200
) -> HTMLResponse:
    crumbs = [Crumb("Systems", "/systems"), Crumb("Connect a system", "/systems/new")]
    return page(
        request,
        core,
        visitor,
        "pages/systems/hr.html",
        view,
        place="systems",
        title="HR",
        crumbs=crumbs,
        status=status,
    )
