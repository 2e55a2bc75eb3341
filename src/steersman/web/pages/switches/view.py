"""Stop and start from the console: the same as the API's kill switches, from a form."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.records.guard.switches import EVERYTHING
from steersman.web.api.switches import release_scope, throw_scope
from steersman.web.auth import CoreDep
from steersman.web.console.render import redirect
from steersman.web.errors import invalid
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/switches", include_in_schema=False)


@router.post("/throw")
def throw(
    request: Request,
    core: CoreDep,
    visitor: Annotated[Visitor, allowed("throw", "switch")],
    form: FormDep,
) -> Response:
    """Stop, in the name of who pressed it, and stay on the page."""
    scope, reason = form.get("scope") or EVERYTHING, form.get("reason").strip()
    if not reason:
        raise invalid("a stop needs a reason", "say in a few words why, then stop again")
    throw_scope(core, visitor.id, scope, reason[:1000])
    what = "Everything" if scope == EVERYTHING else scope
    return redirect(back(request), f"{what} is stopped before its next outside write.")


@router.post("/release")
def release(
    request: Request,
    core: CoreDep,
    visitor: Annotated[Visitor, allowed("release", "switch")],
    form: FormDep,
) -> Response:
    """Let it go on."""
    scope = form.get("scope")
    release_scope(core, visitor.id, scope)
    return redirect(back(request), "Started again. What was held is rehearsed anew.")


def back(request: Request) -> str:
    """The page the form stood on, by its path alone: a foreign address leads nowhere."""
    path = urlsplit(request.headers.get("referer", "")).path
    inside = path.startswith("/") and not path.startswith(("//", "/\\", "/switches"))
    return path if inside else "/"
