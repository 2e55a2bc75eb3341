"""Restart now: what the systems file says by now counts, and the page comes back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.pages.systems.waiting import Waiting, waiting
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/systems/restart", include_in_schema=False)
Restarter = Annotated[Visitor, allowed("restart", "system")]
LONGEST = 64  # characters of a mark


@dataclass(frozen=True, slots=True)
class View:
    """``comes_back``: where the end of a restart under way is told.  ``fault``: it was refused."""

    waiting: Waiting
    comes_back: str = ""
    fault: str = ""


@router.get("")
def show(request: Request, core: CoreDep, visitor: Restarter, was: str = "") -> Response:
    """What a restart does; with ``was``, whether the one that was asked for is over."""
    mark = was[:LONGEST]
    if mark and core.restarting.is_back(mark):
        names = ", ".join(each.name for each in core.declared.systems)
        return redirect("/systems", f"Restarted. Connected: {names or 'nothing yet'}.")
    return _page(request, core, visitor, View(waiting(core), _way_back(mark) if mark else ""))


@router.post("")
def restart(request: Request, core: CoreDep, visitor: Restarter, form: FormDep) -> Response:
    """Stop in good order and start anew; refused while all still runs if that could not work."""
    told = waiting(core)
    try:
        core.restarting.ask(by=visitor.id)
    except Permanent as error:
        return _page(request, core, visitor, View(told, fault=str(error)), 409)
    # no redirect: by the time a browser follows it, nobody may answer
    return _page(request, core, visitor, View(told, _way_back(core.restarting.mark)), 202)


def _way_back(mark: str) -> str:
    return f"/systems/restart?{urlencode({'was': mark})}"


def _page(
    request: Request, core: Core, visitor: Visitor, view: View, status: int = 200
) -> HTMLResponse:
    crumbs = [Crumb("Systems", "/systems")]
    template, title = "pages/systems/restart.html", "Restart Steersman"
    return page(
        request,
        core,
        visitor,
        template,
        view,
        place="systems",
        title=title,
        crumbs=crumbs,
        status=status,
    )
