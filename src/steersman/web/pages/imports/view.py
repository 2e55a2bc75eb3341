"""The import page: paste the list, read what it would do, import it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.records.imports import ImportPlan
from steersman.records.imports.shapes import SHAPES
from steersman.web.api.imports import Apply, Asked, carry_out, check_may_import, planned_now
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/import", include_in_schema=False)
SHOWN = 200  # rows of each kind
PERSON = "person"


@dataclass(frozen=True, slots=True)
class View:
    """``typed``: what stood in the form.  ``plan`` None: nothing was read yet."""

    types: tuple[str, ...]
    typed: dict[str, str] = field(default_factory=dict)
    plan: ImportPlan | None = None
    fault: str = ""
    shown: int = SHOWN

    @property
    def sound(self) -> bool:
        return self.plan is not None and not self.plan.problems


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    check_may_import(core, visitor.caller, PERSON)
    typed = {"type": PERSON, "source": "hr", "format": "csv", "text": "", "part": ""}
    return _page(request, core, visitor, View(tuple(SHAPES), typed))


@router.post("")
def answer(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Read the list; import it when it was read before and still means the same."""
    names = ("type", "source", "format", "text", "part")
    typed = {name: form.get(name) for name in names}
    try:
        asked = _asked(form)
        check_may_import(core, visitor.caller, asked.type)
        if form.get("do") == "import":
            done = carry_out(core, visitor.caller, _apply(asked, form))
            said = f"{len(done.created)} added, {len(done.updated)} changed."
            return redirect("/people" if asked.type == PERSON else "/import", said)
        view = View(tuple(SHAPES), typed, planned_now(core, asked))
    except Permanent as error:
        return _page(request, core, visitor, View(tuple(SHAPES), typed, fault=str(error)), 422)
    except Problem as problem:
        if problem.code != "plan_changed":
            raise
        view = View(tuple(SHAPES), typed, planned_now(core, asked), problem.message)
        return _page(request, core, visitor, view, 409)
    return _page(request, core, visitor, view, 200 if view.sound else 422)


def _asked(form: Form) -> Asked:
    format_: Literal["csv", "json"] = "json" if form.get("format") == "json" else "csv"
    text = form.get("text")
    if not text.strip():
        raise Permanent("the list is empty: paste it with its line of column names")
    if not form.get("source").strip():
        raise Permanent("the source has no name: say where the list comes from, such as hr")
    return Asked(
        type=form.get("type") or PERSON,
        format=format_,
        text=text,
        source=form.get("source").strip()[:200],
        complete=form.get("part") != "yes",
    )


def _apply(asked: Asked, form: Form) -> Apply:
    return Apply.model_construct(**asked.model_dump(), digest=form.get("digest"), partial=False)


def _page(
    request: Request, core: Core, visitor: Visitor, view: View, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/imports/page.html",
        view,
        place="people",
        title="Import",
        crumbs=[Crumb("People", "/people")],
        status=status,
    )
