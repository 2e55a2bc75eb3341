"""The end of every way in: a new session under a new secret, or on to the second factor."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from steersman.domain.canonical import Json
from steersman.records.sign_in.accounts import Account
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden
from steersman.web.sign_in import cookies, onward
from steersman.web.sign_in.origin import seen_from
from steersman.web.sign_in.proving import device_mark

SECOND_FACTOR = "second-factor"  # the kind of ceremony, and the last part of the page's path


def check_may_enter(core: Core, account: Account) -> None:
    """Said only to who proved that it is their account."""
    if not account.is_open:
        raise _refused("this account is disabled")
    if not core.permissions.principal(account.id).roles:
        raise _refused("this account has no role, so there is nothing that it may see")


def enter(
    request: Request, core: Core, answer: Response, account: Account, how: str, second_factor: bool
) -> None:
    """Start the session and put it into ``answer``.

    Whatever session the browser brought along ends: it may be one that somebody planted there.
    """
    check_may_enter(core, account)
    earlier = core.sign_in.sessions.find(cookies.read(request, core, cookies.SESSION))
    if earlier is not None:
        core.sign_in.end(earlier, by=account.id)
    seen = seen_from(request, core)
    _, secret = core.sign_in.start(account, how, seen, second_factor=second_factor)
    cookies.set_session(answer, core, secret)
    cookies.set_device(answer, core, device_mark(core, account))
    cookies.forget(answer, core, cookies.SIGNING_IN)


def ask_second_factor(core: Core, answer: Response, account: Account, how: str, next: str) -> None:
    """Remember who gave the first factor, for the page that asks for the second."""
    body: Json = {"account": account.id, "how": how, "next": onward.safe(next)}
    cookies.set_signing_in(answer, core, core.sign_in.ceremonies.begin(SECOND_FACTOR, body))


def _refused(why: str) -> Problem:
    return forbidden(why, rule="sign-in", mend="ask an administrator of this installation")
