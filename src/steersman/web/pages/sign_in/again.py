"""Proving again who one is, before something that matters."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.records.sign_in.throttle import Throttled
from steersman.web.auth import CoreDep
from steersman.web.console.render import plain, redirect
from steersman.web.core import Core
from steersman.web.pages.sign_in.model import WRONG_CODE, FactorView, wait_for
from steersman.web.sign_in import cookies, onward
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.onward import AGAIN
from steersman.web.sign_in.origin import seen_from
from steersman.web.sign_in.proving import by_code, by_own_password
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter()
WRONG_PASSWORD = "This is not your password."


@router.get(AGAIN)
def show(core: CoreDep, visitor: SignedIn, next: str = "") -> HTMLResponse:
    """The second factor; for who has none, the password."""
    return _page(_view(core, visitor, next))


@router.post(AGAIN)
def prove(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """The session goes on under a new secret, and remembers when this was."""
    view, seen = _view(core, visitor, form.get("next")), seen_from(request, core)
    account = core.sign_in.accounts.get(visitor.id)
    try:
        if view.code:
            right = by_code(core, account, form.get("code"), seen)
        else:
            right = by_own_password(core, account, form.get("password"), seen)
    except Throttled as error:
        return _page(replace(view, error=wait_for(error)), 429)
    if not right:
        return _page(replace(view, error=WRONG_CODE if view.code else WRONG_PASSWORD), 401)
    return proved(core, visitor, view.next, second_factor=view.code)


def proved(core: Core, visitor: Visitor, next: str, *, second_factor: bool) -> Response:
    answer = redirect(onward.safe(next))
    secret = core.sign_in.sessions.proved(visitor.session.id, second_factor=second_factor)
    cookies.set_session(answer, core, secret)
    return answer


def _view(core: Core, visitor: Visitor, next: str) -> FactorView:
    has_factor = core.sign_in.has_second_factor(visitor.id)
    account = core.sign_in.accounts.get(visitor.id)
    return FactorView(
        action=AGAIN,
        next=onward.safe(next),
        title="Prove again that it is you",
        code=has_factor,
        passkey=bool(core.sign_in.passkeys.of(visitor.id)),
        password=account.has_password and not has_factor,
        csrf=visitor.csrf,
        name=account.name,
    )


def _page(view: FactorView, status: int = 200) -> HTMLResponse:
    return plain("pages/sign_in/factor.html", status, view=view)
