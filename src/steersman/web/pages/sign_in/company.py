"""Signing in with the company's own account, at its OpenID Connect provider."""

from __future__ import annotations

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from steersman.records.sign_in import throttle
from steersman.web.auth import CoreDep
from steersman.web.console.render import HEADERS, redirect
from steersman.web.pages.sign_in.view import FACTOR_PATH
from steersman.web.sign_in import cookies, onward
from steersman.web.sign_in.entering import ask_second_factor, check_may_enter, enter
from steersman.web.sign_in.linking import account_for
from steersman.web.sign_in.origin import network_of, seen_from
from steersman.web.sign_in.provider import ANSWER, Provider, refused
from steersman.web.sign_in.session import SIGN_IN

router = APIRouter()
KIND = "company"


@router.get(f"{SIGN_IN}/company")
def begin(request: Request, core: CoreDep, next: str = "") -> Response:
    """On to the provider."""
    core.sign_in.throttle.begin([throttle.address(network_of(seen_from(request, core)))])
    with httpx.Client() as http:
        where, asked = Provider(core, http).begin()
    answer = RedirectResponse(where, 303, HEADERS)
    begun = core.sign_in.ceremonies.begin(KIND, {**asked, "next": onward.safe(next)})
    cookies.set_signing_in(answer, core, begun)
    return answer


@router.get(ANSWER)
def answered(request: Request, core: CoreDep) -> Response:
    """Back from the provider: once, in the browser that began, and only with the right words."""
    asked = core.sign_in.ceremonies.take(KIND, cookies.read(request, core, cookies.SIGNING_IN))
    if asked is None:
        raise refused("no sign-in was begun in this browser")
    with httpx.Client() as http:
        identity = Provider(core, http).finish(asked, dict(request.query_params))
    account = account_for(core, identity)
    core.sign_in.throttle.succeeded([throttle.address(network_of(seen_from(request, core)))])
    if core.sign_in.has_second_factor(account.id) and not identity.second_factor:
        check_may_enter(core, account)
        answer = redirect(FACTOR_PATH)
        ask_second_factor(core, answer, account, "oidc", asked["next"])
        return answer
    answer = redirect(onward.safe(asked["next"]))
    enter(request, core, answer, account, "oidc", identity.second_factor)
    return answer
