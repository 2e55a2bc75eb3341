"""The cookies of signing in: unreadable for scripts, sent by no other site's forms.

With https each is named ``__Host-…`` (RFC 6265bis, 4.1.3.2), so that no other host of the domain
can set it.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from steersman.records.sign_in.ceremonies import LASTS
from steersman.web.core import Core

SESSION, SIGNING_IN, DEVICE = "steersman-session", "steersman-signing-in", "steersman-device"
_YEAR = 365 * 86400


def is_secure(core: Core) -> bool:
    return core.settings.address.startswith("https://")


def name_of(core: Core, cookie: str) -> str:
    return f"__Host-{cookie}" if is_secure(core) else cookie


def read(request: Request, core: Core, cookie: str) -> str:
    return request.cookies.get(name_of(core, cookie), "")


def set_session(answer: Response, core: Core, secret: str) -> None:
    """Until the browser is closed; the server ends the session earlier if it must."""
    _set(answer, core, SESSION, secret, None)


def set_signing_in(answer: Response, core: Core, secret: str) -> None:
    _set(answer, core, SIGNING_IN, secret, int(LASTS))


def set_device(answer: Response, core: Core, value: str) -> None:
    _set(answer, core, DEVICE, value, _YEAR)


def forget(answer: Response, core: Core, *cookies: str) -> None:
    for cookie in cookies:
        answer.delete_cookie(
            name_of(core, cookie), secure=is_secure(core), httponly=True, samesite="lax"
        )


def _set(answer: Response, core: Core, cookie: str, value: str, lasts: int | None) -> None:
    answer.set_cookie(
        name_of(core, cookie),
        value,
        max_age=lasts,
        path="/",
        secure=is_secure(core),
        httponly=True,
        samesite="lax",  # strict would sign people out who follow a link in a mail
    )
