"""Pages as answers: rendered, with the headers that keep them whole and out of other sites."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steersman.web.console.frame import Crumb, frame_for
from steersman.web.console.templates import environment
from steersman.web.console.times import COOKIE, Times, known_zone
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without it browsers send “Origin: null” with forms
    "Cross-Origin-Opener-Policy": "same-origin",
}
SAID = "said"  # the cookie that carries one sentence over a redirect
LONGEST_SAID = 500


def page(
    request: Request,
    core: Core,
    visitor: Visitor,
    template: str,
    view: object,
    *,
    place: str,
    title: str,
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
) -> HTMLResponse:
    """A whole page.  In its template stand ``view``, ``frame`` and ``times``.

    A piece of it, for htmx, is rendered by ``part`` from a template of its own.
    """
    said = _said(request)
    frame = frame_for(core, visitor, place=place, title=title, crumbs=crumbs, said=said)
    answer = _html(template, status, view=view, frame=frame, times=times(request, core))
    if said:
        answer.delete_cookie(SAID)
    return answer


def part(
    request: Request, core: Core, visitor: Visitor, template: str, view: object, status: int = 200
) -> HTMLResponse:
    """A piece of a page, for htmx to put in its place: ``view``, ``visitor`` and ``times``."""
    return _html(template, status, view=view, visitor=visitor, times=times(request, core))


def plain(template: str, status: int = 200, **view: object) -> HTMLResponse:
    """A page for somebody who is not signed in."""
    return _html(template, status, **view)


def redirect(path: str, said: str = "") -> Response:
    """On to a page of ours after a form was taken; ``said`` is told there once."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError("a redirect stays on this server")
    answer = RedirectResponse(path, 303, HEADERS)
    if said:
        packed = base64.urlsafe_b64encode(said[:LONGEST_SAID].encode()).decode()
        answer.set_cookie(SAID, packed, max_age=30, httponly=True, samesite="strict")
    return answer


def times(request: Request, core: Core) -> Times:
    """How this reader sees instants, by the zone that their browser told."""
    return Times(core.clock.now(), known_zone(request.cookies.get(COOKIE, "")))


def _html(template: str, status: int, **context: object) -> HTMLResponse:
    text = environment().get_template(template).render(**context)
    return HTMLResponse(text, status, HEADERS)


def _said(request: Request) -> str:
    """Nothing but this server sets the cookie, and it is escaped all the same."""
    try:
        return base64.urlsafe_b64decode(request.cookies.get(SAID, "")).decode()[:LONGEST_SAID]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
