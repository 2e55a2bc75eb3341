"""A sentence becomes work, or a question.  The work is then decided like any other work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Protocol

import sqlalchemy as sa

from steersman.capabilities.contract import Registry
from steersman.capabilities.probe import Probes
from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.people import Person
from steersman.domain.plan import MARK
from steersman.records.desk.desk import Desk
from steersman.records.desk.tables import work_items
from steersman.records.desk.work import Request
from steersman.records.people import People
from steersman.records.permissions.rules import Rules
from steersman.records.store import writing
from steersman.servicedesk.requests.doubts import NO_ORDER, Unclear
from steersman.servicedesk.requests.people import Which, Whom
from steersman.servicedesk.requests.scope import Declared, Scope
from steersman.servicedesk.requests.systems import Vocabulary
from steersman.servicedesk.requests.template import LEAVE
from steersman.servicedesk.requests.understand import Understood, understand
from steersman.settings.systems import Systems
from steersman.workflows.remove_access import GROUPS, SYSTEMS, groups_text

PROCEDURE = "remove_access"
TEXT = "text"  # parameter: what was written, as data
AGAIN = 60.0  # seconds in which the same sentence is the same request
NOT_ASKED = "this says that nothing is to be done, so nothing is done"

_SAME = (
    sa.select(work_items.c.number)
    .where(
        work_items.c.procedure == PROCEDURE,
        work_items.c.requester == sa.bindparam("requester"),
        work_items.c.subject == sa.bindparam("subject"),
        work_items.c.params == sa.bindparam("params"),
        work_items.c.opened_at > sa.bindparam("since"),
    )
    .order_by(work_items.c.seq.desc())
    .limit(1)
)


class Connections(Protocol):
    @property
    def registry(self) -> Registry: ...

    @property
    def probes(self) -> Probes: ...


class Platform(Protocol):
    """What of ``bootstrap.Steersman`` is needed here."""

    @property
    def store(self) -> sa.Engine: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def people(self) -> People: ...

    @property
    def permissions(self) -> Rules: ...

    @property
    def declared(self) -> Systems: ...

    @property
    def connected(self) -> Connections: ...


def ask(
    steersman: Platform, text: str, asker: str, *, person: str = "", vouched_by: str = ""
) -> Json:
    """Take ``text`` in for ``asker``, a person's id.

    Returns ``{"work": number, …}``, or ``{"question": text, "candidates": […], …}`` and nothing is
    done.  ``person`` is the id of the candidate that the asker picked after such a question.
    ``vouched_by`` made the token that stands for the asker; empty: nobody else did.
    Whether the asker may have it done is decided later, by the governor.
    """
    found = read(steersman, text, asker, person=person)
    if not isinstance(found, Wanted):
        return found
    number = _submit(steersman, replace(found.request, vouched_by=vouched_by))
    answer: Json = {"work": number, "understood": asdict(found.understood)}
    return {**answer, "person": found.request.subject, "left_out": dict(found.left_out)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that was understood whole, and the work that it would be."""

    request: Request
    understood: Understood
    left_out: Mapping[str, str]  # system → why it cannot be closed here


def read(steersman: Platform, text: str, asker: str, *, person: str = "") -> Wanted | Json:
    """What ``ask`` would do with ``text``, or the question that it leaves; nothing is written."""
    if MARK in text:
        raise Permanent(f"{MARK} is reserved and can't stand in a request: leave it out")
    understood = understand(text, Vocabulary.of(steersman.declared.systems))
    if isinstance(understood, Unclear):
        return _unclear(understood)
    if understood.negated:
        return _question(NOT_ASKED, understood)
    whom = Whom(steersman.people, steersman.permissions, asker)
    words = understood.person_words
    found = whom.chosen(words, person) if person else whom.called(words)
    if isinstance(found, Which):
        return _question(found.question, understood, found.candidates)
    if understood.intent == LEAVE:
        return _leaver(understood, found)
    return _wanted(steersman, text, asker, found, understood)


def _wanted(
    steersman: Platform, text: str, asker: str, person: Person, understood: Understood
) -> Wanted | Json:
    declared = Declared(steersman.declared, steersman.connected.registry)
    try:
        scope = declared.scope(understood)
    except NeedsPerson as problem:
        return _question(str(problem), understood)
    return Wanted(_request(text, asker, person, scope), understood, scope.left_out)


def _request(text: str, asker: str, person: Person, scope: Scope) -> Request:
    summary = f"Take the access to {', '.join(scope.systems)} away from {person.full_name}"
    if scope.left_out:
        summary += f" (left out: {', '.join(scope.left_out)})"
    params = {SYSTEMS: ",".join(scope.systems), TEXT: text}
    if scope.groups:
        params[GROUPS] = groups_text(scope.groups)
    return Request(
        procedure=PROCEDURE, requester=asker, subject=person.id, summary=summary, params=params
    )


def _submit(steersman: Platform, request: Request) -> str:
    """One work item, also when somebody presses the button twice."""
    same = {
        "requester": request.requester,
        "subject": request.subject,
        "params": canonical(dict(request.params or {})),
        "since": steersman.clock.now() - AGAIN,
    }
    with writing(steersman.store, "desk") as connection:
        known = connection.scalar(_SAME, same)
        if known is not None:
            return str(known)
        return steersman.desk.work_items.submit_in(connection, request)


def _unclear(unclear: Unclear) -> Json:
    told = {"span": unclear.span, "doubt": unclear.doubt.value}
    order = unclear.doubt not in NO_ORDER
    return {"question": unclear.question, "candidates": [], "understood": {**told, "order": order}}


def _question(
    text: str, understood: Understood, candidates: tuple[Mapping[str, str], ...] = ()
) -> Json:
    shown = [dict(candidate) for candidate in candidates]
    return {"question": text, "candidates": shown, "understood": asdict(understood)}


def _leaver(understood: Understood, person: Person) -> Json:
    """Leaving closes everything and needs what a sentence doesn't say: the date, the successor."""
    ask = f"{person.full_name} leaves: report it as a leaver, with the date and a successor"
    return {**_question(ask, understood), "person": person.id}
