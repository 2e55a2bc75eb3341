"""On call: who is now and next, schedules and their overrides."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.on_call.layers import Layer, Turn, turns
from steersman.domain.on_call.local_time import zone_of
from steersman.domain.on_call.lookout import warnings
from steersman.domain.on_call.schedule import Override, Schedule
from steersman.domain.on_call.written import hours_of, layers_of
from steersman.records.on_call.schedules import told_of
from steersman.records.on_call.tables import on_call_schedules
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid, not_found
from steersman.web.on_call import (
    duty_told,
    kept_schedule,
    person_id,
    schedule_of,
    standing,
    warned_told,
    with_names,
)

router = APIRouter(prefix="/on-call", tags=["on-call"])
Reader = Annotated[Caller, needs("read", "view", "on_call_schedule")]
Actor = Annotated[Caller, needs("act")]
LATEST = 7.2e9  # seconds since 1970: the year 2198
Moment = Annotated[float, Field(ge=0, le=LATEST, allow_inf_nan=False)]
From = Annotated[float | None, Query(ge=0, le=LATEST, allow_inf_nan=False)]
Days = Annotated[float, Query(gt=0, le=366, allow_inf_nan=False)]
Optional = Annotated[str, Field(max_length=200)]
Objects = Annotated[tuple[dict[str, Any], ...], Field(max_length=20)]
DAY = 86400.0


class WrittenSchedule(Body):
    """``layers``: name, people (ids), begins (2026-11-02T09:00), every, unit, ends, hours.

    ``needed``: the hours in which somebody must be on call: opens, closes, days (0 is Monday).
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    time_zone: Annotated[str, Field(min_length=1, max_length=64)]
    layers: Objects = ()
    service: Optional = ""
    team: Optional = ""
    lead: Optional = ""
    needed: Objects = ()


class ChangedSchedule(WrittenSchedule):
    """``revision``: of the one that was looked at, so that nobody overwrites another's change."""

    revision: Annotated[int, Field(ge=1, le=2**31)]


class NewOverride(Body):
    """Who is on call instead.  ``starts``: without it, now; ``ends``, or ``lasts`` in seconds."""

    person: Short
    starts: Moment | None = None
    ends: Moment | None = None
    lasts: Annotated[float | None, Field(gt=0, le=LATEST, allow_inf_nan=False)] = None
    reason: OptionalReason = ""


@router.get("")
def now(core: CoreDep, caller: Reader) -> Json:
    """Every schedule with who is on call now and next, and its warnings for two weeks."""
    seen = visible(core, caller, "view", on_call_schedules)
    found = standing(core, core.duty.all(seen.where))
    return with_names(core, {"at": core.clock.now(), "schedules": found})


@router.get("/schedules/{schedule}")
def one_schedule(
    core: CoreDep, caller: Reader, schedule: str, start: From = None, days: Days = 7.0
) -> Json:
    """One schedule by id or name: its layers' turns, overrides and the final schedule."""
    found = schedule_of(core, caller, schedule)
    begins = core.clock.now() if start is None else start
    ends = begins + days * DAY
    final = core.duty.final(found, begins, ends)
    zone = zone_of(found.time_zone)
    layers = [
        {"name": layer.name, "turns": [_turn(t) for t in turns(layer, zone, begins, ends)]}
        for layer in found.layers
    ]
    told: Json = {"schedule": told_of(found), "from": begins, "until": ends, "turns": layers}
    told["final"] = [duty_told(each) for each in final.duties]
    gone = core.duty.gone({one for duty in final.duties for one in duty.people})
    told["warnings"] = [warned_told(each) for each in warnings(final, gone)]
    over = core.duty.schedules.overrides(found.id, begins, ends)
    told["overrides"] = [_override(each) for each in over]
    return with_names(core, told)


@router.post("/schedules", status_code=201)
def add_schedule(core: CoreDep, caller: Actor, body: WrittenSchedule) -> Json:
    """Add a schedule."""
    check_rule(core.permissions, caller, "add", "on_call_schedule")
    return told_of(core.duty.schedules.add(_written(core, caller, body, ""), by=caller.id))


@router.put("/schedules/{schedule}")
def change_schedule(core: CoreDep, caller: Actor, schedule: str, body: ChangedSchedule) -> Json:
    """Replace a schedule; 409 when somebody changed it meanwhile."""
    found = kept_schedule(core, caller, schedule, "change")
    made = replace(_written(core, caller, body, found.id), revision=body.revision)
    _check_lead(core, caller, found, made)
    return told_of(core.duty.schedules.change(made, by=caller.id))


@router.delete("/schedules/{schedule}")
def remove_schedule(core: CoreDep, caller: Actor, schedule: str) -> Json:
    """Remove a schedule and its overrides; 409 while an escalation policy asks it."""
    found = kept_schedule(core, caller, schedule, "delete")
    asking = [policy.name for policy in core.escalation.naming(found.id)]
    if asking:
        raise Problem(
            409,
            "conflict",
            f"{found.name} is asked by the escalation policy {asking[0]}",
            "change that policy first",
        )
    core.duty.schedules.remove(found.id, by=caller.id)
    return {"removed": found.id}


@router.post("/schedules/{schedule}/overrides", status_code=201)
def override(core: CoreDep, caller: Actor, schedule: str, body: NewOverride) -> Json:
    """Put somebody on call for a while instead of whoever it would be."""
    found = kept_schedule(core, caller, schedule, "override")
    if (body.ends is None) is (body.lasts is None):
        raise invalid("an override needs one of ends and lasts", "give one of the two")
    starts = core.clock.now() if body.starts is None else body.starts
    asked = Override(
        id="",
        schedule=found.id,
        person=person_id(core, caller, body.person),
        starts=starts,
        ends=starts + (body.lasts or 0.0) if body.ends is None else body.ends,
        reason=body.reason,
    )
    return _override(core.duty.schedules.override(asked, by=caller.id))


@router.delete("/overrides/{override}")
def withdraw(core: CoreDep, caller: Actor, override: str) -> Json:
    """Take an override back; what of it was served stays in the record."""
    found = core.duty.schedules.find_override(override)
    if found is None:
        raise not_found(f"override {override[:100]!r}", "see GET /on-call/schedules/{schedule}")
    kept_schedule(core, caller, found.schedule, "override")
    core.duty.schedules.withdraw(override, by=caller.id)
    return {"withdrawn": override}


def _check_lead(core: Core, caller: Caller, found: Schedule, made: Schedule) -> None:
    """Who leads it is decided by those who may add schedules, not by whoever leads it now."""
    if (found.lead, found.team) != (made.lead, made.team):
        check_rule(core.permissions, caller, "add", "on_call_schedule")


def _written(core: Core, caller: Caller, body: WrittenSchedule, schedule: str) -> Schedule:
    """People may be named as they are called by whoever may see everybody."""

    def whom(layer: Layer) -> Layer:
        return replace(layer, people=tuple(person_id(core, caller, p) for p in layer.people))

    return Schedule(
        id=schedule,
        name=body.name,
        time_zone=body.time_zone,
        layers=tuple(whom(layer) for layer in layers_of(body.layers)),
        service=body.service,
        team=body.team,
        lead=person_id(core, caller, body.lead),
        needed=hours_of(body.needed),
    )


def _turn(turn: Turn) -> Json:
    return {"person": turn.person, "from": turn.starts, "until": turn.ends}


def _override(each: Override) -> Json:
    told: Json = {"id": each.id, "schedule": each.schedule, "person": each.person}
    told |= {"from": each.starts, "until": each.ends, "reason": each.reason}
    return {**told, "made_at": each.made_at, "made_by": each.made_by}
