"""Name and password, then the second factor; and out again."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from steersman.records.sign_in.throttle import Throttled
from steersman.web.auth import CoreDep
from steersman.web.console.render import plain, redirect
from steersman.web.core import Core
from steersman.web.pages.sign_in.model import WRONG, WRONG_CODE, FactorView, SignInView, wait_for
from steersman.web.sign_in import cookies, onward
from steersman.web.sign_in.entering import (
    SECOND_FACTOR,
    ask_second_factor,
    check_may_enter,
    enter,
)
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.origin import check_same_site, seen_from
from steersman.web.sign_in.proving import by_code, by_password
from steersman.web.sign_in.session import SIGN_IN, SignedIn

router = APIRouter()
FACTOR_PATH = f"{SIGN_IN}/{SECOND_FACTOR}"


def ours_only(request: Request, core: CoreDep) -> None:
    """Nobody is signed in yet, so there is no token: the headers alone tell who sent the form."""
    check_same_site(request, core)


OursOnly = Depends(ours_only)


@router.get(SIGN_IN)
def show(core: CoreDep, next: str = "", new: str = "") -> HTMLResponse:
    """Name and password, a passkey, or the company's own sign-in."""
    note = "The password is set. Sign in with it." if new else ""
    company = company_label(core)
    first = not company and core.sign_in.accounts.none()
    return _sign_in(SignInView(onward.safe(next), company=company, note=note, first=first))


@router.post(SIGN_IN, dependencies=[OursOnly])
def sign_in(request: Request, core: CoreDep, form: FormDep) -> Response:
    """On to the page that was wanted, to the second factor, or once more."""
    name, wanted, seen = form.get("name"), onward.safe(form.get("next")), seen_from(request, core)
    device = cookies.read(request, core, cookies.DEVICE)
    view = SignInView(wanted, name[:254], WRONG, company_label(core))
    try:
        account = by_password(core, name, form.get("password"), seen, device)
    except Throttled as error:
        return _waiting(_sign_in(replace(view, error=wait_for(error)), 429), error)
    if account is None:
        return _sign_in(view, 401)
    if core.sign_in.has_second_factor(account.id):
        check_may_enter(core, account)
        answer = redirect(FACTOR_PATH)
        ask_second_factor(core, answer, account, "password", wanted)
        return answer
    answer = redirect(wanted)
    enter(request, core, answer, account, "password", False)
    return answer


@router.get(FACTOR_PATH)
def show_second_factor(request: Request, core: CoreDep) -> Response:
    """A code, or a passkey."""
    pending = core.sign_in.ceremonies.look(SECOND_FACTOR, _secret(request, core))
    if pending is None:
        return redirect(SIGN_IN)
    return _factor(_factor_view(core, pending["account"], pending["next"]))


@router.post(FACTOR_PATH, dependencies=[OursOnly])
def second_factor(request: Request, core: CoreDep, form: FormDep) -> Response:
    """In with the right code; several tries, slowed down, within ten minutes."""
    secret = _secret(request, core)
    pending = core.sign_in.ceremonies.look(SECOND_FACTOR, secret)
    account = core.sign_in.accounts.find(pending["account"]) if pending else None
    if pending is None or account is None:
        return redirect(SIGN_IN)
    view = _factor_view(core, account.id, pending["next"], WRONG_CODE)
    try:
        right = by_code(core, account, form.get("code"), seen_from(request, core))
    except Throttled as error:
        return _waiting(_factor(replace(view, error=wait_for(error)), 429), error)
    if not right:
        return _factor(view, 401)
    if core.sign_in.ceremonies.take(SECOND_FACTOR, secret) is None:
        return redirect(SIGN_IN)
    answer = redirect(onward.safe(pending["next"]))
    enter(request, core, answer, account, pending["how"], True)
    return answer


@router.post("/sign-out")
def sign_out(core: CoreDep, visitor: SignedIn) -> Response:
    """The session ends here and on the server."""
    core.sign_in.end(visitor.session, by=visitor.id)
    answer = redirect(SIGN_IN)
    cookies.forget(answer, core, cookies.SESSION)
    return answer


def company_label(core: Core) -> str:
    return core.settings.oidc_label if core.settings.oidc_issuer else ""


def _sign_in(view: SignInView, status: int = 200) -> HTMLResponse:
    return plain("pages/sign_in/page.html", status, view=view)


def _factor(view: FactorView, status: int = 200) -> HTMLResponse:
    return plain("pages/sign_in/factor.html", status, view=view)


def _factor_view(core: Core, account: str, next: str, error: str = "") -> FactorView:
    """A code is always asked for: it may be a recovery code of who has passkeys only."""
    has_key = bool(core.sign_in.passkeys.of(account))
    title = "Give your second factor"
    return FactorView(FACTOR_PATH, next, title, code=True, passkey=has_key, error=error)


def _waiting(answer: HTMLResponse, error: Throttled) -> HTMLResponse:
    answer.headers["Retry-After"] = str(int(error.retry_after) + 1)
    return answer


def _secret(request: Request, core: Core) -> str:
    return cookies.read(request, core, cookies.SIGNING_IN)
