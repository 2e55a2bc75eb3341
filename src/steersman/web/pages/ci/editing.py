"""Editing many items: choose values, read what would change item by item, do exactly that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from steersman.domain.errors import Permanent
from steersman.records.cmdb.edit_plans import MOST, EditPlan
from steersman.records.cmdb.edits import EditRecord
from steersman.records.cmdb.schema import load
from steersman.records.store import reading
from steersman.web.api import ci_edits
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.console.templates import plural
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.ci.filters import ListFilter, read_filter
from steersman.web.pages.ci.model import person_of, words_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
CRUMBS = (Crumb("CMDB", "/ci"),)
PAIRS = 3  # attributes that the form takes at once
SHOWN = 200  # items of a plan
# What people mostly give to many items; the form offers these before all others.
USUAL = (
    "owner",
    "managed_by",
    "life_cycle_stage",
    "life_cycle_status",
    "criticality",
    "environment",
    "location",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """The view model of ``pages/ci/edit.html``.  ``items`` empty: all that fit ``filter``."""

    items: Sequence[str]
    filter: ListFilter
    pairs: Sequence[tuple[str, str]]
    reason: str
    attributes: Sequence[tuple[str, str]]
    plan: EditPlan | None = None
    names: Mapping[str, str] | None = None  # of the people whom values name
    fault: str = ""
    shown: int = SHOWN
    most: int = MOST

    def said(self, field: str, value: object) -> str:
        if field == "owner" and value:
            return (self.names or {}).get(str(value), str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    @property
    def warnings(self) -> Sequence[str]:
        """Each once, with how many items it is about."""
        counts: dict[str, int] = {}
        for each in self.plan.edited if self.plan else ():
            for warning in each.warnings:
                counts[warning] = counts.get(warning, 0) + 1
        return [f"{told} ({plural(number, 'item')})" for told, number in counts.items()]


@dataclass(frozen=True, slots=True)
class Made:
    """An edit as the list of them shows it."""

    record: EditRecord
    by: str
    told: str


@router.get("/edit")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """The form for everything that fits the filter in the address."""
    ci_edits.reach_of(core, visitor.caller)
    view = _editing(core, Form({"filter": [request.url.query]}))
    return _page(request, core, visitor, view)


@router.post("/edit")
def answer(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Show what it would do; do it when it was shown before and still means the same."""
    ci_edits.reach_of(core, visitor.caller)
    if not form.get("do"):
        return _page(request, core, visitor, _editing(core, form))
    try:
        asked = _asked(form)
        if form.get("do") == "apply":
            body = ci_edits.Apply.model_validate(
                {**asked, "digest": form.get("digest"), "reason": form.get("reason")}
            )
            _, done = ci_edits.carried_out(core, visitor.caller, body)
            return redirect("/ci/edits", f"{plural(len(done.edited), 'item')} changed.")
        plan = ci_edits.planned(core, visitor.caller, ci_edits.Edit.model_validate(asked))
    except ValidationError:
        told = "choose an attribute and give its value"
        return _page(request, core, visitor, _editing(core, form, fault=told), 422)
    except (Permanent, Problem) as error:
        told = error.message if isinstance(error, Problem) else str(error)
        if isinstance(error, Problem) and error.status in (401, 403):
            raise
        return _page(request, core, visitor, _editing(core, form, fault=told), 422)
    view = _editing(core, form, plan=plan, names=_names(core, visitor, plan))
    return _page(request, core, visitor, view, 200 if plan.edited else 422)


@router.get("/edits")
def show_edits(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """What was edited by hand for many items, and can be taken back."""
    check_rule(core.permissions, visitor.caller, "view", "configuration_item")
    made = [_made(core, visitor, each) for each in ci_edits.edits_of(core).recent(50)]
    may = core.permissions.may(visitor.caller.principal, "change", "configuration_item").allowed
    view = {"edits": made, "may_change": may, "stays": ()}
    template = "pages/ci/edits.html"
    return page(request, core, visitor, template, view, place="ci", title="Edits", crumbs=[*CRUMBS])


@router.post("/edits/undo")
def undo(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    done = ci_edits.undo(core, visitor.caller, form.get("edit"))
    stays = len(done["stays"])
    more = f" {plural(stays, 'value')} changed since and stayed." if stays else ""
    return redirect("/ci/edits", f"{plural(done['items'], 'item')} as before.{more}")


def _editing(core: Core, form: Form, **more: object) -> Editing:
    items = [*form.all("item"), *form.get("items").split()]
    pairs = [(form.get(f"attribute{n}").strip(), form.get(f"value{n}")) for n in range(PAIRS)]
    with reading(core.store) as connection:
        known = load(connection).every_name()
    named = [(name, each.title) for name, each in known.items() if name != "name"]
    named.sort(key=lambda each: (each[0] not in USUAL, each[1]))
    return Editing(
        items=list(dict.fromkeys(items)),
        filter=read_filter(form.get("filter")),
        pairs=pairs,
        reason=form.get("reason"),
        attributes=named,
        **more,  # type: ignore[arg-type]  # plan, names and fault, as the callers above give them
    )


def _asked(form: Form) -> dict[str, object]:
    items = list(dict.fromkeys([*form.all("item"), *form.get("items").split()]))
    values = {
        form.get(f"attribute{n}").strip(): form.get(f"value{n}").strip()
        for n in range(PAIRS)
        if form.get(f"attribute{n}").strip()
    }
    if items:
        return {"ids": items, "values": values}
    return {"fitting": read_filter(form.get("filter")).fitting, "values": values}


def _names(core: Core, visitor: Visitor, plan: EditPlan) -> Mapping[str, str]:
    """The owners of before and after, by name."""
    said = {
        str(value)
        for each in plan.edited
        for change in each.changes
        if change.field == "owner"
        for value in (change.before, change.after)
        if value
    }
    return {person: person_of(core, visitor, person)[0] for person in said}


def _made(core: Core, visitor: Visitor, record: EditRecord) -> Made:
    def said(name: str, value: object) -> str:
        return person_of(core, visitor, str(value))[0] if name == "owner" else str(value)

    told = ", ".join(f"{words_of(n)}: {said(n, v) or 'nothing'}" for n, v in record.values.items())
    return Made(record, person_of(core, visitor, record.by)[0], told)


def _page(
    request: Request, core: Core, visitor: Visitor, view: Editing, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/ci/edit.html",
        view,
        place="ci",
        title="Edit items",
        crumbs=CRUMBS,
        status=status,
    )
