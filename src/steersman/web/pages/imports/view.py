"""The import page: a file or a pasted list, its columns, what it would do, and then just that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.files.columns import Column
from steersman.records.files.problems import ProblemKind
from steersman.records.imports import ImportPlan, Planned
from steersman.records.imports.shapes import SHAPES
from steersman.web.api import imports
from steersman.web.api.ci_imports import uploads_of
from steersman.web.api.imports import Apply, Asked, carry_out, check_may_import
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.imports.typed import format_of, mapping_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/import", include_in_schema=False)
SHOWN = 200  # rows
PERSON = "person"
TYPED = ("type", "source", "format", "text", "part", "encoding", "sheet", "file", "filename")
USUAL = {"type": PERSON, "source": "hr", "encoding": "utf-8"}


@dataclass(frozen=True, slots=True)
class View:
    """``typed``: what stood in the form.  ``plan`` None: nothing was read yet."""

    typed: dict[str, str] = field(default_factory=dict)
    plan: ImportPlan | None = None
    columns: tuple[Column, ...] = ()
    fault: str = ""
    types: tuple[str, ...] = tuple(SHAPES)
    shown: int = SHOWN

    @property
    def sound(self) -> bool:
        return self.plan is not None and not self.plan.problems

    @property
    def is_shrunken(self) -> bool:
        """Whether too many are missing for a whole list, and nothing else is wrong."""
        found = self.plan.problems if self.plan else ()
        return bool(found) and all(each.kind is ProblemKind.SHRUNKEN_SOURCE for each in found)

    @property
    def doing(self) -> int:
        return len(self.plan.created) + len(self.plan.updated) if self.plan else 0

    @property
    def listed(self) -> tuple[Planned, ...]:
        """What changes before what is new, as many as are shown."""
        return (*self.plan.updated, *self.plan.created)[:SHOWN] if self.plan else ()

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a column may be for."""
        shape = SHAPES.get(self.typed["type"], SHAPES[PERSON])
        return [(each.field, each.field.replace("_", " ")) for each in shape.columns]


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    check_may_import(core, visitor.caller, PERSON)
    return _page(request, core, visitor, View({**dict.fromkeys(TYPED, ""), **USUAL}))


@router.post("")
def answer(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Read the list; import it when it was read before and still means the same."""
    typed = {name: form.get(name) for name in TYPED}
    try:
        asked, columns = _asked(core, visitor, typed, mapping_of(form))
        if form.get("do") == "import":
            return _imported(core, visitor, asked, form)
        plan = imports.planned_now(core, visitor.caller, asked)
        view = View(typed, plan, columns)
    except (Permanent, ValidationError) as error:
        wrong = "this cannot be taken: type it anew" if isinstance(error, ValidationError) else ""
        return _page(request, core, visitor, View(typed, fault=wrong or str(error)), 422)
    except Problem as problem:
        if problem.status == 403:
            raise
        if problem.code != "plan_changed":
            told = f"{problem.message}; {problem.mend}"
            return _page(request, core, visitor, View(typed, fault=told), 422)
        plan = imports.planned_now(core, visitor.caller, asked)
        return _page(request, core, visitor, View(typed, plan, columns, problem.message), 409)
    return _page(request, core, visitor, view, 200 if view.sound else 422)


@router.post("/files")
def begin_file(core: CoreDep, visitor: SignedIn) -> Json:
    """A file that the page is going to bring in parts, as the API takes it."""
    return imports.begin_file(core, visitor.caller)


@router.put("/files/{file}")
async def bring_part(
    core: CoreDep,
    visitor: SignedIn,
    request: Request,
    file: str,
    at: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> Json:
    return await imports.bring_part(core, visitor.caller, request, file, at)


def _imported(core: Core, visitor: Visitor, asked: Asked, form: Form) -> Response:
    apply = Apply.model_construct(**asked.model_dump(), digest=form.get("digest"), partial=False)
    done = carry_out(core, visitor.caller, apply)
    if asked.file:  # it is in: nobody needs it any more
        uploads_of(core).drop(asked.file, by=visitor.id)
    said = f"{len(done.created):,} added, {len(done.updated):,} changed."
    return redirect("/people" if asked.type == PERSON else "/import", said)


def _asked(
    core: Core, visitor: Visitor, typed: dict[str, str], mapping: dict[str, str]
) -> tuple[Asked, tuple[Column, ...]]:
    """What is imported, and its columns: as they were mapped, else as they are meant."""
    if not typed["text"].strip() and not typed["file"]:
        raise Permanent("the list is empty: choose a file, or paste it with its column names")
    if not typed["source"].strip():
        raise Permanent("the source has no name: say where the list comes from, such as hr")
    asked = Asked.model_validate(
        {
            "type": typed["type"] or PERSON,
            "format": format_of(typed),
            "text": "" if typed["file"] else typed["text"],
            "file": typed["file"],
            "source": typed["source"].strip()[:200],
            "encoding": typed["encoding"].strip() or "utf-8",
            "sheet": typed["sheet"].strip(),
            "complete": typed["part"] != "yes",
            "mapping": mapping,
        }
    )
    check_may_import(core, visitor.caller, asked.type)
    columns = tuple(imports.columns_now(core, visitor.caller, asked))
    meant = {each.name: each.field for each in columns if each.field or each.name in mapping}
    return asked.model_copy(update={"mapping": meant}), columns


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
