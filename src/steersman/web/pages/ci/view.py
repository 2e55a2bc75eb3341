"""The list of configuration items, and one of them: the same functions as the API."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.api import ci
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page
from steersman.web.pages.ci.model import item_of, listed
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/ci", include_in_schema=False)
SHOWN = 50


@router.get("")
def show_list(
    request: Request,
    core: CoreDep,
    visitor: SignedIn,
    q: str = "",
    kind: str = "",
    after: str | None = None,
) -> HTMLResponse:
    """Everything that the visitor may see, by words and by class."""
    told = ci.search(core, visitor.caller, q[:200], kind, None, after, SHOWN)
    view = listed(core, visitor, told, q, kind)
    return page(request, core, visitor, "pages/ci/list.html", view, place="ci", title="CMDB")


@router.get("/{item}")
def show_item(request: Request, core: CoreDep, visitor: SignedIn, item: str) -> HTMLResponse:
    """One item: what is known, from whom, how it relates to others, and what was changed."""
    view = item_of(core, visitor, ci.one_item(core, visitor.caller, item))
    crumbs = [Crumb("CMDB", "/ci")]
    template = "pages/ci/item.html"
    return page(request, core, visitor, template, view, place="ci", title=view.name, crumbs=crumbs)
