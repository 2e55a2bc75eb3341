"""Situations: what people are told of, with cause and timeline, and what they do about it."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query

from steersman.domain.canonical import Json
from steersman.records.alerts import alerts
from steersman.records.graph.sight import sight_of
from steersman.records.situations.noise import Noise, report
from steersman.records.situations.store import Wanted
from steersman.records.situations.tables import situations
from steersman.servicedesk.situations.story import Around, around
from steersman.web.api.bodies import Body, OptionalReason, Reason
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import not_found

router = APIRouter(prefix="/situations", tags=["situations"])
Reader = Annotated[Caller, needs("read", "view", "situation")]
Most = Annotated[int, Query(ge=1, le=1000)]
Days = Annotated[float, Query(gt=0, le=366)]
A_DAY = 86_400.0


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    ALL = "all"


class Acknowledge(Body):
    note: OptionalReason = ""


class Resolve(Body):
    reason: Reason


class Feedback(Body):
    """``useful``: whether it was right that people were told of it."""

    useful: bool
    note: OptionalReason = ""


@router.get("")
def list_situations(
    core: CoreDep, caller: Reader, state: State | None = None, limit: Most = 100
) -> Json:
    """What is not resolved, the gravest first; ``state``: open, acknowledged, resolved or all.

    ``behind``: alerts that came and were not judged yet, and since when.
    """
    where = visible(core, caller, "view", situations).where
    every = state is State.ALL
    only = state.value if state and not every else ""
    wanted = Wanted(where=where, state=only, every=every, limit=limit)
    return {
        "situations": core.situations.search(wanted),
        "total": core.situations.count(wanted),
        "behind": asdict(core.situations.behind()),
    }


@router.get("/noise")
def noise(core: CoreDep, caller: Reader, days: Days = 1.0) -> Json:
    """What came in, what was told, and what was held back and why, per source and per rule."""
    return asdict(noise_of(core, caller, days))


@router.get("/{situation}")
def one_situation(core: CoreDep, caller: Reader, situation: str) -> Json:
    """One situation: cause, what it hits, what changed before, timeline, alerts."""
    row = find(core, caller, situation)
    sees = core.permissions.visible(caller.principal, "view", alerts)
    told = around_of(core, caller, row)
    return {
        **row,
        "causes": list(told.causes),
        "affected": [each._asdict() for each in told.affected],
        "hit": [each._asdict() for each in told.hit],
        "hit_count": told.hit_count,
        "changes": [asdict(each) for each in told.changes],
        "timeline": core.situations.timeline(situation),
        "members": core.situations.alerts(situation, sees.where),
        "verdicts": core.situations.verdicts(situation),
    }


@router.post("/{situation}/acknowledge")
def acknowledge(
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "acknowledge", "situation")],
    situation: str,
    body: Acknowledge,
) -> Json:
    """The caller looks after it from now on."""
    find(core, caller, situation)
    core.handling.acknowledge(situation, by=caller.id, note=body.note)
    return find(core, caller, situation)


@router.post("/{situation}/resolve")
def resolve(
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "resolve", "situation")],
    situation: str,
    body: Resolve,
) -> Json:
    """It is over.  An alert of it that fires again opens it again."""
    find(core, caller, situation)
    core.handling.resolve(situation, by=caller.id, reason=body.reason)
    return find(core, caller, situation)


@router.post("/{situation}/feedback")
def feedback(
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "judge", "situation")],
    situation: str,
    body: Feedback,
) -> Json:
    """Whether it was useful.  ``muted``: rules that are muted by it, as too often they are not."""
    find(core, caller, situation)
    muted = core.handling.judge(situation, by=caller.id, useful=body.useful, note=body.note)
    return {"situation": situation, "useful": body.useful, "muted": list(muted)}


def find(core: Core, caller: Caller, number: str) -> Json:
    """404 for what there is not and for what the caller may not see."""
    where = visible(core, caller, "view", situations).where
    row = core.situations.find(number, where)
    if row is None:
        raise not_found(f"situation {number}", "list them: GET /situations")
    return row


def around_of(core: Core, caller: Caller, row: Json) -> Around:
    return around(core.store, row, sight_of(core.permissions, caller.principal))


def noise_of(core: Core, caller: Caller, days: float) -> Noise:
    sees = core.permissions.visible(caller.principal, "view", alerts)
    return report(core.store, core.clock.now() - days * A_DAY, sees.where)
