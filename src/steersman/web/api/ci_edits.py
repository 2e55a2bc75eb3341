"""Editing many items at once: shown first, then exactly that, and taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from steersman.domain.canonical import Json
from steersman.records.cmdb.edit_plans import MOST, EditPlan, Reach
from steersman.records.cmdb.edits import BulkEdits
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.tables import configuration_items
from steersman.web.api.bodies import Body, Digest, OptionalReason, Short
from steersman.web.api.ci import sifted, wanted_for
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.refusals import denied

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
Value = str | bool | float | None


class Fitting(Body):
    """Which items, as a list of them is asked for."""

    q: Annotated[str, Field(max_length=200)] = ""
    ci_class: Annotated[str, Field(max_length=100, alias="class")] = ""
    where: Annotated[list[str], Field(max_length=20)] = Field(default_factory=list)
    check: Annotated[str, Field(max_length=100)] = ""
    source: Annotated[str, Field(max_length=200)] = ""


class Edit(Body):
    """``values`` for the items of ``ids``, or for all that are ``fitting``, at most 1,000."""

    ids: Annotated[list[Short], Field(max_length=MOST)] = Field(default_factory=list)
    fitting: Fitting | None = None
    values: Annotated[dict[Short, Value], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.ids) is (self.fitting is not None):
            raise ValueError("say either ids or fitting")
        return self


class Apply(Edit):
    """``digest`` is the plan's."""

    digest: Digest
    reason: OptionalReason = ""


@router.post("/edit/plan")
def plan(core: CoreDep, caller: Reader, body: Edit) -> Json:
    """What the edit would change, what it would not and why; writes nothing."""
    return as_json(planned(core, caller, body))


@router.post("/edit/apply")
def apply(core: CoreDep, caller: Actor, body: Apply) -> Json:
    """Do what was shown, when it still is what was shown; the answer names the edit."""
    made, done = carried_out(core, caller, body)
    return {"edit": made, **as_json(done)}


@router.get("/edits")
def recent(core: CoreDep, caller: Reader) -> Json:
    """The last edits, the newest first; one that was not taken back can be."""
    check_rule(core.permissions, caller, "view", CI.name)
    return {"edits": [asdict(each) for each in edits_of(core).recent()]}


@router.post("/edits/{edit}/undo")
def undo(core: CoreDep, caller: Actor, edit: str) -> Json:
    """Take an edit back; what somebody changed since stays changed, and is named."""
    done = edits_of(core).undo(edit, reach_of(core, caller), by=caller.id)
    core.wake()
    return {"edit": edit, "items": done.items, "stays": [asdict(each) for each in done.stays]}


def planned(core: Core, caller: Caller, body: Edit) -> EditPlan:
    """403 when no rule lets the caller change any item."""
    reach = reach_of(core, caller)
    return edits_of(core).plan(_ids(core, caller, body), body.values, reach)


def carried_out(core: Core, caller: Caller, body: Apply) -> tuple[str, EditPlan]:
    reach = reach_of(core, caller)
    ids = _ids(core, caller, body)
    made = edits_of(core).apply(
        ids, body.values, reach, digest=body.digest, by=caller.id, reason=body.reason
    )
    core.wake()
    return made


def reach_of(core: Core, caller: Caller) -> Reach:
    """Who sees some fields only would be told the others by what stood there before."""
    may = visible(core, caller, "change", configuration_items)
    view = visible(core, caller, "view", configuration_items)
    if view.fields is not None:
        raise denied(core.permissions, caller.principal, "view", CI.name)
    return Reach(view.where, may.where)


def edits_of(core: Core) -> BulkEdits:
    return BulkEdits(core.store, core.clock, core.ledger)


def as_json(plan: EditPlan) -> Json:
    return {
        "digest": plan.digest,
        "values": dict(plan.values),
        "edited": [asdict(each) for each in plan.edited],
        "refused": [asdict(each) for each in plan.refused],
        "unchanged": plan.unchanged,
    }


def _ids(core: Core, caller: Caller, body: Edit) -> list[str]:
    if body.fitting is None:
        return list(body.ids)
    asked = body.fitting
    if not any((asked.q, asked.ci_class, asked.where, asked.check, asked.source)):
        raise invalid("say which items: nothing narrows them down", "give ids, or a filter")
    view = visible(core, caller, "view", configuration_items)
    wanted = wanted_for(asked.q, asked.ci_class, asked.where, view.fields)
    wanted = sifted(wanted, asked.check, asked.source, "name", view)
    items = ConfigurationItems(core.store, core.clock)
    found = items.ids(wanted, visible=view.where, limit=MOST + 1)
    if len(found) > MOST:
        raise invalid(f"more than {MOST} items fit", "narrow it down, and edit part by part")
    if not found:
        raise invalid("no item that you may see fits", "look what does: GET /ci")
    return found
