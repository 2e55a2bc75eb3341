"""What is held back: silences, maintenance windows and inhibition; ended, never deleted."""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.records.alerts import alerts
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.tables import configuration_items
from steersman.records.situations.mutes import Holding
from steersman.records.situations.tables import inhibition_rules, mutes
from steersman.web.api.bodies import Body, Reason, Short
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import invalid, not_found

router = APIRouter(tags=["situations"])
Reader = Annotated[Caller, needs("read", "view", "silence")]
RuleReader = Annotated[Caller, needs("read", "view", "inhibition_rule")]
Adds = Annotated[Caller, needs("act", "add", "silence")]
Ends = Annotated[Caller, needs("act", "end", "silence")]
AddsRules = Annotated[Caller, needs("act", "add", "inhibition_rule")]
EndsRules = Annotated[Caller, needs("act", "end", "inhibition_rule")]
Matchers = Annotated[list[Short], Field(min_length=1, max_length=20)]
Moment = Annotated[float, Field(ge=0, lt=253_402_300_800)]
Minutes = Annotated[float, Field(gt=0, le=527_040)]
MINUTE = 60.0


class Times(Body):
    """``since``: now unless it is said.  Give ``until``, or ``minutes`` from the beginning."""

    why: Reason
    since: Moment | None = None
    until: Moment | None = None
    minutes: Minutes | None = None

    def span(self, now: float) -> tuple[float, float]:
        since = now if self.since is None else self.since
        if (self.until is None) is (self.minutes is None):
            raise invalid("say either until or minutes", "minutes: 120 is two hours from its start")
        return since, since + (self.minutes or 0) * MINUTE if self.until is None else self.until


class Silence(Times):
    """``matchers``: as Alertmanager spells them, ``host="web-1"``; all must fit."""

    matchers: Matchers


class Maintenance(Times):
    """``items``: ids of configuration items; what depends on them is held back too."""

    items: Annotated[list[Short], Field(min_length=1, max_length=200)]
    every: Literal["", "day", "week"] = ""


class Inhibition(Body):
    """While an alert fires that fits ``source``, those that fit ``target`` are not told."""

    source: Matchers
    target: Matchers
    equal: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    why: Reason


@router.get("/silences")
def list_silences(
    core: CoreDep,
    caller: Reader,
    ended: bool = False,
    kind: Annotated[str, Query(max_length=20)] = "",
) -> Json:
    """Silences, maintenance windows and rules muted as noise; ``held``: what each held back."""
    return {"silences": listed(core, caller, ended=ended, kind=kind)}


@router.post("/silences", status_code=201)
def add_silence(core: CoreDep, caller: Adds, body: Silence) -> Json:
    """Hold back what fits, until then.  What fires still at its end is told then."""
    since, until = body.span(core.clock.now())
    id = core.handling.silence(body.matchers, since=since, until=until, why=body.why, by=caller.id)
    return one(core, caller, id)


@router.get("/silences/{silence}")
def one_silence(core: CoreDep, caller: Reader, silence: str) -> Json:
    """One of them, with the last alerts that it held back."""
    row = one(core, caller, silence)
    sees = core.permissions.visible(caller.principal, "view", alerts)
    return {**row, "alerts": Holding(core.store).of(silence, sees.where)}


@router.delete("/silences/{silence}")
def end_silence(core: CoreDep, caller: Ends, silence: str) -> Json:
    """End it now, whatever its kind."""
    one(core, caller, silence)
    core.handling.end_mute(silence, by=caller.id)
    return one(core, caller, silence)


@router.post("/maintenance", status_code=201)
def add_maintenance(core: CoreDep, caller: Adds, body: Maintenance) -> Json:
    """A maintenance window, now or planned, once or again every day or week."""
    since, until = body.span(core.clock.now())
    sees = core.permissions.visible(caller.principal, "view", configuration_items)
    items = ConfigurationItems(core.store, core.clock)
    for item in body.items:
        if items.find(item, sees.where) is None:
            raise not_found(f"configuration item {item!r}", "look it up: GET /ci")
    id = core.handling.maintain(
        body.items, since=since, until=until, why=body.why, by=caller.id, every=body.every
    )
    return one(core, caller, id)


@router.get("/inhibitions")
def list_inhibitions(core: CoreDep, caller: RuleReader) -> Json:
    """Rules by which one alert holds others back while it fires."""
    where = visible(core, caller, "view", inhibition_rules).where
    return {"inhibitions": Holding(core.store).rules(where)}


@router.post("/inhibitions", status_code=201)
def add_inhibition(core: CoreDep, caller: AddsRules, body: Inhibition) -> Json:
    """Add such a rule, as Alertmanager's ``inhibit_rules`` has them."""
    id = core.handling.inhibit(body.source, body.target, body.equal, why=body.why, by=caller.id)
    return {"id": id, **body.model_dump()}


@router.delete("/inhibitions/{inhibition}")
def end_inhibition(core: CoreDep, caller: EndsRules, inhibition: str) -> Json:
    """It holds nothing back from now on."""
    core.handling.end_inhibition(inhibition, by=caller.id)
    return {"id": inhibition, "ended_by": caller.id}


def listed(core: Core, caller: Caller, *, ended: bool = False, kind: str = "") -> list[Json]:
    where = visible(core, caller, "view", mutes).where
    if kind:
        where &= mutes.c.kind == kind
    return Holding(core.store).mutes(where, core.clock.now(), every=ended)


def one(core: Core, caller: Caller, id: str) -> Json:
    where: sa.ColumnElement[bool] = visible(core, caller, "view", mutes).where & (mutes.c.id == id)
    found = Holding(core.store).mutes(where, core.clock.now(), every=True, limit=1)
    if not found:
        raise not_found(f"silence {id}", "list them: GET /silences")
    return found[0]
