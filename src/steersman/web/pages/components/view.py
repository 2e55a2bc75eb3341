"""The components, for who builds or checks the console."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.render import page
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/components", include_in_schema=False)


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """One page with all of them."""
    template, title = "pages/components/page.html", "Components"
    return page(request, core, visitor, template, None, place="components", title=title)
