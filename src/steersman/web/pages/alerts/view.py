"""The list of alerts, its rows again when something is said, and one alert."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part
from steersman.web.errors import not_found
from steersman.web.pages.alerts.model import FIRING, STATES, Asked, list_of, one_of
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/alerts", include_in_schema=False)
Viewer = Annotated[Visitor, allowed("view", "alert")]
Word = Annotated[str, Query(max_length=300)]


@router.get("")
def show(
    request: Request,
    core: CoreDep,
    visitor: Viewer,
    status: Word = FIRING,
    host: Word = "",
    name: Word = "",
) -> HTMLResponse:
    """What fires, those that began last first; a status that nobody offers counts as none."""
    view = list_of(core, visitor, _asked(status, host, name))
    template = "pages/alerts/page.html"
    return page(request, core, visitor, template, view, place="alerts", title="Alerts")


@router.get("/rows")
def rows(
    request: Request,
    core: CoreDep,
    visitor: Viewer,
    status: Word = FIRING,
    host: Word = "",
    name: Word = "",
) -> HTMLResponse:
    """The rows again, when monitoring said something new."""
    view = list_of(core, visitor, _asked(status, host, name))
    return part(request, core, visitor, "pages/alerts/rows.html", view)


@router.get("/{alert}")
def one(request: Request, core: CoreDep, visitor: Viewer, alert: str) -> HTMLResponse:
    """One alert with its labels and all that was said of it."""
    view = one_of(core, visitor, alert)
    if view is None:
        raise not_found(f"alert {alert}", "look through the list: /alerts")
    return page(
        request,
        core,
        visitor,
        "pages/alerts/one.html",
        view,
        place="alerts",
        title=view.line.name,
        crumbs=[Crumb("Alerts", "/alerts")],
    )


def _asked(status: str, host: str, name: str) -> Asked:
    return Asked(status if status in STATES else FIRING, host.strip(), name.strip())
