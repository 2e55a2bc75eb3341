"""What is done to accounts.  Whoever does it proves again who they are, if that was long ago."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.web.accounts import (
    GIVEN,
    change_roles,
    disable_account,
    make_account,
    reset_account,
)
from steersman.web.auth import CoreDep
from steersman.web.console.render import redirect
from steersman.web.errors import Problem, not_found
from steersman.web.pages.accounts.model import PATH, NewView, one_of, path_of
from steersman.web.pages.accounts.view import Changer, form_shown, known, shown
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed
from steersman.web.sign_in.step_up import proved_again
from steersman.web.tokens import revoke_token

router = APIRouter(prefix=PATH)
Ender = Annotated[Visitor, allowed("end", "sign_in_account")]
SessionEnder = Annotated[Visitor, allowed("end", "sign_in_session")]
Revoker = Annotated[Visitor, allowed("change", "token")]


@router.post("/new")
def create(request: Request, core: CoreDep, visitor: Changer, form: FormDep) -> Response:
    """The link is shown with the answer, and never again."""
    proved_again(request, core, visitor, f"{PATH}/new")
    typed = _typed(form)
    try:
        account, link = make_account(
            core, visitor.caller, typed.person, typed.roles, outside=typed.outside
        )
    except (Permanent, NeedsPerson, Problem) as error:
        told = error.message if isinstance(error, Problem) else str(error)
        field = "roles" if isinstance(error, Problem) else "person"
        view = NewView(typed.person, typed.outside, typed.roles, {field: told})
        return form_shown(request, core, visitor, view, 422)
    view_of = one_of(core, visitor, known(core, account.id), link=link)
    return shown(request, core, visitor, view_of)


@router.post("/{account}/roles")
def roles(
    request: Request, core: CoreDep, visitor: Changer, account: str, form: FormDep
) -> Response:
    """What is ticked is given, what is not is taken, of the roles that the form showed."""
    found = known(core, account)
    proved_again(request, core, visitor, path_of(account))
    ticked = set(form.all("role"))
    offered = set(GIVEN)
    held = change_roles(core, visitor.caller, found.id, add=ticked, remove=offered - ticked)
    told = ", ".join(sorted(held)) or "no role"
    return redirect(path_of(account), f"{found.name} has: {told}. It counts from now on.")


@router.post("/{account}/reset")
def reset(
    request: Request, core: CoreDep, visitor: Changer, account: str, form: FormDep
) -> Response:
    """A new link, shown this once; the password and every session end."""
    found = known(core, account)
    proved_again(request, core, visitor, path_of(account))
    link = reset_account(
        core,
        visitor.caller,
        found.id,
        second_factors=form.get("second_factors") == "yes",
        identities=form.get("identities") == "yes",
    )
    view = one_of(core, visitor, known(core, account), link=link)
    return shown(request, core, visitor, view)


@router.post("/{account}/disable")
def disable(request: Request, core: CoreDep, visitor: Ender, account: str) -> Response:
    found = known(core, account)
    proved_again(request, core, visitor, path_of(account))
    disable_account(core, visitor.caller, found.id)
    return redirect(path_of(account), f"{found.name} is disabled and signed out everywhere.")


@router.post("/{account}/enable")
def enable(request: Request, core: CoreDep, visitor: Changer, account: str) -> Response:
    found = known(core, account)
    proved_again(request, core, visitor, path_of(account))
    core.sign_in.enable(found.id, by=visitor.id)
    return redirect(path_of(account), f"{found.name} may be used again.")


@router.post("/{account}/sessions/end")
def end_session(core: CoreDep, visitor: SessionEnder, account: str, form: FormDep) -> Response:
    """Ending is never made harder: no proof is asked for."""
    found = core.sign_in.sessions.get(form.get("session"))
    if found.account != account:
        raise not_found("such session of this account", "load the page again")
    core.sign_in.end(found, by=visitor.id)
    return redirect(path_of(account), "The session has ended.")


@router.post("/{account}/sessions/end-all")
def end_all(core: CoreDep, visitor: SessionEnder, account: str) -> Response:
    found = known(core, account)
    ended = core.sign_in.end_all(found.id, by=visitor.id)
    many = "1 session has" if ended == 1 else f"{ended} sessions have"
    return redirect(path_of(account), f"{many} ended.")


@router.post("/{account}/tokens/revoke")
def revoke(core: CoreDep, visitor: Revoker, account: str, form: FormDep) -> Response:
    """A program that uses it is refused from now on."""
    token = form.get("token")
    if token not in {each["id"] for each in core.tokens.all(known(core, account).id)}:
        raise not_found("such token of this account", "load the page again")
    revoke_token(core, visitor.caller, token)
    return redirect(path_of(account), "The token is refused from now on.")


def _typed(form: Form) -> NewView:
    roles = [role for role in form.all("role") if role in GIVEN]
    return NewView(form.get("person").strip()[:500], form.get("outside") == "yes", roles)
