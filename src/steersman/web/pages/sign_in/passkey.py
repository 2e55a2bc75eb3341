"""Signing in with a passkey, and proving with one again; called by the script of the page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from steersman.domain.canonical import Json
from steersman.records.sign_in import throttle
from steersman.web.auth import CoreDep
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden
from steersman.web.pages.sign_in.view import OursOnly
from steersman.web.sign_in import cookies, onward
from steersman.web.sign_in.entering import enter
from steersman.web.sign_in.onward import AGAIN
from steersman.web.sign_in.origin import network_of, seen_from
from steersman.web.sign_in.passkeys import account_by, options_to_use, party_of
from steersman.web.sign_in.session import SIGN_IN, SignedIn

router = APIRouter()
KIND = "passkey"


class Used(BaseModel):
    """``credential``: as ``PublicKeyCredential`` in JSON."""

    credential: dict[str, Any]
    next: str = ""


@router.post(f"{SIGN_IN}/passkey/options", dependencies=[OursOnly])
def options(request: Request, core: CoreDep) -> JSONResponse:
    """A challenge for whichever passkey the browser has; it tells nothing about accounts."""
    core.sign_in.throttle.begin([throttle.address(network_of(seen_from(request, core)))])
    asked = options_to_use(party_of(request, core))
    answer = JSONResponse(asked)
    begun = core.sign_in.ceremonies.begin(KIND, _challenge(asked))
    cookies.set_signing_in(answer, core, begun)
    return answer


@router.post(f"{SIGN_IN}/passkey", dependencies=[OursOnly])
def sign_in(request: Request, core: CoreDep, used: Used) -> JSONResponse:
    """In at once: the device and its check of the person are two factors."""
    challenge = challenge_of(core, KIND, cookies.read(request, core, cookies.SIGNING_IN))
    account = account_by(core, party_of(request, core), challenge, used.credential)
    core.sign_in.throttle.succeeded([throttle.address(network_of(seen_from(request, core)))])
    answer = JSONResponse({"next": onward.safe(used.next)})
    enter(request, core, answer, account, "passkey", True)
    return answer


@router.post(f"{AGAIN}/passkey/options")
def options_again(request: Request, core: CoreDep, visitor: SignedIn) -> JSONResponse:
    """A challenge for the passkeys of who is signed in."""
    asked = options_to_use(party_of(request, core), core.sign_in.passkeys.of(visitor.id))
    answer = JSONResponse(asked)
    begun = core.sign_in.ceremonies.begin(_again(visitor.session.id), _challenge(asked))
    cookies.set_signing_in(answer, core, begun)
    return answer


@router.post(f"{AGAIN}/passkey")
def prove(request: Request, core: CoreDep, visitor: SignedIn, used: Used) -> JSONResponse:
    """The session goes on under a new secret."""
    secret = cookies.read(request, core, cookies.SIGNING_IN)
    challenge = challenge_of(core, _again(visitor.session.id), secret)
    account = account_by(core, party_of(request, core), challenge, used.credential)
    if account.id != visitor.id:
        raise forbidden("this is somebody else's passkey", rule="passkey", mend="use your own")
    answer = JSONResponse({"next": onward.safe(used.next)})
    renewed = core.sign_in.sessions.proved(visitor.session.id, second_factor=True)
    cookies.set_session(answer, core, renewed)
    cookies.forget(answer, core, cookies.SIGNING_IN)
    return answer


def challenge_of(core: Core, kind: str, secret: str) -> str:
    """The challenge of this browser, which counts once."""
    begun = core.sign_in.ceremonies.take(kind, secret)
    if begun is None:
        raise Problem(409, "conflict", "this took too long, or was answered already", "try again")
    return str(begun["challenge"])


def _again(session: str) -> str:
    return f"passkey-again/{session}"


def _challenge(asked: Json) -> Json:
    return {"challenge": asked["challenge"]}
