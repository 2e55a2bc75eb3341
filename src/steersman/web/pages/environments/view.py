"""The page of environments: the same functions as the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from steersman.web.api import environments
from steersman.web.auth import CoreDep
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.environments.model import Typed, view_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/environments", include_in_schema=False)
Asker = Annotated[Visitor, allowed("add", "environment")]
ANSWER = "answer."


@router.get("")
def show(
    request: Request,
    core: CoreDep,
    visitor: Asker,
    offer: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """What stands and what can be had; with ``offer`` the questions about one of them."""
    return _page(request, core, visitor, Typed(offer))


@router.post("")
def ask(request: Request, core: CoreDep, visitor: Asker, form: FormDep) -> Response:
    """Ask for one; what is wrong is said beside what was typed."""
    typed = _typed(form)
    system, _, template = typed.offer.partition("/")
    wanted = {"system": system, "template": template, "days": typed.days, "reason": typed.reason}
    try:
        body = environments.Wanted.model_validate({**wanted, "answers": typed.answers})
        told = environments.ask(core, visitor.caller, body, form.get("once")[:200])
    except ValidationError as error:
        first = error.errors()[0]
        return _page(request, core, visitor, typed, f"{first['loc'][-1]}: {first['msg']}")
    except Problem as problem:
        return _page(request, core, visitor, typed, problem.message)
    return redirect(f"/work/{told['work']}", "Asked for. Somebody else must agree.")


@router.post("/{environment}")
def act(core: CoreDep, visitor: Asker, environment: str, form: FormDep) -> Response:
    """Prolong it, set it back, or take it down."""
    do = form.get("do")
    if do == "prolong":
        return _prolong(core, visitor, environment, form)
    if do == "correct":
        told = environments.correct(core, visitor.caller, environment)
    elif do == "end":
        told = environments.end(core, visitor.caller, environment, environments.Ending())
    else:
        raise Problem(422, "invalid", f"nothing is done by {do!r}", "use the buttons of the page")
    return redirect(f"/work/{told['work']}", "Begun.")


def _prolong(core: Core, visitor: Visitor, environment: str, form: Form) -> Response:
    try:
        body = environments.Prolong.model_validate({"days": form.get("days")})
    except ValidationError as error:
        mend = "write a number of days above 0"
        raise Problem(422, "invalid", "that is no number of days", mend) from error
    environments.prolong(core, visitor.caller, environment, body)
    return redirect("/environments", f"It stands for {body.days:g} more days from now.")


def _typed(form: Form) -> Typed:
    told = {name: form.get(name) for name in form.fields if name.startswith(ANSWER)}
    answers = {name.removeprefix(ANSWER): value for name, value in told.items() if value}
    offer, days = form.get("offer")[:300], form.get("days")[:20]
    return Typed(offer, days, form.get("reason")[:2000], answers)


def _page(
    request: Request, core: Core, visitor: Visitor, typed: Typed, fault: str = ""
) -> HTMLResponse:
    told = Typed(typed.offer, typed.days, typed.reason, typed.answers, fault)
    view = view_of(core, visitor, told)
    return page(
        request,
        core,
        visitor,
        "pages/environments/page.html",
        view,
        place="environments",
        title="Environments",
        status=422 if fault else 200,
    )
