"""Setting a password by the link that an administrator made.  Opening it changes nothing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.records.sign_in.throttle import Throttled, address
from steersman.web.auth import CoreDep
from steersman.web.console.render import plain, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.sign_in.model import LinkView
from steersman.web.pages.sign_in.view import OursOnly
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.origin import network_of, seen_from
from steersman.web.sign_in.session import SIGN_IN

router = APIRouter()
PATH = f"{SIGN_IN}/password"


@router.get(PATH + "/{secret}")
def show(core: CoreDep, secret: str) -> HTMLResponse:
    """Whose password is set here, and the two fields."""
    return _page(LinkView(_name(core, secret)))


@router.post(PATH + "/{secret}", dependencies=[OursOnly])
def set_password(request: Request, core: CoreDep, secret: str, form: FormDep) -> Response:
    """Set it; the link counts no more, and every session of the account ends."""
    name, given = _name(core, secret), form.get("password")
    if given != form.get("again"):
        return _page(LinkView(name, "The two are not the same. Type the password twice."), 422)
    try:
        core.sign_in.throttle.begin([address(network_of(seen_from(request, core)))])
        core.sign_in.set_password(secret, given)
    except Throttled:
        raise
    except Permanent as error:
        return _page(LinkView(name, f"{error}."), 422)
    return redirect(f"{SIGN_IN}?new=yes")


def _name(core: Core, secret: str) -> str:
    account = core.sign_in.links.account_of(secret)
    if account is None:
        mend = "ask an administrator for a new one"
        raise Problem(410, "gone", "this link was used, has expired, or is not whole", mend)
    return core.sign_in.accounts.get(account).name


def _page(view: LinkView, status: int = 200) -> HTMLResponse:
    return plain("pages/sign_in/password.html", status, view=view)
