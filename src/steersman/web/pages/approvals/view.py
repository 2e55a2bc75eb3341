"""The list of what waits for a person, and the page of one plan with its answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part
from steersman.web.core import Core
from steersman.web.pages.approvals.acting import answer_question, take
from steersman.web.pages.approvals.inbox_view import inbox_view
from steersman.web.pages.approvals.model import Approval, approval
from steersman.web.reaching import reachable
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/approvals", include_in_schema=False)
_CRUMBS = (Crumb("Approvals", "/approvals"),)


@router.get("")
def show_list(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """What waits for me, for others and for an answer, and what was decided."""
    view, template = inbox_view(core, visitor), "pages/approvals/list.html"
    return page(request, core, visitor, template, view, place="approvals", title="Approvals")


@router.get("/rows")
def show_rows(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """The same without the frame, when something changed."""
    view = inbox_view(core, visitor)
    return part(request, core, visitor, "pages/approvals/_rows.html", view)


@router.get("/{number}")
def show_one(request: Request, core: CoreDep, visitor: SignedIn, number: str) -> HTMLResponse:
    """One plan: the warnings, what it reaches, what changes, why, and the decision."""
    row = reachable(core, visitor.caller, "view", number)
    return _page(request, core, visitor, approval(core, visitor, row))


@router.get("/{number}/news")
def show_news(
    request: Request, core: CoreDep, visitor: SignedIn, number: str, digest: str = ""
) -> HTMLResponse:
    """Whether the plan that somebody reads is still the one that stands."""
    row = reachable(core, visitor.caller, "view", number)
    view = {"number": number, "read": digest, "now": row["digest"] or "", "status": row["status"]}
    return part(request, core, visitor, "pages/approvals/_news.html", view)


@router.post("/{number}")
def decide(
    request: Request, core: CoreDep, visitor: SignedIn, number: str, form: FormDep
) -> Response:
    """Approve, refuse or ask back, about exactly the plan that was shown."""
    reachable(core, visitor.caller, "view", number)
    done = take(request, core, visitor, number, form)
    if isinstance(done, Response):
        return done
    row = reachable(core, visitor.caller, "view", number)
    view = approval(core, visitor, row, read=done.read, typed=done.typed)
    return _page(request, core, visitor, view, done.status)


@router.post("/{number}/answers/{question}")
def answer(core: CoreDep, visitor: SignedIn, number: str, question: str, form: FormDep) -> Response:
    """Answer what an approver asked about it."""
    reachable(core, visitor.caller, "view", number)
    return answer_question(core, visitor, number, question, form)


def _page(
    request: Request, core: Core, visitor: Visitor, view: Approval, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/approvals/page.html",
        view,
        place="approvals",
        title=view.number,
        crumbs=_CRUMBS,
        status=status,
    )
