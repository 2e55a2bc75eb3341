"""The page about the quality: the last count at once, a new one behind it when that is old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.canonical import Json
from steersman.records.cmdb.quality_kept import KeptQualities, Standing
from steersman.records.cmdb.tables import configuration_items
from steersman.web.api import ci_quality
from steersman.web.auth import CoreDep, visible
from steersman.web.console.frame import Crumb
from steersman.web.console.render import HEADERS, page, part, redirect
from steersman.web.core import Core
from steersman.web.pages.ci.model import Merged, merged, person_of
from steersman.web.pages.quality import kinds, merging, rules
from steersman.web.pages.quality.counting import Counting
from steersman.web.pages.quality.kinds import Naming, naming
from steersman.web.pages.quality.model import Surveyed, surveyed, title_of
from steersman.web.pages.quality.rules import Kept, kept_rules
from steersman.web.sign_in.onward import is_htmx
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
AHEAD = 90.0  # days
SHOWN = 50  # renewals
GROUPS = 20  # of duplicates


@dataclass(frozen=True, slots=True)
class Renewal:
    """``days``: until then; negative: since."""

    on: str
    days: int
    what: str
    id: str
    name: str
    kind: str
    owner: str


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    renewals: Sequence[Renewal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The view model of ``pages/quality/page.html``."""

    surveyed: Surveyed
    duplicates: Sequence[Json]
    merges: Sequence[Merged]
    months: Sequence[Month]
    due: int
    may_change: bool
    kept: Kept
    naming: Naming
    ahead: int = int(AHEAD)
    shown: int = SHOWN


@router.get("/quality")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """Nothing is counted here: a hundred thousand items take a second or more."""
    may = visible(core, visitor.caller, "view", configuration_items)
    standing = _kept(core).standing(may.where)
    whole = may.fields is None  # who sees some fields only is told no dates and no merges
    due: Json = {"renewals": [], "total": 0}
    if whole:
        due = ci_quality.due_renewals(core, visitor.caller, AHEAD, SHOWN)
    merges = ci_quality.list_merges(core, visitor.caller)["merges"] if whole else []
    found = ci_quality.find_duplicates(core, visitor.caller)["duplicates"]
    change = core.permissions.may(visitor.caller.principal, "change", "configuration_item")
    view = Quality(
        surveyed=surveyed(standing, core.clock.now()),
        duplicates=[{**each, "class": title_of(each["class"])} for each in found[:GROUPS]],
        merges=[merged(core, visitor, each) for each in merges[:10]],
        months=_months(core, visitor, due["renewals"]),
        due=due["total"],
        may_change=change.allowed,
        kept=kept_rules(core, visitor),
        naming=naming(core, visitor) if whole else Naming(),
    )
    crumbs = [Crumb("CMDB", "/ci")]
    template = "pages/quality/page.html"
    return page(request, core, visitor, template, view, place="ci", title="Quality", crumbs=crumbs)


@router.post("/quality/survey")
def count(request: Request, core: CoreDep, visitor: SignedIn) -> Response:
    """Begin to count.  For htmx the survey as it stands; without scripts, back to the page."""
    may = visible(core, visitor.caller, "view", configuration_items)
    counting: Counting = request.app.state.quality
    counting.start(_kept(core), may.where)
    standing = _kept(core).standing(may.where)
    if not is_htmx(request):
        done = "Counting: open this page again in a moment." if standing.counting else "Counted."
        return redirect("/quality", done)
    return _survey(request, core, visitor, standing)


@router.get("/quality/survey")
def wait_for_count(request: Request, core: CoreDep, visitor: SignedIn) -> Response:
    """The survey once its count has ended; nothing while it is under way."""
    may = visible(core, visitor.caller, "view", configuration_items)
    standing = _kept(core).standing(may.where)
    if standing.counting:
        return Response(status_code=204, headers=HEADERS)
    return _survey(request, core, visitor, standing)


def _survey(request: Request, core: Core, visitor: Visitor, standing: Standing) -> Response:
    view = surveyed(standing, core.clock.now())
    return part(request, core, visitor, "pages/quality/survey.html", {"surveyed": view})


def _kept(core: Core) -> KeptQualities:
    return KeptQualities(core.store, core.clock)


def _months(core: Core, visitor: Visitor, due: Sequence[Json]) -> list[Month]:
    today = datetime.fromtimestamp(core.clock.now(), UTC).date()
    found = [_renewal(core, visitor, each, today) for each in due]
    return [
        Month(month, list(each))
        for month, each in groupby(found, key=lambda one: _month(one.on, one.days))
    ]


def _month(on: str, days: int) -> str:
    return "Ran out already" if days < 0 else date.fromisoformat(on[:10]).strftime("%B %Y")


def _renewal(core: Core, visitor: Visitor, told: dict[str, Any], today: date) -> Renewal:
    on = str(told["on"])
    return Renewal(
        on=on,
        days=(date.fromisoformat(on[:10]) - today).days,
        what=str(told["what"]).removesuffix("_on").replace("_", " "),
        id=str(told["id"]),
        name=str(told["name"]),
        kind=title_of(str(told["ci_class"])),
        owner=person_of(core, visitor, str(told["owner"]))[0],
    )


router.include_router(kinds.router)
router.include_router(merging.router)
router.include_router(rules.router)
