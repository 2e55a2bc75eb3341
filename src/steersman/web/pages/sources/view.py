"""The list of sources, and one source of items: the same functions as the API."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.cmdb.flat import CI
from steersman.records.knowledge.sources import KnowledgeSources
from steersman.web.api import ci_sources
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem, not_found
from steersman.web.pages.sources.model import Documents, Single, Source, View
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/sources", include_in_schema=False)
OUTCOMES = {
    "read": "Taken in.",
    "partial": "Taken in, but for what is named below.",
    "refused": "Nothing was taken in: it asks a person.",
    "failed": "Nothing was taken in.",
}


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """Every source of items and of documents, and how fresh it is."""
    sources = [Source(each) for each in _told(core, visitor)]
    view = View(sources, _documents(core, visitor), _may_collect(core, visitor))
    template, crumbs = "pages/sources/page.html", [Crumb("CMDB", "/ci")]
    return page(request, core, visitor, template, view, place="ci", title="Sources", crumbs=crumbs)


@router.get("/{name:path}")
def one(request: Request, core: CoreDep, visitor: SignedIn, name: str) -> HTMLResponse:
    """One source of items: what came of reading it, and what was left out."""
    return _page(request, core, visitor, _single(core, visitor, name))


@router.post("/{name:path}")
def act(request: Request, core: CoreDep, visitor: SignedIn, name: str, form: FormDep) -> Response:
    """Show what collecting would do, do what was shown, or say when the source is stale."""
    do = form.get("do")
    if do == "stale-after":
        return _keep_days(core, visitor, name, form)
    accepted = form.get("accept") == "yes"
    if do == "collect":
        return _collect(request, core, visitor, name, form)
    return _look(request, core, visitor, name, accepted)


def _look(
    request: Request, core: Core, visitor: Visitor, name: str, accepted: bool, fault: str = ""
) -> HTMLResponse:
    """The dry run; where the system does not answer, why."""
    body = ci_sources.Look(accept_missing=accepted)
    plan = None
    try:
        plan = ci_sources.plan(core, visitor.caller, name, body)
    except (Transient, Permanent, NeedsPerson) as problem:
        fault = str(problem)
    view = _single(core, visitor, name, plan=plan, accepted=accepted, fault=fault)
    return _page(request, core, visitor, view, 409 if fault else 200)


def _collect(request: Request, core: Core, visitor: Visitor, name: str, form: Form) -> Response:
    """Take in what was shown; show it again where it is something else by now."""
    accepted, digest = form.get("accept") == "yes", form.get("digest")
    if not digest:
        return _look(request, core, visitor, name, accepted)
    body = ci_sources.Collect(accept_missing=accepted, digest=digest[:64])
    try:
        told = ci_sources.collect(core, visitor.caller, name, body)
    except (Transient, Permanent) as problem:
        return _look(request, core, visitor, name, accepted, str(problem))
    return redirect(f"/sources/{name}", OUTCOMES[told["outcome"]])


def _keep_days(core: Core, visitor: Visitor, name: str, form: Form) -> Response:
    try:
        body = ci_sources.Silence.model_validate({"days": form.get("days")})
    except ValidationError as error:
        mend = "write a number of days above 0, 3650 at most"
        raise Problem(422, "invalid", "that is no number of days", mend) from error
    ci_sources.stale_after(core, visitor.caller, name, body)
    return redirect(f"/sources/{name}", f"Its items are stale after {body.days:g} days.")


def _single(core: Core, visitor: Visitor, name: str, **more: object) -> Single:
    found = next((each for each in _told(core, visitor) if each["name"] == name), None)
    if found is None:
        raise not_found(f"source {name}", "the page Sources lists all")
    may = core.permissions.may(visitor.caller.principal, "change", CI.name).allowed
    collects = bool(found["system"]) and _may_collect(core, visitor)
    return Single(Source(found), may, collects, **more)  # type: ignore[arg-type]  # its own fields


def _page(
    request: Request, core: Core, visitor: Visitor, view: Single, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/sources/one.html",
        view,
        place="ci",
        title=view.source.name,
        crumbs=[Crumb("CMDB", "/ci"), Crumb("Sources", "/sources")],
        status=status,
    )


def _told(core: Core, visitor: Visitor) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ci_sources.list_sources(core, visitor.caller)["sources"]
    return found


def _documents(core: Core, visitor: Visitor) -> list[Documents] | None:
    if not core.permissions.may(visitor.caller.principal, "view", "knowledge_source").allowed:
        return None
    now = core.clock.now()
    return [Documents(each, now) for each in KnowledgeSources(core.store, core.clock).all()]


def _may_collect(core: Core, visitor: Visitor) -> bool:
    try:
        ci_sources.check_may_collect(core, visitor.caller)
    except Problem:
        return False
    return True
