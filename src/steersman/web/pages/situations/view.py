"""The list of situations, one of them with what may be done about it, and the noise report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.web.api.silences import listed
from steersman.web.api.situations import find
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part, redirect
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.situations.model import LIVE, SHOWS, list_of, noise_view, one_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/situations", include_in_schema=False)
Viewer = Annotated[Visitor, allowed("view", "situation")]
Word = Annotated[str, Query(max_length=20)]
LONGEST = 1_000
DAYS = (1, 7, 30)
MINUTES = (30, 120, 480, 1_440, 10_080)


@router.get("")
def show(request: Request, core: CoreDep, visitor: Viewer, show: Word = LIVE) -> HTMLResponse:
    """What is not resolved, the gravest first."""
    view = list_of(core, visitor, show if show in SHOWS else LIVE)
    template = "pages/situations/page.html"
    return page(request, core, visitor, template, view, place="situations", title="Situations")


@router.get("/rows")
def rows(request: Request, core: CoreDep, visitor: Viewer, show: Word = LIVE) -> HTMLResponse:
    """The list again, when something happened."""
    view = list_of(core, visitor, show if show in SHOWS else LIVE)
    return part(request, core, visitor, "pages/situations/rows.html", view)


@router.get("/noise")
def noise(request: Request, core: CoreDep, visitor: Viewer, days: Word = "1") -> HTMLResponse:
    """What came in, what was told, and what was held back and why."""
    chosen = int(days) if days in map(str, DAYS) else 1
    may = core.permissions.may(visitor.caller.principal, "view", "silence").allowed
    muted = listed(core, visitor.caller, kind="noise") if may else []
    view = noise_view(core, visitor, chosen, muted)
    return page(
        request,
        core,
        visitor,
        "pages/situations/noise.html",
        view,
        place="situations",
        title="Noise report",
        crumbs=[Crumb("Situations", "/situations")],
    )


@router.get("/{number}")
def one(request: Request, core: CoreDep, visitor: Viewer, number: str) -> HTMLResponse:
    """Everything that somebody must know who was woken by it."""
    return _page(request, core, visitor, find(core, visitor.caller, number))


@router.get("/{number}/live")
def live(request: Request, core: CoreDep, visitor: Viewer, number: str) -> HTMLResponse:
    """All of it but the forms, again, when something happened."""
    view = one_of(core, visitor, find(core, visitor.caller, number), {})
    return part(request, core, visitor, "pages/situations/live.html", view)


@router.post("/{number}/{do}")
def act(
    request: Request, core: CoreDep, visitor: Viewer, number: str, do: str, form: FormDep
) -> Response:
    """Acknowledge, resolve, judge or silence; a reason that is missing is asked for again."""
    row = find(core, visitor.caller, number)
    if do not in _ACTS:
        raise not_found(f"action {do!r}", "reload the page and use its buttons")
    action, object_type = _ALLOWED[do]
    check_rule(core.permissions, visitor.caller, action, object_type)
    try:
        said = _ACTS[do](core, visitor, number, form)
    except Permanent as error:
        return _page(request, core, visitor, row, {do: str(error)}, 409)
    return redirect(f"/situations/{number}", said)


def _acknowledge(core: Core, visitor: Visitor, number: str, form: Form) -> str:
    core.handling.acknowledge(number, by=visitor.id, note=form.get("note").strip()[:LONGEST])
    return f"{number} is yours."


def _resolve(core: Core, visitor: Visitor, number: str, form: Form) -> str:
    core.handling.resolve(number, by=visitor.id, reason=_reason(form))
    return f"{number} is resolved. An alert of it that fires again opens it again."


def _feedback(core: Core, visitor: Visitor, number: str, form: Form) -> str:
    useful = form.get("useful") == "yes"
    note = form.get("note").strip()[:LONGEST]
    muted = core.handling.judge(number, by=visitor.id, useful=useful, note=note)
    if muted:
        return f"Kept. Muted from now on, since people often find it of no use: {', '.join(muted)}."
    return "Kept. Rules that are of no use too often are muted by themselves."


def _silence(core: Core, visitor: Visitor, number: str, form: Form) -> str:
    chosen = form.get("minutes")
    minutes = int(chosen) if chosen in map(str, MINUTES) else MINUTES[0]
    now = core.clock.now()
    matchers = [line.strip() for line in form.get("matchers").splitlines() if line.strip()]
    why = f"{_reason(form)} ({number})"
    core.handling.silence(matchers, since=now, until=now + 60.0 * minutes, why=why, by=visitor.id)
    return "Silenced. What fires still at the end is told then."


def _reason(form: Form) -> str:
    reason = form.get("reason").strip()[:LONGEST]
    if not reason:
        raise Permanent("a reason is missing: say in a few words why")
    return reason


_ACTS = {
    "acknowledge": _acknowledge,
    "resolve": _resolve,
    "feedback": _feedback,
    "silence": _silence,
}
_ALLOWED: Mapping[str, tuple[str, str]] = {
    "acknowledge": ("acknowledge", "situation"),
    "resolve": ("resolve", "situation"),
    "feedback": ("judge", "situation"),
    "silence": ("add", "silence"),
}


def _page(
    request: Request,
    core: Core,
    visitor: Visitor,
    row: Json,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/situations/one.html",
        one_of(core, visitor, row, errors or {}),
        place="situations",
        title=row["number"],
        crumbs=[Crumb("Situations", "/situations")],
        status=status,
    )
