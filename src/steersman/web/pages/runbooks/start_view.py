"""The form that starts a runbook: rehearse it first, then ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.canonical import canonical
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.governor.checking import Found
from steersman.records.names import names_in
from steersman.servicedesk.rehearsing import Rehearsed, rehearse
from steersman.servicedesk.runbooks.starting import Ready, prepare
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.plan_view import PlanView, plan_with_names
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.pages.runbooks.model import Field, fields_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed
from steersman.workflows.runbooks.library import Edition

router = APIRouter(include_in_schema=False)
Starter = Annotated[Visitor, allowed("start", "runbook")]
FRONT = "param."  # of the fields that hold parameters


@dataclass(frozen=True, slots=True)
class Shown:
    """A rehearsal as the page tells it."""

    plan: PlanView
    at: float
    verdict: str
    reasons: Sequence[str]
    needs: Sequence[tuple[int, str]]
    readings: Sequence[Found]
    blocked: str


@dataclass(frozen=True, slots=True)
class StartView:
    name: str
    title: str
    version: str
    fields: Sequence[Field]
    reason: str
    shown: Shown | None = None
    fault: str = ""
    question: str = ""


@router.get("/{name}/start")
def ask(request: Request, core: CoreDep, visitor: Starter, name: str) -> HTMLResponse:
    """The form, with what the address says already filled in."""
    edition = core.runbooks.edition(name)
    given = {key: value[:300] for key, value in request.query_params.items()}
    return _page(request, core, visitor, _view(core, edition, given, ""))


@router.post("/{name}/start")
def answer(request: Request, core: CoreDep, visitor: Starter, form: FormDep, name: str) -> Response:
    """Rehearse it, or open the work."""
    edition = core.runbooks.edition(name)
    given = _given(form)
    reason = form.get("reason").strip()[:1000]
    fault = question = ""
    try:
        ready = prepare(core, name, {key: value for key, value in given.items() if value})
        if form.get("do") == "start":
            return _start(core, visitor, ready, reason)
        shown = _rehearsed(core, visitor, ready, reason)
        return _page(request, core, visitor, _view(core, edition, given, reason, shown=shown))
    except NeedsPerson as problem:
        question = str(problem)
    except (Permanent, Transient) as problem:
        fault = str(problem)
    view = _view(core, edition, given, reason, fault=fault, question=question)
    return _page(request, core, visitor, view, 422)


def _start(core: Core, visitor: Visitor, ready: Ready, reason: str) -> Response:
    vouched_by = visitor.caller.bearer.vouched_by
    request = ready.request(by=visitor.id, reason=reason, vouched_by=vouched_by)
    number = core.desk.work_items.submit(request)
    core.wake()
    return redirect(f"/work/{number}", f"{number} is opened. It is rehearsed and decided now.")


def _rehearsed(core: Core, visitor: Visitor, ready: Ready, reason: str) -> Shown:
    told: Rehearsed = rehearse(
        core.governor, core.clock, ready.request(by=visitor.id, reason=reason)
    )
    decision, rehearsal = told.decision, told.rehearsal
    names = names_in(core.store, canonical([rehearsal.as_json(), decision.as_json()]))
    return Shown(
        plan=plan_with_names(core, rehearsal, told.at),
        at=told.at,
        verdict=decision.verdict.name,
        reasons=[names.within(reason) for reason in decision.reasons],
        needs=[(need.count, need.role) for need in decision.needs],
        readings=[found for _, found in rehearsal.readings],
        blocked=names.within(rehearsal.blocked),
    )


def _given(form: Form) -> dict[str, str]:
    return {
        name.removeprefix(FRONT): form.get(name).strip()[:300]
        for name in form.fields
        if name.startswith(FRONT)
    }


def _view(
    core: Core,
    edition: Edition,
    given: Mapping[str, str],
    reason: str,
    *,
    shown: Shown | None = None,
    fault: str = "",
    question: str = "",
) -> StartView:
    runbook = edition.runbook
    return StartView(
        name=edition.name,
        title=runbook.title,
        version=edition.version,
        fields=fields_of(core, runbook, given),
        reason=reason,
        shown=shown,
        fault=fault,
        question=question,
    )


def _page(
    request: Request, core: Core, visitor: Visitor, view: StartView, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/runbooks/start.html",
        view,
        place="runbooks",
        title=f"Start: {view.title}",
        crumbs=[Crumb("Runbooks", "/runbooks"), Crumb(view.title, f"/runbooks/{view.name}")],
        status=status,
    )
