"""The account page, its sessions, the password and the appearance."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.render import page, plain, redirect
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.account.model import AccountView, view_of
from steersman.web.sign_in import cookies
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.onward import ACCOUNT
from steersman.web.sign_in.session import SIGN_IN, SignedIn, Visitor
from steersman.web.sign_in.step_up import proved_again

router = APIRouter(prefix=ACCOUNT)


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn, next: str = "") -> HTMLResponse:
    """Everything that is one's own; ``next`` leads back to what wanted a second factor."""
    return shown(request, core, visitor, view_of(core, visitor, next=next))


@router.post("/theme")
def theme(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    core.sign_in.accounts.set_theme(visitor.id, form.get("theme"))
    return redirect(ACCOUNT)


@router.post("/password")
def password(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Every other session ends with it."""
    proved_again(request, core, visitor)
    given = form.get("password")
    try:
        if given != form.get("again"):
            raise Permanent("the two are not the same: type the password twice")
        core.sign_in.change_password(visitor.session, given)
    except Permanent as error:
        view = view_of(core, visitor, error=f"{error}.", where="password")
        return shown(request, core, visitor, view, 422)
    return redirect(ACCOUNT, "The password is set. Your other sessions have ended.")


@router.post("/sessions/end")
def end_session(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    given = form.get("session")
    mine = (one for one in core.sign_in.sessions.running(visitor.id) if one.id == given)
    session = next(mine, None)
    if session is None:
        raise not_found("such session of yours", "load the page again")
    core.sign_in.end(session, by=visitor.id)
    if session.id == visitor.session.id:
        answer = redirect(SIGN_IN)
        cookies.forget(answer, core, cookies.SESSION)
        return answer
    return redirect(ACCOUNT, "The session has ended.")


@router.post("/sessions/end-all")
def end_all(core: CoreDep, visitor: SignedIn) -> Response:
    """Everywhere, here too."""
    core.sign_in.end_all(visitor.id, by=visitor.id)
    answer = redirect(SIGN_IN)
    cookies.forget(answer, core, cookies.SESSION)
    return answer


def shown(
    request: Request, core: Core, visitor: Visitor, view: AccountView, status: int = 200
) -> HTMLResponse:
    if view.enrolling:
        return plain("pages/account/enrol.html", status, view=view)
    template, title = "pages/account/page.html", "Your account"
    return page(request, core, visitor, template, view, place="account", title=title, status=status)
