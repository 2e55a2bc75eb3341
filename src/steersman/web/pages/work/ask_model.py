"""What the page to ask for something shows: what was understood, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.canonical import digest_of
from steersman.domain.errors import Permanent
from steersman.records.people import PERSON
from steersman.servicedesk.reading import system_title
from steersman.servicedesk.requests import intake
from steersman.servicedesk.requests.intake import Wanted
from steersman.web.core import Core
from steersman.web.pages.work.leaver_form import LeaverDone, LeaverForm
from steersman.web.pages.work.preview import Preview, preview_of
from steersman.web.sign_in.session import Visitor

FEW = 8  # people suggested while somebody types


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``question``: why it is no order yet; ``number``: the work that it became.

    ``seen`` names what was shown: it is asked for only as it was shown.
    """

    text: str
    person: str = ""
    question: str = ""
    span: str = ""
    candidates: Sequence[Mapping[str, str]] = ()
    leaves: str = ""  # the id of somebody who leaves: the other form is meant
    summary: str = ""
    systems: Sequence[str] = ()
    left_out: Mapping[str, str] | None = None
    preview: Preview | None = None
    seen: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """The view model of ``pages/work/new.html``."""

    may_ask: bool
    may_report: bool
    systems: Sequence[str]
    ask: Asked | None = None
    leaver: LeaverDone | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    id: str
    name: str
    about: str


def page_of(
    core: Core, visitor: Visitor, *, ask: Asked | None = None, leaver: LeaverDone | None = None
) -> AskPage:
    principal, may = visitor.caller.principal, core.permissions.may
    return AskPage(
        may_ask=may(principal, "ask", "work_item").allowed,
        may_report=may(principal, "add", "work_item").allowed,
        systems=[system.name for system in core.declared.systems],
        ask=ask,
        leaver=leaver,
    )


def page_about(core: Core, visitor: Visitor, person: str) -> AskPage:
    """With the forms begun for somebody whom the visitor may see; else as nobody were named."""
    found = core.people.find(person) if person.isprintable() and person else None
    seen = found and core.permissions.decide(
        visitor.caller.principal, "view", PERSON.table, found.id
    )
    if not found or not seen or not seen.allowed or not shows_name(seen.fields):
        return page_of(core, visitor)
    name = found.full_name
    begun = LeaverForm(person=name, chosen=found.id)
    return page_of(
        core,
        visitor,
        ask=Asked(text=f"Remove {name}'s access to "),
        leaver=LeaverDone(form=begun, errors={}),
    )


def shows_name(fields: frozenset[str] | None) -> bool:
    return fields is None or {"given_name", "family_name"} <= fields


def asked(core: Core, visitor: Visitor, text: str, person: str, *, sure: bool, seen: str) -> Asked:
    """Understand ``text``.  With ``sure`` it is asked for, when it is what was shown before."""
    if not text:
        return Asked(text="", question="Say what is to be done first.")
    try:
        found = intake.read(core, text, visitor.id, person=person)
    except Permanent as refused:
        return Asked(text=text, question=str(refused))
    if not isinstance(found, Wanted):
        return _question(text, person, found)
    digest = digest_of([found.request.procedure, found.request.subject, found.request.summary])
    if sure and seen == digest:
        vouched_by = visitor.caller.bearer.vouched_by
        told = intake.ask(core, text, visitor.id, person=person, vouched_by=vouched_by)
        return Asked(text=text, number=told["work"])
    return Asked(
        text=text,
        person=person,
        summary=found.request.summary,
        systems=[system_title(name) for name in (found.request.params or {})["systems"].split(",")],
        left_out=found.left_out,
        preview=preview_of(core, found.request),
        seen=digest,
    )


def candidates_for(core: Core, visitor: Visitor, typed: str) -> Sequence[Suggestion]:
    seen = core.permissions.visible(visitor.caller.principal, "view", PERSON.table)
    if len(typed) < 2 or not seen.rules:
        return ()
    found = core.people.search(typed, limit=FEW, visible=seen.where).people
    return [Suggestion(p.id, p.full_name, p.title or p.department or p.mail) for p in found]


def _question(text: str, person: str, told: Mapping[str, object]) -> Asked:
    understood = told.get("understood")
    about = understood if isinstance(understood, Mapping) else {}
    candidates = told.get("candidates")
    leaves = about.get("intent") == "leave" and told.get("person")
    return Asked(
        text=text,
        person=person,
        question=str(told["question"]),
        span=str(about.get("span", "")),
        candidates=[*candidates] if isinstance(candidates, list) else [],
        leaves=str(leaves or ""),
    )
