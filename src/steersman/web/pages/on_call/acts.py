"""What the forms of the page On call do: the same as the API, in the name of who pressed them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.on_call.escalation import TEMPLATES, Policy
from steersman.domain.on_call.layers import Layer, Unit
from steersman.domain.on_call.local_time import zone_of
from steersman.domain.on_call.quiet import QuietHours
from steersman.domain.on_call.schedule import Override, Schedule
from steersman.records.on_call.contacts import Method, MethodKind
from steersman.records.timeline import BY_PEOPLE, NOTE
from steersman.web.api.on_call_contacts import own_method
from steersman.web.auth import CoreDep
from steersman.web.console.render import page as page_with
from steersman.web.console.render import redirect, times
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.on_call import kept_schedule, page_of, person_id
from steersman.web.pages.on_call.model import view_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(prefix="/on-call", include_in_schema=False)
Adder = Annotated[Visitor, allowed("add", "on_call_schedule")]
Pager = Annotated[Visitor, allowed("add", "page")]
HERE = "/on-call"
HOURS = ("1", "4", "8", "12", "24", "168")
CHANNEL = "the console"


@router.post("/schedules")
def add(request: Request, core: CoreDep, visitor: Adder, form: FormDep) -> Response:
    """A schedule of one layer, and a policy for it when one was chosen."""
    try:
        made = core.duty.schedules.add(_schedule(core, visitor, form), by=visitor.id)
        template = TEMPLATES.get(form.get("template"))
        if template is not None:
            policy = Policy(
                id="", name=made.name, steps=template.steps(made.id), repeat=template.repeat
            )
            core.escalation.add(policy, by=visitor.id)
    except (Permanent, NeedsPerson) as error:
        return _again(request, core, visitor, str(error))
    return redirect(HERE, f"{made.name} is added.")


@router.post("/schedules/{schedule}/overrides")
def override(
    request: Request, core: CoreDep, visitor: SignedIn, schedule: str, form: FormDep
) -> Response:
    """From now on, for as long as was chosen."""
    found = kept_schedule(core, visitor.caller, schedule, "override")
    hours, now = form.get("hours"), core.clock.now()
    ends = now + 3600.0 * float(hours if hours in HOURS else "8")
    person = form.get("person") or visitor.id
    asked = Override(
        id="", schedule=found.id, person=person, starts=now, ends=ends, reason=form.get("reason")
    )
    try:
        core.duty.schedules.override(asked, by=visitor.id)
    except Permanent as error:
        return _again(request, core, visitor, str(error))
    return redirect(HERE, f"Taken over in {found.name}.")


@router.post("/overrides/{override}/withdraw")
def withdraw(core: CoreDep, visitor: SignedIn, override: str) -> Response:
    """Take it back."""
    found = core.duty.schedules.find_override(override)
    if found is None:
        raise not_found("override like this", "look at the page again: /on-call")
    kept_schedule(core, visitor.caller, found.schedule, "override")
    core.duty.schedules.withdraw(override, by=visitor.id)
    return redirect(HERE, "The override is taken back.")


@router.post("/pages")
def page_people(request: Request, core: CoreDep, visitor: Pager, form: FormDep) -> Response:
    """Tell whoever the policy names."""
    urgent = form.get("urgent") == "yes"
    try:
        found = core.paging.page(
            "", form.get("policy"), form.get("title"), form.get("text"), urgent, by=visitor.id
        )
    except Permanent as error:
        return _again(request, core, visitor, str(error))
    return redirect(f"{HERE}/pages/{found.id}", "Kept. People are told now.")


@router.post("/pages/{number}/{act}")
def answer(core: CoreDep, visitor: SignedIn, number: str, act: str, form: FormDep) -> Response:
    """Acknowledge, resolve, escalate, or write something down."""
    there = f"{HERE}/pages/{number}"
    if act == "acknowledge":
        found = page_of(core, visitor.caller, number, act)
        core.paging.acknowledge(found.id, by=visitor.id, channel=CHANNEL)
        return redirect(there, "You have it. Nobody else is told.")
    if act == "resolve":
        found = page_of(core, visitor.caller, number, act)
        core.paging.resolve(found.id, by=visitor.id, note=form.get("note")[:1000])
        return redirect(there, "Resolved.")
    if act == "escalate":
        found = page_of(core, visitor.caller, number, act)
        core.pages.escalate(found.id, by=visitor.id)
        return redirect(there, "The next step is taken now.")
    if act == "note":
        found = page_of(core, visitor.caller, number)
        kind, text = form.get("kind"), form.get("text").strip()[:4000]
        if text:
            kind = kind if kind in BY_PEOPLE else NOTE
            core.timeline.add(found.about, core.clock.now(), kind, text, visitor.id)
        return redirect(there, "Written down." if text else "Nothing was written.")
    raise not_found(f"act {act[:40]!r}", "use the buttons of the page")


@router.post("/contacts")
def add_mailbox(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """A mailbox of one's own."""
    kind = MethodKind.MAIL
    asked = Method(id="", person=visitor.id, kind=kind, address=form.get("address").strip())
    try:
        core.contacts.add(asked, by=visitor.id)
    except Permanent as error:
        return _again(request, core, visitor, str(error))
    return redirect(HERE, "Added, tried after the others.")


