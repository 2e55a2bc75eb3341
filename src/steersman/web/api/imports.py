"""Imports of lists from files: first what would change, then exactly that."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.sources import Source
from steersman.records.files.columns import Column
from steersman.records.imports import ImportPlan, Planned
from steersman.records.imports.columns import columns_of
from steersman.records.imports.plans import Listed
from steersman.records.imports.shapes import SHAPES
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Digest, Short
from steersman.web.api.ci_imports import uploads_of
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid

router = APIRouter(prefix="/import", tags=["import"])
LARGEST = 50 * 1024**2  # bytes: such a list is held in memory as a whole


class Asked(Body):
    """``source`` names where the facts come from, as "hr"; ``mapping`` renames columns.

    ``text`` itself, or a ``file`` that was brought in parts; to "" a column is left out.
    """

    type: Short
    format: Literal["csv", "json", "jsonl", "xlsx"]
    text: Annotated[str, Field(max_length=1024 * 1024)] = ""
    file: Annotated[str, Field(max_length=100)] = ""
    source: Short
    mapping: dict[str, str] = Field(default_factory=dict)
    encoding: Annotated[str, Field(max_length=40)] = "utf-8"
    sheet: Annotated[str, Field(max_length=100)] = ""
    complete: bool = True


class Apply(Asked):
    """``partial``: leave the bad rows out, where the file as a whole is sound."""

    digest: Digest
    partial: bool = False


@router.post("/plan")
def plan(core: CoreDep, caller: Annotated[Caller, needs("read")], body: Asked) -> Json:
    """What the import would create and change, who is missing, what is wrong; writes nothing."""
    check_may_import(core, caller, body.type)
    return _as_json(planned_now(core, caller, body))


@router.post("/columns")
def columns(core: CoreDep, caller: Annotated[Caller, needs("read")], body: Asked) -> Json:
    """The columns of the list, what is in them, and which field each may be meant for."""
    check_may_import(core, caller, body.type)
    return {"columns": [asdict(each) for each in columns_now(core, caller, body)]}


@router.post("/files", status_code=201)
def begin_file(core: CoreDep, caller: Annotated[Caller, needs("act")]) -> Json:
    """Begin a file that is too large for one body; bring it with PUT, part by part."""
    check_may_import_some(core, caller)
    return {"file": uploads_of(core).begin(by=caller.id)}


@router.put("/files/{file}")
async def bring_part(
    core: CoreDep,
    caller: Annotated[Caller, needs("act")],
    request: Request,
    file: str,
    at: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> Json:
    """Put the body behind the first ``at`` bytes of the file; the answer is its new size."""
    check_may_import_some(core, caller)
    return {"size": uploads_of(core).append(file, at, await request.body(), by=caller.id)}


@router.delete("/files/{file}")
def forget_file(core: CoreDep, caller: Annotated[Caller, needs("act")], file: str) -> Json:
    """Forget a file that is not going to be imported."""
    check_may_import_some(core, caller)
    uploads_of(core).forget(file, by=caller.id)
    return {"forgotten": file}


@router.post("/apply")
def apply(core: CoreDep, caller: Annotated[Caller, needs("act")], body: Apply) -> Json:
    """Do what was planned, all of it in one transaction, when it still is what was read."""
    return _as_json(carry_out(core, caller, body))


def carry_out(core: Core, caller: Caller, body: Apply) -> ImportPlan:
    """Import exactly what was read; ``Problem`` when it would do other things by now."""
    check_may_import(core, caller, body.type)
    planned = planned_now(core, caller, body)
    if planned.digest != body.digest:
        mend = "plan the import again and read it"
        raise Problem(409, "plan_changed", "this import would do other things by now", mend)
    core.importer.apply(planned, by=caller.id, partial=body.partial)
    told = {**_counts(planned), "by": caller.id, "source": body.source, "type": body.type}
    now = core.clock.now()
    core.ledger.record(Entry(f"import/{body.digest}/{now!r}", "import", now, told))
    core.wake()
    return planned


def check_may_import(core: Core, caller: Caller, object_type: str) -> None:
    if object_type not in SHAPES:
        raise invalid(f"{object_type!r} cannot be imported", f"say one of {', '.join(SHAPES)}")
    for action in ("add", "change"):
        check_rule(core.permissions, caller, action, object_type)


def check_may_import_some(core: Core, caller: Caller) -> None:
    """Whoever may import no kind of list at all may bring no file either."""
    fits = (core.permissions.may(caller.principal, "add", each).allowed for each in SHAPES)
    if not any(fits):
        check_may_import(core, caller, "person")


def planned_now(core: Core, caller: Caller, body: Asked) -> ImportPlan:
    listed = listed_now(core, caller, body)
    return core.importer.plan(
        listed.content,
        format=listed.format,
        encoding=listed.encoding,
        sheet=listed.sheet,
        object_type=body.type,
        source=Source(name=body.source, recency=core.clock.now(), feed="api"),
        mapping=body.mapping,
        complete=body.complete,
    )


def columns_now(core: Core, caller: Caller, body: Asked) -> list[Column]:
    return columns_of(listed_now(core, caller, body), SHAPES[body.type], body.mapping)


def listed_now(core: Core, caller: Caller, body: Asked) -> Listed:
    """The list itself, or the file of the caller's that holds it."""
    if body.text and body.file:
        raise invalid("say either text or file", "send the text, or the id of a file")
    content: str | bytes = body.text
    if body.file:
        path = uploads_of(core).path(body.file, by=caller.id)
        if path.stat().st_size > LARGEST:
            told = f"a list may have {LARGEST // 1024**2} MB"
            raise invalid(told, "split it, or say of each part that it is not complete")
        content = path.read_bytes()
    return Listed(content=content, format=body.format, encoding=body.encoding, sheet=body.sheet)


def _counts(plan: ImportPlan) -> Json:
    return {
        "digest": plan.digest,
        "created": len(plan.created),
        "updated": len(plan.updated),
        "unchanged": len(plan.unchanged),
        "disappeared": len(plan.disappeared),
        "problems": len(plan.problems),
    }


def _as_json(plan: ImportPlan) -> Json:
    return {
        "digest": plan.digest,
        "counts": _counts(plan),
        "created": [_planned(each) for each in plan.created],
        "updated": [_planned(each) for each in plan.updated],
        "disappeared": list(plan.disappeared),
        "problems": [
            {
                "kind": each.kind.value,
                "line": each.line,
                "column": each.column,
                "value": each.value,
                "message": each.message,
                "mend": each.mend,
            }
            for each in plan.problems
        ],
    }


def _planned(planned: Planned) -> Json:
    outcome = planned.merge.outcome
    return {
        "key": planned.native_key,
        "label": planned.label,
        "line": planned.line,
        "changes": [
            {"field": c.field, "before": c.before, "after": c.after, "why": c.why}
            for c in outcome.changes
        ],
        "kept": [
            {"field": k.field, "said": k.said, "stays": k.stays, "why": k.why} for k in outcome.kept
        ],
    }
