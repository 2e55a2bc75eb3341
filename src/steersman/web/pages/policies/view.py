"""The pages of policies and limits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.governor.limits import Limits
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.policies.model import Trial, View, budgets_of, files_of, proposals_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/policies", include_in_schema=False)
Reader = Annotated[Visitor, allowed("view", "policy")]
Changer = Annotated[Visitor, allowed("change", "policy")]


@router.get("")
def show(request: Request, core: CoreDep, visitor: Reader) -> HTMLResponse:
    """What is in force, and what was proposed."""
    limits, fault = _limits(core)
    now = core.clock.now()
    view = View(
        files=files_of(core),
        tests=core.policies.loaded.tests,
        budgets=budgets_of(limits) if limits else (),
        limits=limits,
        fault=fault,
        freezes=[(each, each.holds_at(now)) for each in limits.freezes] if limits else (),
        proposals=proposals_of(core, visitor.id),
        may_change=_may_change(core, visitor),
    )
    template, title = "pages/policies/page.html", "Policies and limits"
    return page(request, core, visitor, template, view, place="policies", title=title)


@router.get("/files/{file}")
def edit(request: Request, core: CoreDep, visitor: Reader, file: str) -> HTMLResponse:
    """One file, to try a change of it."""
    view = Trial(file, _text(core, file), "", _may_change(core, visitor))
    return _trial(request, core, visitor, view)


@router.post("/files/{file}")
def answer(request: Request, core: CoreDep, visitor: Reader, form: FormDep, file: str) -> Response:
    """Try the change; propose it when that was asked for."""
    _text(core, file)
    text = form.get("text").replace("\r\n", "\n")
    reason, may = form.get("reason").strip()[:1000], _may_change(core, visitor)
    try:
        if form.get("do") == "propose":
            return _propose(core, visitor, file, text, reason)
        loaded = core.changing_policies.check(file, text)
    except Permanent as error:
        view = Trial(file, text, reason, may, fault=str(error))
        return _trial(request, core, visitor, view, 422)
    effect = core.changing_policies.effect(loaded)
    view = Trial(file, text, reason, may, loaded.tests, effect)
    return _trial(request, core, visitor, view)


@router.post("/proposals/{proposal}/apply")
def apply(core: CoreDep, visitor: Changer, proposal: str) -> Response:
    """Put somebody else's proposal in force."""
    core.changing_policies.apply(proposal, by=visitor.id, eyes=visitor.caller.bearer.eyes)
    return redirect("/policies", "In force. The next decision goes by it.")


@router.post("/proposals/{proposal}/refuse")
def refuse(core: CoreDep, visitor: Changer, proposal: str) -> Response:
    """Refuse it, or withdraw one's own."""
    core.changing_policies.refuse(proposal, by=visitor.id)
    return redirect("/policies", "Not taken. The policies in force stay.")


def _propose(core: Core, visitor: Visitor, file: str, text: str, reason: str) -> Response:
    check_rule(core.permissions, visitor.caller, "change", "policy")
    eyes = visitor.caller.bearer.eyes
    core.changing_policies.propose(file, text, by=visitor.id, reason=reason, eyes=eyes)
    return redirect("/policies", "Proposed. Somebody else has to apply it.")


def _text(core: Core, file: str) -> str:
    try:
        return core.changing_policies.text(file)
    except Permanent as error:
        raise not_found(f"policy file {file}", "choose one of those in force") from error


def _limits(core: Core) -> tuple[Limits | None, str]:
    try:
        return core.limits(), ""
    except Permanent as error:
        return None, str(error)


def _may_change(core: Core, visitor: Visitor) -> bool:
    return core.permissions.may(visitor.caller.principal, "change", "policy").allowed


def _trial(
    request: Request, core: Core, visitor: Visitor, view: Trial, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/policies/trial.html",
        view,
        place="policies",
        title=view.file,
        crumbs=[Crumb("Policies and limits", "/policies")],
        status=status,
    )