@router.post("/contacts/{method}/{act}")
def change_method(core: CoreDep, visitor: SignedIn, method: str, act: str) -> Response:
    """Try it first, or take it away."""
    own_method(core, visitor.caller, method)
    if act == "first":
        core.contacts.first(method, by=visitor.id)
        return redirect(HERE, "Tried before the others from now on.")
    if act == "remove":
        core.contacts.remove(method, by=visitor.id)
        return redirect(HERE, "Taken away.")
    raise not_found(f"act {act[:40]!r}", "use the buttons of the page")


@router.post("/quiet-hours")
def quiet(request: Request, core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """One's own; without a beginning there are none."""
    if not form.get("opens") or form.get("none"):
        core.contacts.no_quiet(visitor.id, by=visitor.id)
        return redirect(HERE, "Every page gets through at any time.")
    hours = QuietHours(
        person=visitor.id,
        time_zone=form.get("time_zone"),
        opens=form.get("opens"),
        closes=form.get("closes"),
    )
    try:
        core.contacts.keep_quiet(hours, by=visitor.id)
    except Permanent as error:
        return _again(request, core, visitor, str(error))
    return redirect(HERE, "Kept. What is urgent gets through, the rest waits.")


def _schedule(core: Core, visitor: Visitor, form: Form) -> Schedule:
    named = [line.strip() for line in form.get("people").splitlines() if line.strip()]
    zone = form.get("time_zone").strip()
    layer = Layer(
        name="Rotation",
        people=tuple(person_id(core, visitor.caller, one) for one in named),
        begins=_last_hand_over(core, zone, form),
        every=1,
        unit=Unit.DAY if form.get("unit") == "day" else Unit.WEEK,
    )
    name = form.get("name").strip()
    return Schedule(id="", name=name, time_zone=zone, layers=(layer,), service=form.get("service"))


def _last_hand_over(core: Core, zone: str, form: Form) -> str:
    """The last day that has passed on which it is handed over, so that somebody is on call now."""
    now = datetime.fromtimestamp(core.clock.now(), zone_of(zone))
    at = form.get("hand_over") or "09:00"
    back = 1
    if form.get("unit") != "day":
        weekday = form.get("weekday")
        wanted = int(weekday) if weekday in tuple("0123456") else 0
        back = (now.weekday() - wanted) % 7 or 7
    return f"{(now - timedelta(days=back)):%Y-%m-%d}T{at[:5]}"


def _again(request: Request, core: Core, visitor: Visitor, fault: str) -> Response:
    """The page with what was wrong on top."""
    view = view_of(core, visitor, times(request, core), fault)
    template = "pages/on_call/page.html"
    shown = page_with(
        request, core, visitor, template, view, place="on-call", title="On call", status=422
    )
    return shown
