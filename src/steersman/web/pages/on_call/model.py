"""What the pages of on-call show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.on_call.escalation import TEMPLATES, Policy, Step, StepKind
from steersman.domain.on_call.quiet import QuietHours
from steersman.domain.on_call.schedule import Override, Schedule
from steersman.domain.people import EmploymentStatus
from steersman.records.names import Names, names_in
from steersman.records.on_call.book import FROM_SHIFTS
from steersman.records.on_call.contacts import Method
from steersman.records.on_call.page import Delivery, Page
from steersman.records.on_call.page_tables import pages
from steersman.records.on_call.tables import on_call_schedules
from steersman.records.people import people
from steersman.records.store import reading
from steersman.records.timeline import Event
from steersman.web.console.times import Times
from steersman.web.core import Core
from steersman.web.on_call import may_do, standing
from steersman.web.pages.on_call.week import DAY, DAYS, Week, week_of
from steersman.web.sign_in.session import Visitor

SHOWN_WARNINGS = 5
MOST_PEOPLE = 500  # in a list to choose from


@dataclass(frozen=True, slots=True)
class Warned:
    kind: str
    starts: float
    ends: float
    who: str
    where: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule.  ``who``: on call now, "": nobody; ``until`` None: for longer than is shown."""

    schedule: Schedule
    who: str
    until: float | None
    next: str
    next_at: float | None
    warnings: Sequence[Warned]
    more: int
    week: Week
    overrides: Sequence[Override]
    may_override: bool
    members: Sequence[tuple[str, str]]  # (id, name) of whom to choose from


@dataclass(frozen=True, slots=True)
class PolicyLine:
    policy: Policy
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class View:
    schedules: Sequence[Standing]
    policies: Sequence[PolicyLine]
    pages: Sequence[Page]
    answers: frozenset[str]  # pages that the visitor may acknowledge
    methods: Sequence[Method]
    quiet: QuietHours | None
    names: Names
    may_add: bool
    may_page: bool
    templates: Sequence[tuple[str, str]]
    fault: str = ""
    typed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageView:
    page: Page
    steps: Sequence[str]
    deliveries: Sequence[Delivery]
    events: Sequence[Event]
    names: Names
    may_answer: bool


def view_of(core: Core, visitor: Visitor, times: Times, fault: str = "") -> View:
    seen = core.permissions.visible(visitor.caller.principal, "view", on_call_schedules)
    schedules = core.duty.all(seen.where)
    told = standing(core, schedules)
    policies, under_way = core.escalation.all(), _pages(core, visitor)
    ids = [str(each) for each in told]
    ids += [step.target for policy in policies for step in policy.steps]
    ids += [f"{page.opened_by} {page.acknowledged_by}" for page in under_way]
    starts = times.midnight()
    over = {
        each.id: core.duty.schedules.overrides(each.id, starts, starts + DAYS * DAY)
        for each in schedules
    }
    ids += [one.person for found in over.values() for one in found]
    ids += [one for each in schedules for one in core.duty.everybody(each)]
    names = names_in(core.store, *ids)
    may, principal = core.permissions.may, visitor.caller.principal
    chosen = _choices(core, visitor)
    lines = [
        _standing(core, visitor, times, (each, facts, over[each.id]), names, chosen)
        for each, facts in zip(schedules, told, strict=True)
    ]
    titles = {each.id: each.name for each in schedules}
    return View(
        schedules=lines,
        policies=[PolicyLine(p, steps_in_words(p.steps, names, titles)) for p in policies],
        pages=under_way,
        answers=frozenset(
            page.id
            for page in under_way
            if may_do(core, visitor.caller, "acknowledge", pages, page.id)
        ),
        methods=core.contacts.of(visitor.id),
        quiet=core.contacts.quiet(visitor.id),
        names=names,
        may_add=may(principal, "add", "on_call_schedule").allowed,
        may_page=may(principal, "add", "page").allowed and bool(policies),
        templates=[(each.name, each.text) for each in TEMPLATES.values()],
        fault=fault,
    )


