"""Duplicates, merges and the quality of the record of items."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query

from steersman.domain.canonical import Json
from steersman.domain.cmdb.quality import CHECKS
from steersman.records.cmdb.duplicates import duplicates
from steersman.records.cmdb.flat import CI, to_item
from steersman.records.cmdb.merges import recent_merges
from steersman.records.cmdb.merging import Merging
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.quality_kept import KeptQualities, check_as_json
from steersman.records.cmdb.renewals import renewals
from steersman.records.cmdb.tables import ci_merges, configuration_items
from steersman.records.store import reading
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.api.ci import seen
from steersman.web.api.ci_shown import Shown
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.errors import invalid, not_found
from steersman.web.refusals import denied

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]


class Merge(Body):
    """``gone`` becomes part of ``kept``."""

    kept: Short
    gone: Short
    reason: OptionalReason = ""


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


@router.get("/merges")
def list_merges(core: CoreDep, caller: Reader) -> Json:
    """The last merges, the newest first; one that was not undone can be."""
    may = visible(core, caller, "view", configuration_items)
    if may.fields is not None:
        raise denied(core.permissions, caller.principal, "view", CI.name)
    with reading(core.store) as connection:
        return {"merges": [asdict(each) for each in recent_merges(connection, may.where)]}


@router.get("/quality")
def quality(
    core: CoreDep, caller: Reader, max_age: Annotated[float, Query(ge=0, le=604_800)] = 0
) -> Json:
    """Scores from 0 to 1 of all items, by class and by source, and what to mend first.

    ``max_age``: take the last count when it is not older than so many seconds; ``counted_at``
    says when it was made.
    """
    may = visible(core, caller, "view", configuration_items)
    kept = KeptQualities(core.store, core.clock)
    last = kept.last(may.where) if max_age else None
    if last is None or last.counted_at < core.clock.now() - max_age:
        last = kept.count(may.where)
    return {"counted_at": last.counted_at, **last.found}


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
    return {"check": check_as_json(check), "items": [shown.item(to_item(row)) for row in rows]}


@router.get("/renewals")
def due_renewals(
    core: CoreDep,
    caller: Reader,
    days: Annotated[float, Query(ge=0, le=3650)] = 90,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> Json:
    """Contracts, licences, certificates, warranties and support that ended or end soon.

    ``total`` counts all of them, the earliest ``limit`` are listed.
    """
    may = visible(core, caller, "view", configuration_items)
    if may.fields is not None:
        raise denied(core.permissions, caller.principal, "view", CI.name)
    with reading(core.store) as connection:
        now = core.clock.now()
        found, total = renewals(connection, now, days, visible=may.where, limit=limit)
    return {"renewals": [asdict(each) for each in found], "total": total}
