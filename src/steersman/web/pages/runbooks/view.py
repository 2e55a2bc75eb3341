"""The pages of runbooks: the list, one of them, its versions, and the editor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part, redirect
from steersman.web.core import Core
from steersman.web.pages.runbooks import start_view
from steersman.web.pages.runbooks.model import (
    EditView,
    list_view,
    one_view,
    version_view,
)
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed
from steersman.workflows.runbooks.blocks import LONGEST
from steersman.workflows.runbooks.faults import Unsound

router = APIRouter(prefix="/runbooks", include_in_schema=False)
Reader = Annotated[Visitor, allowed("view", "runbook")]
Writer = Annotated[Visitor, allowed("draft", "runbook")]
Reviewer = Annotated[Visitor, allowed("review", "runbook")]
Keeper = Annotated[Visitor, allowed("retire", "runbook")]
Word = Annotated[str, Query(max_length=60)]
HERE = [Crumb("Runbooks", "/runbooks")]
BLANK = """\
---
title: What it mends
summary: When it is the right thing to do.
trigger: by hand
parameters:
  host:
    type: host
    text: Where it happens
    from: [instance, host]
risk: medium
undo: take back
success:
  within: 60s
  lasting: 30s
  checks: []
---

Say what happens here, and how people recognise it.

## Make sure that it is so

## Mend it
"""


@router.get("")
def show(request: Request, core: CoreDep, visitor: Reader) -> HTMLResponse:
    """Every runbook, and the versions that wait for a review."""
    view, template = list_view(core, visitor), "pages/runbooks/list.html"
    return page(request, core, visitor, template, view, place="runbooks", title="Runbooks")


@router.get("/new")
def new(request: Request, core: CoreDep, visitor: Writer) -> HTMLResponse:
    """The editor, for a runbook of a new name."""
    view = EditView(name="", text=BLANK, reason="", fresh=True)
    return _editor(request, core, visitor, view)


@router.post("/new")
def keep_new(request: Request, core: CoreDep, visitor: Writer, form: FormDep) -> Response:
    """Keep the first version of a new name."""
    return _keep(request, core, visitor, form, form.get("name").strip(), fresh=True)


@router.post("/faults")
def faults(request: Request, core: CoreDep, visitor: Reader, form: FormDep) -> HTMLResponse:
    """What is wrong with the text as it is typed; nothing is kept."""
    text = _text(form)
    view = EditView("", text, "", fresh=True, checked=True, faults=core.runbooks.check(text))
    return part(request, core, visitor, "pages/runbooks/_faults.html", view)


router.include_router(start_view.router)


@router.get("/{name}")
def one(
    request: Request, core: CoreDep, visitor: Reader, name: str, version: Word = ""
) -> HTMLResponse:
    """One runbook, to read and print."""
    view = one_view(core, visitor, name, version)
    template, title = "pages/runbooks/one.html", view.runbook.title if view.runbook else name
    return page(request, core, visitor, template, view, place="runbooks", title=title, crumbs=HERE)


@router.get("/{name}/edit")
def edit(
    request: Request, core: CoreDep, visitor: Writer, name: str, version: Word = ""
) -> HTMLResponse:
    """The editor, with the text in force or that of a version."""
    listed = core.runbooks.entry(name)
    known = core.runbooks.edition(name, version) if version else listed.current
    text = (known or listed.editions[0]).text
    return _editor(request, core, visitor, EditView(name, text, "", fresh=False))


@router.post("/{name}/edit")
def keep(request: Request, core: CoreDep, visitor: Writer, form: FormDep, name: str) -> Response:
    """Keep a version of a known name."""
    core.runbooks.entry(name)
    return _keep(request, core, visitor, form, name, fresh=False)


@router.get("/{name}/versions/{version}")
def version(
    request: Request, core: CoreDep, visitor: Reader, name: str, version: str
) -> HTMLResponse:
    """What a version changes, and its review."""
    view = version_view(core, visitor, name, version)
    crumbs = [*HERE, Crumb(view.title, f"/runbooks/{name}")]
    template, title = "pages/runbooks/version.html", f"Version {version}"
    return page(
        request, core, visitor, template, view, place="runbooks", title=title, crumbs=crumbs
    )


@router.post("/{name}/versions/{version}/accept")
def accept(core: CoreDep, visitor: Reviewer, name: str, version: int) -> Response:
    """Put a version of somebody else in force."""
    eyes = visitor.caller.bearer.eyes
    core.runbooks.accept(name, version, by=visitor.id, eyes=eyes)
    return redirect(f"/runbooks/{name}", f"Version {version} is in force.")


@router.post("/{name}/versions/{version}/refuse")
def refuse(core: CoreDep, visitor: Reviewer, name: str, version: int) -> Response:
    """Refuse it, or withdraw one's own."""
    settled = core.runbooks.refuse(name, version, by=visitor.id)
    return redirect(f"/runbooks/{name}", f"Version {version} is {settled.state}.")


@router.post("/{name}/retire")
def retire(core: CoreDep, visitor: Keeper, form: FormDep, name: str) -> Response:
    core.runbooks.retire(name, by=visitor.id, reason=form.get("reason").strip()[:1000])
    return redirect(f"/runbooks/{name}", "Retired. Nobody starts it any more.")


@router.post("/{name}/bring-back")
def bring_back(core: CoreDep, visitor: Keeper, name: str) -> Response:
    core.runbooks.bring_back(name, by=visitor.id)
    return redirect(f"/runbooks/{name}", "It may be started again.")


def _keep(
    request: Request, core: Core, visitor: Visitor, form: Form, name: str, *, fresh: bool
) -> Response:
    text, reason = _text(form), form.get("reason").strip()[:1000]
    eyes = visitor.caller.bearer.eyes
    try:
        made = core.runbooks.propose(name, text, by=visitor.id, reason=reason, eyes=eyes)
    except Unsound as unsound:
        view = EditView(name, text, reason, fresh, checked=True, faults=unsound.faults)
        return _editor(request, core, visitor, view, 422)
    except Permanent as fault:
        view = EditView(name, text, reason, fresh, fault=str(fault))
        return _editor(request, core, visitor, view, 422)
    said = "Kept. It runs once somebody else has reviewed it."
    return redirect(f"/runbooks/{name}/versions/{made.version}", said)


def _editor(
    request: Request, core: Core, visitor: Visitor, view: EditView, status: int = 200
) -> HTMLResponse:
    title = "New runbook" if view.fresh else f"Change {view.name}"
    crumbs = HERE if view.fresh else [*HERE, Crumb(view.name, f"/runbooks/{view.name}")]
    return page(
        request,
        core,
        visitor,
        "pages/runbooks/edit.html",
        view,
        place="runbooks",
        title=title,
        crumbs=crumbs,
        status=status,
    )


def _text(form: Form) -> str:
    """As it was typed, with plain line ends, cut right behind the longest that is taken."""
    return form.get("text").replace("\r\n", "\n").removeprefix("\n")[: LONGEST + 1]
