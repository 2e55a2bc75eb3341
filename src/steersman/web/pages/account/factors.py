"""The authenticator app and the recovery codes of one's own account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.records.sign_in import throttle
from steersman.web.auth import CoreDep
from steersman.web.console.render import redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.account.model import view_of
from steersman.web.pages.account.view import shown
from steersman.web.pages.sign_in.model import WRONG_CODE
from steersman.web.sign_in import cookies, requiring
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.onward import ACCOUNT
from steersman.web.sign_in.session import SignedIn, Visitor
from steersman.web.sign_in.step_up import proved_again

router = APIRouter(prefix=ACCOUNT)


@router.post("/app/begin")
def begin(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Show the secret once; nothing is asked for until a code of it came back."""
    proved_again(request, core, visitor)
    core.sign_in.totp.begin(visitor.id)
    view = view_of(core, visitor, next=form.get("next"), begin=True)
    return shown(request, core, visitor, view)


@router.post("/app")
def confirm(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """The first right code sets it up, and makes the recovery codes."""
    proved_again(request, core, visitor)
    bucket = throttle.factor(visitor.id)
    core.sign_in.throttle.begin([bucket])
    if not core.sign_in.totp.confirm(visitor.id, form.get("code")):
        back = form.get("next")
        view = view_of(core, visitor, next=back, begin=True, error=WRONG_CODE, where="app")
        return shown(request, core, visitor, view, 422)
    core.sign_in.throttle.succeeded([bucket])
    core.sign_in.tell("second-factor-added", visitor.id, by=visitor.id, what="app")
    codes = core.sign_in.recovery.make(visitor.id)
    view = view_of(core, visitor, next=form.get("next"), codes=codes)
    answer = shown(request, core, visitor, view)
    cookies.set_session(answer, core, _proved(core, visitor.session.id))
    return answer


@router.post("/app/remove")
def remove(request: Request, core: CoreDep, visitor: SignedIn) -> Response:
    proved_again(request, core, visitor)
    check_not_last(core, visitor, others=len(core.sign_in.passkeys.of(visitor.id)))
    core.sign_in.totp.remove(visitor.id)
    core.sign_in.tell("second-factor-removed", visitor.id, by=visitor.id, what="app")
    if not core.sign_in.has_second_factor(visitor.id):
        core.sign_in.recovery.remove(visitor.id)
    return redirect(ACCOUNT, "The authenticator app is removed.")


@router.post("/codes")
def new_codes(request: Request, core: CoreDep, visitor: SignedIn) -> Response:
    """In place of the earlier ones."""
    proved_again(request, core, visitor)
    codes = core.sign_in.recovery.make(visitor.id)
    core.sign_in.tell("recovery-codes-made", visitor.id, by=visitor.id)
    return shown(request, core, visitor, view_of(core, visitor, codes=codes))


def check_not_last(core: Core, visitor: Visitor, *, others: int) -> None:
    """``others``: the second factors that would be left.  Whose role wants one keeps one."""
    wanting = requiring.roles_wanting(core, visitor.caller.principal)
    if wanting and not others:
        message = f"the role {', '.join(wanting)} needs a second factor, and this is your last"
        raise Problem(409, "conflict", message, "set up another one first", "second_factor_for")


def _proved(core: Core, session: str) -> str:
    """A code was given just now, so what asks for one need not ask again."""
    return core.sign_in.sessions.proved(session, second_factor=True)
