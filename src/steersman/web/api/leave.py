"""Somebody leaves, at a person's word: rehearsed at once, held until a second person agrees."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header
from pydantic import AwareDatetime, Field

from steersman.domain.canonical import Json
from steersman.domain.moments import has_passed, spelled
from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.plan import MARK
from steersman.records.desk.work import Request
from steersman.records.people import people
from steersman.servicedesk.hr.request import successor_of
from steersman.servicedesk.naming import person_named
from steersman.servicedesk.rehearsing import if_they_left
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.api.plans import naming_of
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import forbidden, invalid
from steersman.web.refusals import denied

router = APIRouter(prefix="/leave", tags=["work"])
Asker = Annotated[Caller, needs("act", "add", "work_item")]
OnceKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]


class Leave(Body):
    """``person``: an id, employee number, mail or full name; ``effective_at``: with its offset.

    ``already_left``: it may lie in the past; it is carried out as soon as it is approved.
    """

    person: Short
    successor: Annotated[str, Field(max_length=200)] = ""
    effective_at: AwareDatetime | None = None
    termination_type: Literal["", "voluntary", "involuntary", "retirement", "for_cause"] = ""
    reason: OptionalReason = ""
    already_left: bool = False


@router.post("", status_code=201)
def leave(core: CoreDep, caller: Asker, body: Leave, idempotency_key: OnceKey = "") -> Json:
    """Open a leaver.  The same ``Idempotency-Key`` again returns the work that it opened.

    One for later is rehearsed and decided now, so that people are asked in time.
    """
    request, _ = leaver_request(core, caller, body, idempotency_key)
    number = core.desk.work_items.submit(request)
    core.wake()
    successor = (request.params or {}).get("successor", "")
    return {"work": number, "subject": request.subject, "successor": successor}


class Rehearse(Body):
    """As for ``Leave``, of which nothing is opened."""

    person: Short
    successor: Annotated[str, Field(max_length=200)] = ""


@router.post("/rehearse")
def rehearse(core: CoreDep, caller: Asker, body: Rehearse) -> Json:
    """What would happen if they left now, and what would be decided; writes nothing anywhere.

    ``unknown``: the systems that do not answer.  The verdict is the one that the caller would get.
    """
    person = person_named(core.people, body.person)
    _check_sees(core, caller, person)
    _refuse_own(caller, person)
    successor = _successor(core, person, body.successor)
    told = if_they_left(core.governor, core.clock, person, successor=successor, by=caller.id)
    return told.as_json(naming_of(core, told.rehearsal, told.decision))


def _check_sees(core: Core, caller: Caller, person: Person) -> None:
    """A plan tells of every account: who may not see the person learns nothing by it."""
    decision = core.permissions.decide(caller.principal, "view", people, person.id)
    if not decision.allowed:
        raise denied(core.permissions, caller.principal, "view", "person", "this person")


def leaver_request(
    core: Core, caller: Caller, body: Leave, once: str = ""
) -> tuple[Request, float | None]:
    """What is asked for, checked, and from when on it may be carried out; None: at once."""
    person = person_named(core.people, body.person)
    _refuse_own(caller, person)
    successor = _successor(core, person, body.successor)
    if MARK in body.reason:
        raise invalid(f"the reason holds the reserved mark {MARK}", "leave it out")
    if passed := passed_at(core, body):
        told = f"{spelled(passed)} has passed: it would be carried out as soon as it is approved"
        raise invalid(told, "name a later moment, or say already_left")
    if body.effective_at is None:
        now = datetime.fromtimestamp(core.clock.now(), UTC)
        body = body.model_copy(update={"effective_at": now})
    request = _request(caller, person, successor, body, once)
    return request, _later(core, body.effective_at)


def passed_at(core: Core, body: Leave) -> float:
    """The moment named, when it lies in the past and nobody said that this is meant; else 0."""
    at = 0.0 if body.effective_at is None else body.effective_at.timestamp()
    return at if at and not body.already_left and has_passed(at, core.clock.now()) else 0.0


def _request(caller: Caller, person: Person, successor: str, body: Leave, once: str) -> Request:
    told = {"successor": successor, "effective_at": _iso(body), "reason": body.reason}
    told["termination_type"] = body.termination_type
    return Request(
        procedure="leaver",
        requester=caller.id,
        subject=person.id,
        summary=f"{person.full_name} leaves",
        params={name: value for name, value in told.items() if value},
        dedup_key=f"api/{caller.id}/{once}" if once else None,
        vouched_by=caller.bearer.vouched_by,
    )


def _iso(body: Leave) -> str:
    return body.effective_at.isoformat() if body.effective_at else ""


def _successor(core: Core, person: Person, named: str) -> str:
    """Who takes the work over: the one named, else the nearest manager who still works here."""
    if not named:
        return successor_of(core.people, person)
    taker = person_named(core.people, named)
    if taker.id == person.id or taker.employment_status is EmploymentStatus.TERMINATED:
        raise invalid(f"{taker.full_name} cannot take the work over", "name a colleague")
    return taker.id


def _refuse_own(caller: Caller, person: Person) -> None:
    if person.id in (caller.id, caller.bearer.vouched_by):
        message = "this is about you, or about who made this token (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask HR to do it")


def _later(core: Core, moment: datetime | None) -> float | None:
    """None: at once, also when they have left already."""
    at = None if moment is None else moment.timestamp()
    return at if at is not None and at > core.clock.now() else None
