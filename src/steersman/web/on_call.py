"""What the API and the page of on-call have in common: who may do what, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.on_call.lookout import Warned, elsewhere, warnings
from steersman.domain.on_call.schedule import Duty, Final, Schedule
from steersman.records.names import Names, names_in
from steersman.records.on_call.book import FROM_SHIFTS
from steersman.records.on_call.contacts import Method, MethodKind
from steersman.records.on_call.page import Page
from steersman.records.on_call.page_tables import pages
from steersman.records.on_call.schedules import told_of as schedule_told
from steersman.records.on_call.tables import on_call_schedules
from steersman.records.permissions import Rules
from steersman.records.situations.tables import situations
from steersman.records.timeline import Event
from steersman.servicedesk.naming import person_named
from steersman.web.auth import Caller
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid, not_found
from steersman.web.refusals import denied

DAY = 86400.0
WARNED_AHEAD = 14 * DAY  # how far ahead gaps and double bookings are looked for


def may_do(core: Core, caller: Caller, action: str, table: sa.Table, object_id: str) -> bool:
    return core.permissions.decide(caller.principal, action, table, object_id).allowed


def check(core: Core, caller: Caller, action: str, table: sa.Table, object_id: str) -> None:
    """403, naming what is missing, unless the caller may do this with this one object."""
    if not may_do(core, caller, action, table, object_id):
        raise refused(core.permissions, caller, action, str(table.info["object_type"]))


def refused(rules: Rules, caller: Caller, action: str, object_type: str) -> Problem:
    return denied(rules, caller.principal, action, object_type)


def person_id(core: Core, caller: Caller, text: str) -> str:
    """Whom an id names; a name, mail or number only for those who may see everybody."""
    if not text or core.people.find(text) is not None:
        return text
    if not core.permissions.may(caller.principal, "view", "person").allowed:
        raise invalid(f"{text[:100]!r} is nobody's id", "give the id of a person: per_…")
    return person_named(core.people, text).id


def schedule_of(core: Core, caller: Caller, named: str) -> Schedule:
    """By id or name; 404 for one that the caller may not see."""
    seen = core.permissions.visible(caller.principal, "view", on_call_schedules)
    if not seen.rules:
        raise refused(core.permissions, caller, "view", "on_call_schedule")
    return core.duty.get(named, seen.where)


def kept_schedule(core: Core, caller: Caller, named: str, action: str) -> Schedule:
    """One that can be changed, by a caller who may."""
    found = schedule_of(core, caller, named)
    if found.id.startswith(FROM_SHIFTS):
        raise Problem(
            409,
            "conflict",
            f"{found.name} is made of imported shifts only: it has no layers and no overrides",
            "add a schedule whose service it is; its shifts count there too",
        )
    check(core, caller, action, on_call_schedules, found.id)
    return found


def page_of(core: Core, caller: Caller, page: str, action: str = "view") -> Page:
    """404 for one that the caller may not see, 403 for one that they may only see."""
    seen = core.permissions.visible(caller.principal, "view", pages)
    found = core.pages.find(page, seen.where)
    if found is None:
        raise not_found(f"page {page[:100]!r} that you may see", "list them: GET /on-call/pages")
    if action != "view":
        check(core, caller, action, pages, found.id)
    return found


def subject_seen(core: Core, caller: Caller, subject: str) -> list[Page]:
    """The pages about a subject that the caller may see; 404 when there is none."""
    seen = core.permissions.visible(caller.principal, "view", pages).where
    about = (pages.c.subject == subject) | (pages.c.id == subject)
    found = list(reversed(core.pages.search(about & seen)))
    if not found:
        raise not_found(f"page about {subject[:100]!r} that you may see", "GET /on-call/pages")
    return found


def story_of(core: Core, caller: Caller, subject: str) -> tuple[list[Page], list[Event]]:
    """The pages about a subject, and all that was recorded: of a situation its own story too."""
    seen = core.permissions.visible(caller.principal, "view", situations).where
    found = core.situations.find(subject, seen)
    if found is None:
        return subject_seen(core, caller, subject), list(core.timeline.of(subject))
    shown = core.permissions.visible(caller.principal, "view", pages).where
    about = list(reversed(core.pages.search((pages.c.subject == subject) & shown)))
    own = [
        Event(t["seq"], subject, t["at"], t["at"], t["kind"], t["text"], t["by"])
        for t in core.situations.timeline(subject)
    ]
    return about, sorted([*own, *core.timeline.of(subject)], key=lambda each: each.at)


def standing(core: Core, schedules: Iterable[Schedule]) -> list[Json]:
    """Each schedule with who is on call now and next, and what is wrong in the next two weeks."""
    now = core.clock.now()
    chosen = list(schedules)
    finals = {each.id: core.duty.final(each, now, now + WARNED_AHEAD) for each in chosen}
    gone = core.duty.gone({one for found in finals.values() for one in _people(found)})
    twice = elsewhere({each.name: finals[each.id] for each in chosen})
    told = []
    for each in chosen:
        found = finals[each.id]
        warned = [*warnings(found, gone), *(w for w in twice if each.name in w.schedules)]
        told.append(
            {
                **schedule_told(each),
                "now": duty_told(core.duty.now(each)),
                "next": duty_told(core.duty.next(each)),
                "warnings": [warned_told(w) for w in warned],
            }
        )
    return told


def duty_told(duty: Duty | None) -> Json | None:
    if duty is None:
        return None
    return {"people": list(duty.people), "from": duty.starts, "until": duty.ends, "by": duty.by}


def warned_told(warned: Warned) -> Json:
    told: Json = {"kind": warned.kind, "from": warned.starts, "until": warned.ends}
    return {**told, "people": list(warned.people), "schedules": list(warned.schedules)}


def method_told(method: Method) -> Json:
    """Of a secret only the reference, as it was given."""
    names = ("id", "person", "address", "room", "secret", "label")
    told: Json = {name: getattr(method, name) for name in names}
    return {**told, "kind": MethodKind(method.kind).value}


def page_told(page: Page) -> Json:
    names = (
        *("id", "subject", "policy_name", "title", "text", "urgent", "state", "round", "step"),
        *("next_at", "opened_at", "opened_by", "acknowledged_at", "acknowledged_by"),
        *("resolved_at", "resolved_by", "exhausted_at", "reached", "repeat"),
    )
    told: Json = {name: getattr(page, name) for name in names}
    return {**told, "steps": len(page.steps)}


def names_for(core: Core, *told: Any) -> Names:
    """The names of everybody in what is told: who is on call is no secret here."""
    return names_in(core.store, *(canonical(each) for each in told))


def with_names(core: Core, told: Json) -> Json:
    return {**told, "names": dict(names_for(core, told).known)}


def _people(found: Final) -> set[str]:
    return {one for duty in found.duties for one in duty.people}
