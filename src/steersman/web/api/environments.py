"""Environments on request: what is offered, what stands, and what people ask of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.plan import MARK
from steersman.records.desk.tables import work_items
from steersman.servicedesk.environments import Standing, Wish
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import forbidden, invalid, not_found
from steersman.web.naming import names_for

router = APIRouter(prefix="/environments", tags=["environments"])
Reader = Annotated[Caller, needs("read", "add", "environment")]
Asker = Annotated[Caller, needs("act", "add", "environment")]
OnceKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
Days = Annotated[float, Field(gt=0, le=3650)]
Answer = Annotated[str, Field(max_length=500)]
MEND = "look at what is offered: GET /environments/offers"


class Wanted(Body):
    """``answers``: question → text; what has a default may be left out."""

    system: Short
    template: Short
    answers: Annotated[dict[Short, Answer], Field(max_length=100)] = Field(default_factory=dict)
    days: Days
    reason: OptionalReason = ""


class Prolong(Body):
    days: Days


class Ending(Body):
    reason: OptionalReason = ""


@router.get("/offers")
def offers(core: CoreDep, caller: Reader) -> Json:
    """What can be asked for, with its questions.  ``fault``: why something cannot be had now."""
    told = core.environments.offers()
    return {"offers": [{"system": system, **asdict(offer)} for system, offer in told]}


@router.get("")
def standing(core: CoreDep, caller: Reader) -> Json:
    """Every environment that the caller may see, the newest first."""
    found = all_of(core, caller)
    names = names_for(core, caller, " ".join(each.owner for each in found))
    return {"environments": [each.as_json() for each in found], "names": names}


@router.get("/{environment}")
def one(core: CoreDep, caller: Reader, environment: str) -> Json:
    """One environment by its id."""
    found = reached(core, caller, environment)
    return {**found.as_json(), "names": names_for(core, caller, found.owner)}


@router.post("", status_code=201)
def ask(core: CoreDep, caller: Asker, body: Wanted, idempotency_key: OnceKey = "") -> Json:
    """Ask for one; somebody else agrees.  The same ``Idempotency-Key`` again opens nothing more."""
    if any(MARK in each for each in (body.reason, *body.answers.values(), *body.answers)):
        raise invalid(f"{MARK} is reserved", "leave it out")
    wish = Wish(body.system, body.template, body.answers, body.days, body.reason)
    vouched_by = caller.bearer.vouched_by
    try:
        number = core.environments.ask(
            wish, by=caller.id, vouched_by=vouched_by, once=idempotency_key
        )
    except Permanent as problem:
        raise invalid(str(problem), MEND) from problem
    core.wake()
    return {"work": number}


@router.post("/{environment}/prolong")
def prolong(core: CoreDep, caller: Asker, environment: str, body: Prolong) -> Json:
    """Let it stand for so many days from now, as far as its template allows."""
    found = _own(core, caller, environment)
    try:
        return {"ends_at": core.environments.prolong(found, body.days, by=caller.id)}
    except Permanent as problem:
        raise invalid(str(problem), MEND) from problem


@router.post("/{environment}/end", status_code=201)
def end(core: CoreDep, caller: Asker, environment: str, body: Ending) -> Json:
    """Take it down before its time."""
    found = _own(core, caller, environment)
    if MARK in body.reason:
        raise invalid(f"{MARK} is reserved", "leave it out")
    about = {"by": caller.id, "vouched_by": caller.bearer.vouched_by}
    try:
        number = core.environments.end(found, **about, reason=body.reason)
    except Permanent as problem:
        raise invalid(str(problem), MEND) from problem
    core.wake()
    return {"work": number}


@router.post("/{environment}/correct", status_code=201)
def correct(core: CoreDep, caller: Asker, environment: str) -> Json:
    """Set it back to what it was built from; somebody else agrees."""
    found = _own(core, caller, environment)
    try:
        number = core.environments.correct(found, by=caller.id, vouched_by=caller.bearer.vouched_by)
    except Permanent as problem:
        raise invalid(str(problem), MEND) from problem
    core.wake()
    return {"work": number}


def all_of(core: Core, caller: Caller) -> list[Standing]:
    return core.environments.all(visible(core, caller, "view", work_items).where)


def reached(core: Core, caller: Caller, environment: str) -> Standing:
    found = core.environments.one(environment, visible(core, caller, "view", work_items).where)
    if found is None:
        raise not_found(f"environment {environment}", "list them: GET /environments")
    return found


def may_change(core: Core, caller: Caller, found: Standing) -> bool:
    """Its owner, and whoever may change those of others."""
    others = core.permissions.may(caller.principal, "change", "environment").allowed
    return found.owner == caller.id or others


def _own(core: Core, caller: Caller, environment: str) -> Standing:
    found = reached(core, caller, environment)
    if not may_change(core, caller, found):
        told = "it is somebody else's environment"
        raise forbidden(told, rule="own environment", mend="ask its owner or an administrator")
    return found
