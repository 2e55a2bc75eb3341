"""The import of items: choose a file, map its columns, read what it would do, do exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import ValidationError

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.cmdb.columns import columns_of
from steersman.records.cmdb.import_jobs import ImportJob, Outcome
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.store import reading
from steersman.web.api import ci_imports
from steersman.web.api.ci_imports import TYPES, check_may_import, request_for, uploads_of
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import HEADERS, page, part, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.imports.typed import MOST_COLUMNS, format_of, mapping_of
from steersman.web.pages.item_imports.jobs import ImportJobs
from steersman.web.pages.item_imports.model import (
    empty_form,
    faults_as_csv,
    header_of,
    refused_rows,
    view_of,
)
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/ci/import", include_in_schema=False)
CRUMBS = (Crumb("CMDB", "/ci"), Crumb("Import", "/ci/import"))
TYPED = (
    *("type", "source", "format", "text", "ci_class", "encoding", "sheet"),
    *("complete", "discovered", "known_only", "keep_rows", "file", "filename"),
)
USUAL = {"type": "items", "keep_rows": "yes", "encoding": "utf-8"}
KEPT_FILES = 5  # that were read and not imported, of one person


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """An empty form."""
    check_may_import(core, visitor.caller, "items")
    typed = {**dict.fromkeys(TYPED, ""), **USUAL}
    return _form(request, core, visitor, typed)


@router.post("")
def read(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Begin to read the file; its page says how far that is and what it would do."""
    typed = {name: form.get(name) for name in TYPED}
    try:
        job = _read(request, core, visitor, typed, {})
    except (Permanent, ValidationError) as error:
        told = "say what is imported and from where" if isinstance(error, ValidationError) else ""
        return _form(request, core, visitor, typed, told or str(error), 422)
    except Problem as problem:
        if problem.status == 403:
            raise
        told = f"{problem.message}; {problem.mend}"
        return _form(request, core, visitor, typed, told, 422)
    return redirect(f"/ci/import/{job.id}")


@router.post("/files")
def begin_file(request: Request, core: CoreDep, visitor: SignedIn) -> Json:
    """A file that the page is going to bring in parts, as the API takes it.

    Whoever has too many here loses the oldest that was read and is not being imported.
    """
    check_may_import(core, visitor.caller, "items")
    uploads = uploads_of(core)
    for file in _jobs(request).files_of(visitor.id)[:-KEPT_FILES]:
        uploads.drop(file, by=visitor.id)
    return ci_imports.begin_file(core, visitor.caller)


