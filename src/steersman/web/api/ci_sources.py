"""Where items come from: how fresh each source is, and collecting from a connected system."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.cmdb.collection import Collection
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.relation_changes import RELATION
from steersman.records.cmdb.silence import (
    STALE_AFTER_DAYS,
    ItemSource,
    contradicted,
    let_be_silent,
    sources,
)
from steersman.records.store import reading
from steersman.servicedesk.collecting import CollectionPlan
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import not_found

router = APIRouter(prefix="/ci/sources", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
DAY = 86_400.0
SHOWN = 500  # names of missing items


class Silence(Body):
    """For how many days a source may say nothing about an item before the item is stale."""

    days: Annotated[float, Field(gt=0, le=3650, allow_inf_nan=False)]


class Look(Body):
    """``accept_missing``: what is no longer listed over there is truly gone."""

    accept_missing: bool = False


class Collect(Look):
    """``digest``: of the dry run, so that only what was shown is done; empty: whatever it lists.

    ``accept_missing`` needs the digest.
    """

    digest: Annotated[str, Field(max_length=64)] = ""


@router.get("")
def list_sources(core: CoreDep, caller: Reader) -> Json:
    """Every source of items: when it was last read, how fresh that is, and what came of it."""
    check_rule(core.permissions, caller, "view", CI.name)
    with reading(core.store) as connection:
        known, differ = sources(connection), contradicted(connection)
    names = {each.name for each in known}
    new = [
        ItemSource(name, 0, 0.0, "", {}, STALE_AFTER_DAYS)
        for name in core.collecting.sources
        if name not in names
    ]
    found = sorted([*known, *new], key=lambda each: each.name)
    return {"sources": [_source(core, each, differ.get(each.name, 0)) for each in found]}


@router.post("/{source}/stale-after")
def stale_after(core: CoreDep, caller: Actor, source: str, body: Silence) -> Json:
    """Say for how many days a source may be silent about an item before the item is stale."""
    check_rule(core.permissions, caller, "change", CI.name)
    try:
        let_be_silent(core.store, core.clock, source, body.days, by=caller.id)
    except Permanent as error:
        raise not_found(f"source {source}", "GET /ci/sources lists all") from error
    return {"source": source, "days": body.days}


@router.post("/{source}/collect/plan")
def plan(core: CoreDep, caller: Reader, source: str, body: Look) -> Json:
    """Ask a connected system what it lists, and tell what taking that in would do."""
    check_may_collect(core, caller)
    _known(core, source)
    return as_json(core.collecting.look(source, accepted=body.accept_missing))


@router.post("/{source}/collect")
def collect(core: CoreDep, caller: Actor, source: str, body: Collect) -> Json:
    """Ask a connected system and take in what it lists; ``outcome`` says what came of it."""
    check_may_collect(core, caller)
    _known(core, source)
    found = core.collecting.collect(
        source, by=caller.id, digest=body.digest, accepted=body.accept_missing
    )
    core.wake()
    return {"source": source, **found_as_json(found)}


def check_may_collect(core: Core, caller: Caller) -> None:
    """The same right as importing a file of items and one of relations."""
    for action in ("add", "change"):
        for type in (CI.name, RELATION):
            check_rule(core.permissions, caller, action, type)


def as_json(plan: CollectionPlan) -> Json:
    """``question`` is why a person is asked first; empty: there is none."""
    effects = [asdict(each) for part in plan.parts for each in part.effects]
    return {
        "source": plan.system,
        "digest": plan.digest,
        "question": plan.question,
        "complete": plan.lines.is_whole,
        "counts": dict(plan.counts),
        "missing": list(plan.missing[:SHOWN]),
        "effects": effects,
        "left_out": [asdict(each) for each in plan.left_out],
    }


def found_as_json(found: Collection) -> Json:
    return {**asdict(found), "outcome": found.outcome.value}


def _source(core: Core, source: ItemSource, contradicted: int) -> Json:
    now, read_at = core.clock.now(), source.read_at
    stale = read_at is not None and read_at + source.stale_after_days * DAY < now
    found = source.found
    return {
        "name": source.name,
        "system": source.name in core.collecting.sources,
        "items": source.items,
        "read_at": read_at,
        "freshness": "never" if read_at is None else "stale" if stale else "fresh",
        "stale_after_days": source.stale_after_days,
        "contradicted": contradicted,
        "collecting": (source.asking_until or 0.0) > now,
        "last_import": source.last_import or None,
        "last_by": source.last_by,
        "last_counts": dict(source.last_counts),
        "collection": None if found is None else found_as_json(found),
    }


def _known(core: Core, source: str) -> None:
    if source not in core.collecting.sources:
        known = ", ".join(sorted(core.collecting.sources)) or "none"
        raise not_found(f"system {source} with an inventory", f"systems that have one: {known}")
