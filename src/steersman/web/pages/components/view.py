"""The components, for who builds or checks the console: administrators and auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.render import page
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/components", include_in_schema=False)
Builder = Annotated[Visitor, allowed("view", "component")]


@router.get("")
def show(request: Request, core: CoreDep, visitor: Builder) -> HTMLResponse:
    """One page with all of them."""
    template, title = "pages/components/page.html", "Components"
    return page(request, core, visitor, template, None, place="components", title=title)
