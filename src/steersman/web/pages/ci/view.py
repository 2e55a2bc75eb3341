"""The list of configuration items, and one of them: the same functions as the API."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.records.saved_views import SavedView
from steersman.web.api import ci, ci_views
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.pages.ci import editing
from steersman.web.pages.ci.filters import read_filter
from steersman.web.pages.ci.listing import listing_of
from steersman.web.pages.ci.model import item_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/ci", include_in_schema=False)
SHOWN = 50


@router.get("")
def show_list(
    request: Request, core: CoreDep, visitor: SignedIn, after: str | None = None
) -> HTMLResponse:
    """Everything that the visitor may see and that fits the filter in the address."""
    chosen = read_filter(request.url.query)
    told = ci.search(
        core,
        visitor.caller,
        chosen.words,
        chosen.ci_class,
        list(chosen.where),
        after or None,
        SHOWN,
        chosen.check,
        chosen.source,
        chosen.sort,
    )
    view = listing_of(core, visitor, told, chosen, first=not after)
    return page(request, core, visitor, "pages/ci/list.html", view, place="ci", title="CMDB")


@router.post("/views")
def save_view(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Keep the filter, order and columns under a name; for oneself or for a role one has."""
    query = read_filter(form.get("filter")).query
    view = SavedView(form.get("name"), query, form.get("role"))
    ci_views.keep_view(core, visitor.caller, view)
    shared = f", and shared with the role {view.role}" if view.role else ""
    return redirect(f"/ci?{query}", f"The view is kept for you{shared}.")


@router.post("/views/remove")
def remove_view(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    ci_views.remove_view(core, visitor.caller, form.get("name"), visitor.id)
    return redirect("/ci", "The view is removed.")


router.include_router(editing.router)  # before the ids: “edit” is none


@router.get("/{item}")
def show_item(request: Request, core: CoreDep, visitor: SignedIn, item: str) -> HTMLResponse:
    """One item: what is known, from whom, how it relates to others, and what was changed."""
    view = item_of(core, visitor, ci.one_item(core, visitor.caller, item))
    crumbs = [Crumb("CMDB", "/ci")]
    template = "pages/ci/item.html"
    return page(request, core, visitor, template, view, place="ci", title=view.name, crumbs=crumbs)
