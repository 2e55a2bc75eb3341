"""The passkeys of one's own account; adding one is done by the script of the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from steersman.records.sign_in.passkeys import LONGEST_NAME
from steersman.web.auth import CoreDep
from steersman.web.console.render import redirect
from steersman.web.errors import not_found
from steersman.web.pages.account.factors import check_not_last
from steersman.web.pages.sign_in.passkey import challenge_of
from steersman.web.sign_in import cookies, onward, requiring
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.onward import ACCOUNT
from steersman.web.sign_in.passkeys import keep_new, options_to_add, party_of
from steersman.web.sign_in.session import SignedIn
from steersman.web.sign_in.step_up import proved_again

router = APIRouter(prefix=f"{ACCOUNT}/passkeys")


class Made(BaseModel):
    """``credential``: as ``PublicKeyCredential`` in JSON."""

    credential: dict[str, Any]
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    next: str = ""


@router.post("/options")
def options(request: Request, core: CoreDep, visitor: SignedIn) -> JSONResponse:
    proved_again(request, core, visitor)
    account = core.sign_in.accounts.get(visitor.id)
    known = core.sign_in.passkeys.of(visitor.id)
    asked = options_to_add(party_of(request, core), account, known)
    answer = JSONResponse(asked)
    begun = core.sign_in.ceremonies.begin(_kind(visitor.id), {"challenge": asked["challenge"]})
    cookies.set_signing_in(answer, core, begun)
    return answer


@router.post("")
def add(request: Request, core: CoreDep, visitor: SignedIn, made: Made) -> JSONResponse:
    proved_again(request, core, visitor)
    secret = cookies.read(request, core, cookies.SIGNING_IN)
    challenge = challenge_of(core, _kind(visitor.id), secret)
    account, party = core.sign_in.accounts.get(visitor.id), party_of(request, core)
    keep_new(core, party, account, challenge, made.credential, made.name)
    enrolled = requiring.must_prove(core, visitor.caller.principal, visitor.session)
    answer = JSONResponse({"next": onward.safe(made.next) if enrolled else ACCOUNT})
    renewed = core.sign_in.sessions.proved(visitor.session.id, second_factor=True)
    cookies.set_session(answer, core, renewed)
    return answer


@router.post("/remove")
def remove(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    proved_again(request, core, visitor)
    key = form.get("passkey")
    others = [each for each in core.sign_in.passkeys.of(visitor.id) if each.id != key]
    check_not_last(core, visitor, others=len(others) + core.sign_in.totp.is_set_up(visitor.id))
    if not key or not core.sign_in.passkeys.remove(visitor.id, key):
        raise not_found("such passkey of yours", "load the page again")
    core.sign_in.tell("passkey-removed", visitor.id, by=visitor.id, passkey=key)
    if not core.sign_in.has_second_factor(visitor.id):
        core.sign_in.recovery.remove(visitor.id)
    return redirect(ACCOUNT, "The passkey is removed here. Remove it on the device too.")


def _kind(account: str) -> str:
    return f"passkey-new/{account}"