def page_view(core: Core, visitor: Visitor, page: Page) -> PageView:
    deliveries, events = core.pages.deliveries(page.id), core.timeline.of(page.about)
    ids = [f"{each.person} {each.detail}" for each in deliveries]
    ids += [f"{each.by} {each.text}" for each in events]
    ids += [page.opened_by, page.acknowledged_by, page.resolved_by]
    ids += [step.target for step in page.steps]
    names = names_in(core.store, *ids)
    titles = {each.id: each.name for each in core.duty.schedules.all()}
    return PageView(
        page=page,
        steps=steps_in_words(page.steps, names, titles),
        deliveries=deliveries,
        events=events,
        names=names,
        may_answer=may_do(core, visitor.caller, "acknowledge", pages, page.id),
    )


def steps_in_words(steps: Sequence[Step], names: Names, titles: dict[str, str]) -> list[str]:
    """“who is on call in Web, then 5 min”."""
    told = []
    for step in steps:
        schedule = titles.get(step.target, "a schedule that was removed")
        what = {
            StepKind.PERSON: names.of(step.target),
            StepKind.ON_CALL: f"who is on call in {schedule}",
            StepKind.NEXT_ON_CALL: f"who is next on call in {schedule}",
            StepKind.TEAM: f"everybody of {schedule}",
            StepKind.WEBHOOK: "a webhook",
        }[step.kind]
        told.append(f"{what}, then {step.wait:g} min" if step.wait else what)
    return told


def _pages(core: Core, visitor: Visitor) -> Sequence[Page]:
    seen = core.permissions.visible(visitor.caller.principal, "view", pages)
    return core.pages.under_way(seen.where) if seen.rules else ()


def _standing(
    core: Core,
    visitor: Visitor,
    times: Times,
    about: tuple[Schedule, Json, Sequence[Override]],
    names: Names,
    chosen: Sequence[tuple[str, str]],
) -> Standing:
    schedule, told, overrides = about
    starts = times.midnight()
    final = core.duty.final(schedule, starts, starts + DAYS * DAY)
    kept = not schedule.id.startswith(FROM_SHIFTS)
    now, following = told["now"], told["next"]
    warned = told["warnings"]
    members = [(one, names.of(one)) for one in core.duty.everybody(schedule)]
    rest = [each for each in chosen if each[0] not in dict(members)]
    return Standing(
        schedule=schedule,
        who=_named(names, now),
        until=now["until"] if now else None,
        next=_named(names, following),
        next_at=following["from"] if following else None,
        warnings=[_warned(each, schedule, names) for each in warned[:SHOWN_WARNINGS]],
        more=max(len(warned) - SHOWN_WARNINGS, 0),
        week=week_of(schedule, final, overrides, names, times),
        overrides=[each for each in overrides if each.ends > times.now],
        may_override=kept
        and may_do(core, visitor.caller, "override", on_call_schedules, schedule.id),
        members=[*members, *rest],
    )


def _named(names: Names, duty: Json | None) -> str:
    return ", ".join(names.of(one) for one in duty["people"]) if duty else ""


def _warned(told: Json, schedule: Schedule, names: Names) -> Warned:
    who = ", ".join(names.of(one) for one in told["people"])
    where = ", ".join(name for name in told["schedules"] if name != schedule.name)
    return Warned(told["kind"], told["from"], told["until"], who, where)


def _choices(core: Core, visitor: Visitor) -> list[tuple[str, str]]:
    """Whom the visitor may see and who works here, to put on call."""
    seen = core.permissions.visible(visitor.caller.principal, "view", people)
    c = people.c
    wanted = sa.select(c.id, c.given_name, c.family_name).where(
        seen.where, c.employment_status != EmploymentStatus.TERMINATED.value
    )
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(c.family_name, c.given_name).limit(MOST_PEOPLE))
        return [(row.id, f"{row.given_name} {row.family_name}".strip()) for row in rows]
