"""The page behind the link of a message: GET shows it, for scanners open links; POST answers."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from steersman.domain.errors import Permanent, Transient
from steersman.records.names import names_in
from steersman.records.on_call.page import ACKNOWLEDGED, Page
from steersman.servicedesk.on_call.links import Unusable
from steersman.web.auth import CoreDep
from steersman.web.console.render import plain

router = APIRouter(prefix="/page", include_in_schema=False)
TEMPLATE = "pages/on_call/mailed.html"


@router.get("/{token}")
def show(core: CoreDep, token: str) -> HTMLResponse:
    """What the page is about, with one button."""
    try:
        link, page = core.paging.links.read(token)
    except Permanent as error:
        return _told("This link does nothing", str(error), error)
    names = names_in(core.store, link.person, page.acknowledged_by)
    if page.state == ACKNOWLEDGED:
        who = names.of(page.acknowledged_by)
        return _page(f"{page.id}: {page.title}", [f"{who} has it already. Nothing is left to do."])
    return _page(f"{page.id}: {page.title}", page=page, who=names.of(link.person))


@router.post("/{token}")
def acknowledge(core: CoreDep, token: str) -> HTMLResponse:
    """Once, in the name of whom it was sent to."""
    try:
        page = core.paging.links.acknowledge(token)
    except (Permanent, Transient) as error:
        return _told("Your answer was not taken", str(error), error)
    who = names_in(core.store, page.acknowledged_by).of(page.acknowledged_by)
    return _page(f"{page.id}: {who} has it", ["Nobody else is told. You may close this page."])


def _told(title: str, why: str, error: Exception) -> HTMLResponse:
    status = 503 if isinstance(error, Transient) else 410 if isinstance(error, Unusable) else 409
    return _page(title, [why, "Nothing was done by this click."], status=status)


def _page(
    title: str,
    told: Sequence[str] = (),
    *,
    page: Page | None = None,
    who: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The address holds the token, so it is told to nobody, not even in a Referer."""
    answer = plain(TEMPLATE, status, title=title, told=told, page=page, who=who)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
