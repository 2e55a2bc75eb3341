"""Duplicates, merges, sources and the quality of the record of items."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.cmdb.quality import CHECKS, Score, Task
from steersman.domain.errors import Permanent
from steersman.records.cmdb.duplicates import duplicates
from steersman.records.cmdb.flat import CI, to_item
from steersman.records.cmdb.merging import Merging
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.renewals import renewals
from steersman.records.cmdb.silence import let_be_silent, sources
from steersman.records.cmdb.tables import ci_merges, configuration_items
from steersman.records.store import reading
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.api.ci import seen
from steersman.web.api.ci_shown import Shown
from steersman.web.auth import Caller, CoreDep, check_rule, denied, needs, visible
from steersman.web.errors import invalid, not_found

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]


class Merge(Body):
    """``gone`` becomes part of ``kept``."""

    kept: Short
    gone: Short
    reason: OptionalReason = ""


class Silence(Body):
    """For how many days a source may say nothing about an item before the item is stale."""

    days: Annotated[float, Field(gt=0, le=3650, allow_inf_nan=False)]


@router.get("/duplicates")
def find_duplicates(core: CoreDep, caller: Reader) -> Json:
    """Items that may be one thing, with why; the surest first."""
    may = visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        found = duplicates(connection, visible=may.where)
    return {
        "duplicates": [
            {
                "items": [{"id": item, "name": name} for item, name in group.items],
                "class": group.ci_class,
                "why": group.why if may.fields is None else "",
                "firm": group.firm,
            }
            for group in found
        ]
    }


@router.post("/merge", status_code=201)
def merge(core: CoreDep, caller: Actor, body: Merge) -> Json:
    """Make two items one; the answer names the merge, by which it can be undone."""
    check_rule(core.permissions, caller, "change", CI.name)
    kept, gone = seen(core, caller, body.kept).id, seen(core, caller, body.gone).id
    made = Merging(core.store, core.clock).merge(kept, gone, by=caller.id, reason=body.reason)
    return {"merge": made, "kept": kept, "gone": gone}


@router.post("/merges/{merge}/undo")
def unmerge(core: CoreDep, caller: Actor, merge: str) -> Json:
    """Bring a duplicate back as it was before the merge."""
    check_rule(core.permissions, caller, "change", CI.name)
    with reading(core.store) as connection:
        same = sa.select(ci_merges.c.kept).where(ci_merges.c.id == merge)
        if connection.scalar(same) is None:
            raise not_found(f"merge {merge}", "look the item up: GET /ci/{item}")
    return {"item": Merging(core.store, core.clock).undo(merge, by=caller.id)}


@router.get("/quality")
def quality(core: CoreDep, caller: Reader) -> Json:
    """Scores from 0 to 1 of all items, by class and by source, and what to mend first."""
    may = visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        found = QualityCounter(connection, core.clock.now(), may.where).count()
    return {
        "overall": _score(found.overall),
        "classes": [_score(each) for each in found.of_classes],
        "sources": [_score(each) for each in found.of_sources],
        "tasks": [_task(each) for each in found.tasks],
    }


@router.get("/quality/{check}")
def failing(
    core: CoreDep,
    caller: Reader,
    check: str,
    ci_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Json:
    """The items that fail a check, the most critical first."""
    if check not in CHECKS:
        raise invalid(f"there is no check {check!r}", f"say one of {', '.join(CHECKS)}")
    may = visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        rows = QualityCounter(connection, core.clock.now(), may.where).failing(
            check, ci_class, limit
        )
    shown = Shown(core, caller, may)
    return {"check": _check(check), "items": [shown.item(to_item(row)) for row in rows]}


@router.get("/renewals")
def due_renewals(
    core: CoreDep, caller: Reader, days: Annotated[float, Query(ge=0, le=3650)] = 90
) -> Json:
    """Contracts, licences, certificates, warranties and support that ended or end soon."""
    may = visible(core, caller, "view", configuration_items)
    if may.fields is not None:
        raise denied(core.permissions, may.why, "view", CI.name)
    with reading(core.store) as connection:
        found = renewals(connection, core.clock.now(), days, visible=may.where)
    return {"renewals": [asdict(each) for each in found]}


@router.get("/sources")
def list_sources(core: CoreDep, caller: Reader) -> Json:
    """Where items come from: when each source last spoke, and how long it may be silent."""
    check_rule(core.permissions, caller, "view", CI.name)
    with reading(core.store) as connection:
        return {"sources": [asdict(each) for each in sources(connection)]}


@router.post("/sources/{source}/stale-after")
def stale_after(core: CoreDep, caller: Actor, source: str, body: Silence) -> Json:
    """Say for how many days a source may be silent about an item before the item is stale."""
    check_rule(core.permissions, caller, "change", CI.name)
    try:
        let_be_silent(core.store, core.clock, source, body.days, by=caller.id)
    except Permanent as error:
        raise not_found(f"source {source}", "GET /ci/sources lists all") from error
    return {"source": source, "days": body.days}


def _score(score: Score) -> Json:
    shares = {measure.value: share for measure, share in score.shares.items()}
    return {"group": score.group, "items": score.items, "overall": score.overall, **shares}


def _task(task: Task) -> Json:
    check = _check(task.check.name)
    return {**check, "class": task.group, "failing": task.failing, "effect": task.effect}


def _check(name: str) -> Json:
    check = CHECKS[name]
    return {
        "check": check.name,
        "measure": check.measure.value,
        "title": check.title,
        "mend": check.mend,
    }
