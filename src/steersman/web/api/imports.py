"""Imports from CSV and JSON: first what would change, then exactly that."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.sources import Source
from steersman.records.imports import ImportPlan, Planned
from steersman.records.imports.shapes import SHAPES
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Digest, Short
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid

router = APIRouter(prefix="/import", tags=["import"])


class Asked(Body):
    """``source`` names where the facts come from, as "hr"; ``mapping`` renames columns."""

    type: Short
    format: Literal["csv", "json"]
    text: Annotated[str, Field(max_length=1024 * 1024)]
    source: Short
    mapping: dict[str, str] = Field(default_factory=dict)
    complete: bool = True


class Apply(Asked):
    """``partial``: leave the bad rows out, where the file as a whole is sound."""

    digest: Digest
    partial: bool = False


@router.post("/plan")
def plan(core: CoreDep, caller: Annotated[Caller, needs("read")], body: Asked) -> Json:
    """What the import would create and change, who is missing, what is wrong; writes nothing."""
    check_may_import(core, caller, body.type)
    return _as_json(planned_now(core, body))


@router.post("/apply")
def apply(core: CoreDep, caller: Annotated[Caller, needs("act")], body: Apply) -> Json:
    """Do what was planned, all of it in one transaction, when it still is what was read."""
    return _as_json(carry_out(core, caller, body))


def carry_out(core: Core, caller: Caller, body: Apply) -> ImportPlan:
    """Import exactly what was read; ``Problem`` when it would do other things by now."""
    check_may_import(core, caller, body.type)
    planned = planned_now(core, body)
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


def planned_now(core: Core, body: Asked) -> ImportPlan:
    return core.importer.plan(
        body.text,
        format=body.format,
        object_type=body.type,
        source=Source(name=body.source, recency=core.clock.now(), feed="api"),
        mapping=body.mapping,
        complete=body.complete,
    )


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
