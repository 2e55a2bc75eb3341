"""How people are reached when they are paged, and their quiet hours."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.on_call.hours import EVERY_DAY
from steersman.domain.on_call.quiet import QuietHours
from steersman.records.on_call.contacts import Method, MethodKind
from steersman.records.on_call.tables import contact_methods
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.on_call import check, method_told

router = APIRouter(prefix="/on-call/contacts", tags=["on-call"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
Person = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Field(max_length=2000)]


class NewMethod(Body):
    """``person``: empty for oneself.  ``secret``: env:STEERSMAN_ON_CALL_… or file:on-call/NAME."""

    kind: Literal["mail", "slack", "matrix", "webhook"]
    address: Text = ""
    room: Annotated[str, Field(max_length=255)] = ""
    secret: Annotated[str, Field(max_length=200)] = ""
    person: Annotated[str, Field(max_length=200)] = ""


class Quiet(Body):
    """From ``opens`` to ``closes`` (22:00, 07:00), beginning on ``days``; 0 is Monday."""

    opens: Annotated[str, Field(max_length=5)]
    closes: Annotated[str, Field(max_length=5)]
    time_zone: Annotated[str, Field(min_length=1, max_length=64)]
    days: Annotated[tuple[int, ...], Field(min_length=1, max_length=7)] = EVERY_DAY


@router.get("")
def my_contacts(core: CoreDep, caller: Reader, person: Person = "") -> Json:
    """In which order somebody is reached, and their quiet hours; of others with the right to."""
    whom = person or caller.id
    if whom != caller.id:
        check_rule(core.permissions, caller, "view", "contact_method")
    quiet = core.contacts.quiet(whom)
    told = None
    if quiet is not None:
        names = ("time_zone", "opens", "closes")
        told = {**{name: getattr(quiet, name) for name in names}, "days": list(quiet.days)}
    methods = [method_told(each) for each in core.contacts.of(whom)]
    return {"person": whom, "methods": methods, "quiet": told}


@router.post("", status_code=201)
def add_method(core: CoreDep, caller: Actor, body: NewMethod) -> Json:
    """Add a way to be reached, tried after the others.

    Everybody may add mailboxes for themselves; what makes the server call an address is an
    administrator's to add.
    """
    whom = body.person or caller.id
    if not (whom == caller.id and body.kind == "mail"):
        check_rule(core.permissions, caller, "add", "contact_method")
    asked = Method(
        id="",
        person=whom,
        kind=MethodKind(body.kind),
        address=body.address,
        room=body.room,
        secret=body.secret,
    )
    return method_told(core.contacts.add(asked, by=caller.id))


@router.post("/{method}/first")
def try_first(core: CoreDep, caller: Actor, method: str) -> Json:
    """Try this one before the others from now on."""
    own_method(core, caller, method)
    core.contacts.first(method, by=caller.id)
    return {"first": method}


@router.delete("/{method}")
def remove_method(core: CoreDep, caller: Actor, method: str) -> Json:
    """Take a way to be reached away."""
    own_method(core, caller, method)
    core.contacts.remove(method, by=caller.id)
    return {"removed": method}


@router.put("/quiet-hours")
def keep_quiet(core: CoreDep, caller: Actor, body: Quiet) -> Json:
    """My quiet hours: only what is urgent gets through, the rest waits until they end."""
    hours = QuietHours(
        person=caller.id,
        time_zone=body.time_zone,
        opens=body.opens,
        closes=body.closes,
        days=body.days,
    )
    core.contacts.keep_quiet(hours, by=caller.id)
    return {"person": caller.id, **body.model_dump()}


@router.delete("/quiet-hours/mine")
def no_quiet(core: CoreDep, caller: Actor) -> Json:
    """No quiet hours: every page gets through at any time."""
    core.contacts.no_quiet(caller.id, by=caller.id)
    return {"person": caller.id, "quiet": None}


def own_method(core: Core, caller: Caller, method: str) -> Method:
    """404 for one of others, unless the caller may change anybody's."""
    found = core.contacts.find(method)
    if found is None:
        raise not_found(f"contact method {method[:100]!r}", "list them: GET /on-call/contacts")
    check(core, caller, "change", contact_methods, found.id)
    return found
