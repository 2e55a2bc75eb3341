"""Tokens by which one's own programs ask the API; each is shown once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.render import redirect
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.account.model import view_of
from steersman.web.pages.account.view import shown
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.onward import ACCOUNT
from steersman.web.sign_in.session import SignedIn, Visitor
from steersman.web.sign_in.step_up import proved_again
from steersman.web.tokens import make_token, revoke_token

router = APIRouter(prefix=f"{ACCOUNT}/tokens")
DAY, LONGEST = 86400.0, 365  # seconds; days


@router.post("")
def create(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """It speaks for who is signed in, with their roles and no more."""
    proved_again(request, core, visitor)
    try:
        secret = _made(core, visitor, form)
    except Permanent as error:
        view = view_of(core, visitor, error=f"{error}.", where="token")
        return shown(request, core, visitor, view, 422)
    return shown(request, core, visitor, view_of(core, visitor, token=secret))


@router.post("/revoke")
def revoke(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    token = form.get("token")
    if token not in {each["id"] for each in core.tokens.all(visitor.id)}:
        raise not_found("such token of yours", "load the page again")
    revoke_token(core, visitor.caller, token)
    return redirect(ACCOUNT, "The token is refused from now on.")


def _made(core: Core, visitor: Visitor, form: Form) -> str:
    days, scopes, name = form.get("days"), form.all("scope"), form.get("name")
    if not days.isdecimal() or len(days) > 3 or not 1 <= int(days) <= LONGEST:
        raise Permanent(f"a token holds 1 to {LONGEST} days")
    expires = core.clock.now() + int(days) * DAY
    _, secret = make_token(
        core, visitor.caller, visitor.id, name=name, scopes=scopes, expires=expires
    )
    return secret