@router.put("/files/{file}")
async def bring_part(
    core: CoreDep,
    visitor: SignedIn,
    request: Request,
    file: str,
    at: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> Json:
    return await ci_imports.bring_part(core, visitor.caller, request, file, at)


@router.get("/{job}")
def show_job(request: Request, core: CoreDep, visitor: SignedIn, job: str) -> HTMLResponse:
    """What the file would do, what was done, or how far that is."""
    found = _jobs(request).find(job, visitor.id)
    view = view_of(core, visitor, found)
    template = "pages/item_imports/job.html"
    return page(request, core, visitor, template, view, place="ci", title="Import", crumbs=CRUMBS)


@router.get("/{job}/progress")
def progress(request: Request, core: CoreDep, visitor: SignedIn, job: str) -> HTMLResponse:
    """How far it is; once it is over, the page comes anew."""
    found = _jobs(request).find(job, visitor.id)
    answer = part(request, core, visitor, "pages/item_imports/progress.html", {"job": found})
    if found.is_over or found.is_silent:
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/{job}")
def go_on(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep, job: str) -> Response:
    """Read the file again with other columns, or carry out what was read."""
    found = _jobs(request).find(job, visitor.id)
    if form.get("do") == "again":
        mapping = mapping_of(form) or dict(found.mapping)
        again = _read(request, core, visitor, dict(found.form), mapping)
        return redirect(f"/ci/import/{again.id}")
    outcome = found.outcome
    if outcome is None or form.get("digest") != outcome.plan.digest or found.promised:
        told = "this is not what was read: read the file again"
        raise Problem(409, "plan_changed", told, f"go to /ci/import/{found.id}")
    check_may_import(core, visitor.caller, _type(found))
    partial, file = form.get("partial") == "yes", found.form["file"]
    started = _jobs(request).start(
        lambda seen: _carried_out(core, visitor, outcome.plan, seen, file=file, partial=partial),
        replace(found, promised=outcome.plan.digest),
        _as_read(core, visitor, found),
    )
    return redirect(f"/ci/import/{started.id}")


@router.get("/{job}/refused")
def refused(request: Request, visitor: SignedIn, job: str) -> Response:
    """The refused rows as they came, to be mended and imported."""
    found = _jobs(request).find(job, visitor.id)
    suffix = "csv" if format_of(found.form) == "csv" else "jsonl"
    return _download(refused_rows(_outcome(found)), f"refused.{suffix}")


@router.get("/{job}/problems")
def problems(request: Request, visitor: SignedIn, job: str) -> Response:
    """What is wrong, line by line, for a spreadsheet."""
    plan = _outcome(_jobs(request).find(job, visitor.id)).plan
    return _download(faults_as_csv(plan.problems), "problems.csv")


def _read(
    request: Request, core: Core, visitor: Visitor, typed: dict[str, str], mapping: dict[str, str]
) -> ImportJob:
    body = _asked(typed, mapping)
    check_may_import(core, visitor.caller, body.type)
    subject, wanted = TYPES[body.type], request_for(core, visitor.caller, body)
    job = ImportJob(
        id="",
        by=visitor.id,
        subject=subject,
        name=typed.get("filename", "")[:200] or "the list",
        form=typed,
        mapping=mapping,
        read_at=wanted.source.recency,
    )
    return _jobs(request).start(lambda seen: _planned(core, subject, seen), job, wanted)


def _as_read(core: Core, visitor: Visitor, job: ImportJob) -> CmdbRequest:
    """The request of a job again, by the time at which it was read, so that it means the same."""
    wanted = request_for(core, visitor.caller, _asked(job.form, dict(job.mapping)))
    return replace(wanted, source=replace(wanted.source, recency=job.read_at))


def _planned(core: Core, subject: str, wanted: CmdbRequest) -> Outcome:
    with reading(core.store) as connection:
        columns = columns_of(connection, subject, wanted)
    plan = ci_imports.planned(core, subject, wanted)
    return Outcome(plan, tuple(columns[:MOST_COLUMNS]), header_of(wanted.file))


def _carried_out(
    core: Core,
    visitor: Visitor,
    plan: CmdbPlan,
    seen: CmdbRequest,
    *,
    file: str,
    partial: bool,
) -> Outcome:
    promised = CmdbPlan(
        request=seen, subject=plan.subject, digest=plan.digest, digests=plan.digests
    )
    done = ci_imports.carry_out(core, visitor.caller, promised, partial=partial)
    if file:  # it is in: nobody needs it any more
        uploads_of(core).forget(file, by=visitor.id)
    return Outcome(done)


def _asked(typed: Mapping[str, str], mapping: dict[str, str]) -> ci_imports.Asked:
    if not typed["source"].strip():
        raise Permanent("the source has no name: say where the list comes from, as inventory")
    if not typed["text"].strip() and not typed["file"]:
        raise Permanent("there is nothing to read: choose a file, or paste a list")
    kind: Literal["items", "relations"] = "relations" if typed["type"] == "relations" else "items"
    return ci_imports.Asked.model_validate(
        {
            "type": kind,
            "format": format_of(typed),
            "source": typed["source"].strip(),
            "text": "" if typed["file"] else typed["text"],
            "file": typed["file"],
            "encoding": typed["encoding"].strip() or "utf-8",
            "sheet": typed["sheet"].strip(),
            "mapping": mapping,
            "ci_class": typed["ci_class"],
            "complete": typed["complete"] == "yes",
            "discovered": typed["discovered"] == "yes",
            "known_only": typed["known_only"] == "yes",
            "keep_rows": typed["keep_rows"] == "yes",
        }
    )


def _outcome(job: ImportJob) -> Outcome:
    if job.outcome is None:
        raise Problem(409, "not_ready", "the file was not read to its end", "wait, or read again")
    return job.outcome


def _type(job: ImportJob) -> str:
    return next(name for name, subject in TYPES.items() if subject == job.subject)


def _jobs(request: Request) -> ImportJobs:
    jobs: ImportJobs = request.app.state.item_imports
    return jobs


def _download(text: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(text, headers={**HEADERS, **disposition})


def _form(
    request: Request,
    core: Core,
    visitor: Visitor,
    typed: dict[str, str],
    fault: str = "",
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/item_imports/form.html",
        empty_form(core, typed, fault),
        place="ci",
        title="Import items",
        crumbs=CRUMBS[:1],
        status=status,
    )
