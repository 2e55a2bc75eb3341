"""Everything that the page of one work item shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.work import Status, effective_at
from steersman.governor.undo import OF, UNDO
from steersman.records.desk.tables import agenda, approvals, work_items
from steersman.records.ledger.entry import Link
from steersman.records.names import Names, names_in
from steersman.records.store import reading
from steersman.servicedesk.plans import decided
from steersman.web.api.plans import entries_of
from steersman.web.api.work import questions_of
from steersman.web.console.plan_view import specs_of
from steersman.web.console.timeline import Timeline, timeline_of
from steersman.web.console.timeline_events import Reason, permits_in_short, reasons_of
from steersman.web.console.timeline_steps import Back, Step
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.approvals.people import Deciders, deciders, who_count
from steersman.web.pages.work.item_parts import (
    Given,
    Linked,
    Promise,
    Question,
    given_of,
    linked,
    promise_of,
    question_of,
)
from steersman.web.pages.work.stopping import may_stop
from steersman.web.sign_in.session import Visitor
from steersman.workflows.leaver import EFFECTIVE_AT

MOST_UNDOINGS = 20
WAITING = (Status.HELD.value, Status.DEFERRED.value)


_NOT_YOURS = "Your roles do not let you take it back (work_item.undo)."


@dataclass(frozen=True, slots=True)
class Undoing:
    """What "take back" would do, and why it cannot be pressed; ``why_not`` empty: it can.

    ``may`` is false when the visitor's roles do not let them ask for it at all.
    """

    steps: Sequence[Step]
    lost: Sequence[Step]  # effects that nothing brings back
    why_not: str

    @property
    def may(self) -> bool:
        return self.why_not != _NOT_YOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was asked for, by whom, about whom.  ``next_at``: when its next run is due."""

    number: str
    title: str
    status: str
    kind: str
    procedure: str
    requester: str
    vouched_by: str
    subject: str
    subject_id: str
    may_see_subject: bool
    params: Mapping[str, str]
    opened_at: float
    settled_at: float | None
    next_at: float | None
    effective_at: float  # 0: at once


@dataclass(frozen=True, slots=True)
class Decided:
    """The last decision: every rule that spoke, by name.  ``reasons``: why it stands so now."""

    verdict: str
    why: Sequence[Reason]
    at: float | None
    digest: str
    needs: Sequence[Json]
    reasons: Sequence[str]
    deciders: Deciders | None = None  # who may answer; None: nobody is waited for
    permits: Sequence[Reason] = ()  # the level and the policies, where it runs


@dataclass(frozen=True, slots=True)
class Ties:
    """Other work items: what caused it, what it caused, what took it back, what it takes back."""

    cause: Linked | None
    caused: Sequence[Linked]
    undoings: Sequence[Linked]
    undoes: Linked | None

    @property
    def any(self) -> bool:
        return bool(self.cause or self.caused or self.undoings or self.undoes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The view model of ``pages/work/item.html``.  Times in seconds."""

    head: Head
    decided: Decided
    timeline: Timeline
    questions: Sequence[Question]
    promises: Sequence[Promise]
    approvals: Sequence[Given]
    asked_back: Sequence[Mapping[str, Any]]
    ties: Ties
    undoing: Undoing
    may_answer: bool
    may_stop: bool  # cancel it before it is carried out
    may_read_ledger: bool
    typed: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def open_questions(self) -> Sequence[Question]:
        return [question for question in self.questions if question.is_open]


def item_of(
    core: Core,
    visitor: Visitor,
    row: Mapping[str, Any],
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Item:
    """``row``: the work item, which the visitor may see."""
    number, may = row["number"], core.permissions.may
    links, run = entries_of(core, number), _run(core, number)
    undoings, back = _taken_back(core, visitor, row)
    asked, backs = questions_of(core, number), core.desk.ask_backs.of(number)
    names = _names(core, row, links, [*asked, *backs])
    active = bool(run and run["started_at"] and not run["ended_at"])
    timeline = timeline_of(links, specs_of(core), names, taken_back=back, active=active)
    principal = visitor.caller.principal
    promised = core.desk.obligations.of(number)
    return Item(
        head=_head(core, visitor, row, run, names, active=active),
        decided=_decided(core, visitor, row, links, names),
        timeline=timeline,
        questions=[question_of(each, names) for each in asked],
        promises=[promise_of(each, row["opened_at"]) for each in promised],
        approvals=_approvals(core, number, row["digest"], names),
        asked_back=[_asked_back(each, names) for each in backs],
        ties=_ties(core, visitor, row, undoings),
        undoing=_undoing(core, visitor, row, timeline, active=active),
        may_answer=may(principal, "answer", "question").allowed and visitor.id != row["subject"],
        may_stop=not active and may_stop(core, visitor, row),
        may_read_ledger=may(principal, "view", "ledger").allowed,
        typed=typed or {},
        errors=errors or {},
    )


def _names(
    core: Core, row: Mapping[str, Any], links: Sequence[Link], more: Sequence[Json]
) -> Names:
    told = [*(str(value) for value in row.values()), *(link.key for link in links)]
    return names_in(core.store, *told, *(link.text for link in links), *map(str, more))


def _head(
    core: Core,
    visitor: Visitor,
    row: Mapping[str, Any],
    run: sa.RowMapping | None,
    names: Names,
    *,
    active: bool,
) -> Head:
    return Head(
        number=row["number"],
        title=title_of(row["procedure"], row["summary"], row["subject"], names),
        status="running" if active else row["status"],
        kind=row["kind"].replace("_", " "),
        procedure=row["procedure"],
        requester=names.of(row["requester"]),
        vouched_by=names.of(row["vouched_by"]) if row["vouched_by"] else "",
        subject=names.of(row["subject"]) if row["subject"] else "",
        subject_id=row["subject"],
        may_see_subject=_may_see(core, visitor, row["subject"]),
        params=_params(row, names),
        opened_at=row["opened_at"],
        settled_at=row["settled_at"],
        next_at=run["due_at"] if run and run["started_at"] is None else None,
        effective_at=effective_at(json.loads(row["params"])),
    )


def _deciders(
    core: Core, visitor: Visitor, row: Mapping[str, Any], needs: Sequence[Json]
) -> Deciders:
    found = decided(core.store, core.ledger, row["number"])
    agreed = who_count(core, row["number"], found) if found else frozenset[str]()
    return deciders(core, row, needs, visitor.id, agreed)


def _decided(
    core: Core, visitor: Visitor, row: Mapping[str, Any], links: Sequence[Link], names: Names
) -> Decided:
    waiting = row["status"] in WAITING
    needs = _most(core.desk.approvals.needed(row["number"])) if waiting else []
    last = next((link for link in reversed(links) if link.kind == "decision"), None)
    decision = last.body["decision"] if last else None
    return Decided(
        verdict=decision["verdict"] if decision else "",
        why=reasons_of(decision, names) if decision else (),
        at=last.at if last else None,
        digest=row["digest"] or "",
        needs=needs,
        reasons=[names.within(reason) for reason in json.loads(row["reasons"])],
        deciders=_deciders(core, visitor, row, needs) if needs else None,
        permits=permits_in_short(decision) if decision and decision["verdict"] == "ALLOW" else (),
    )


def _most(needs: Sequence[Json]) -> Sequence[Json]:
    """Two rules that each ask for an approver ask for the larger number, not for the sum."""
    found: dict[str, Json] = {}
    for need in needs:
        known = found.get(need["role"])
        if known is None or known["count"] < need["count"]:
            found[need["role"]] = need
    return list(found.values())


def _ties(core: Core, visitor: Visitor, row: Mapping[str, Any], undoings: Sequence[Linked]) -> Ties:
    cause = linked(core, visitor, [row["caused_by"]]) if row["caused_by"] else ()
    caused = _caused(core, visitor, row["number"])
    return Ties(next(iter(cause), None), caused, undoings, _undoes(core, visitor, row))


def _run(core: Core, number: str) -> sa.RowMapping | None:
    """The newest run of the agenda: under way, or due at a moment."""
    wanted = sa.select(agenda).where(agenda.c.work == number)
    with reading(core.store) as connection:
        newest = wanted.order_by(agenda.c.attempt.desc()).limit(1)
        return connection.execute(newest).mappings().first()


def _taken_back(
    core: Core, visitor: Visitor, row: Mapping[str, Any]
) -> tuple[Sequence[Linked], Mapping[str, Back]]:
    """The work items that took this one back, and what each did to which step."""
    c = work_items.c
    wanted = sa.select(c.number, c.params).where(c.procedure == UNDO, c.subject == row["subject"])
    wanted = wanted.where(c.opened_at >= row["opened_at"]).order_by(c.seq).limit(500)
    with reading(core.store) as connection:
        found = connection.execute(wanted).all()
    numbers = [n for n, params in found if json.loads(params).get(OF) == row["number"]]
    back: dict[str, Back] = {}
    for number in numbers[:MOST_UNDOINGS]:
        for link in core.ledger.entries(kind="undo", key_prefix=f"{number}#"):
            back[link.body["step"]] = _back(number, link)
    return linked(core, visitor, numbers[:MOST_UNDOINGS]), back


def _back(number: str, link: Link) -> Back:
    return Back(number, link.at, link.body["undone"], link.body["reason"])


def _undoes(core: Core, visitor: Visitor, row: Mapping[str, Any]) -> Linked | None:
    if row["procedure"] != UNDO:
        return None
    found = linked(core, visitor, [json.loads(row["params"]).get(OF, "")])
    return next(iter(found), None)


def _caused(core: Core, visitor: Visitor, number: str) -> Sequence[Linked]:
    c = work_items.c
    wanted = sa.select(c.number).where(c.caused_by == number).order_by(c.seq).limit(50)
    with reading(core.store) as connection:
        numbers = connection.scalars(wanted).all()
    return linked(core, visitor, numbers)


def _undoing(
    core: Core, visitor: Visitor, row: Mapping[str, Any], timeline: Timeline, *, active: bool
) -> Undoing:
    standing = timeline.done
    steps = [step for step in standing if step.restores]
    lost = [step for step in standing if not step.restores]
    return Undoing(steps, lost, _why_no_undo(core, visitor, row, steps, active=active))


def _why_no_undo(
    core: Core, visitor: Visitor, row: Mapping[str, Any], steps: Sequence[Step], *, active: bool
) -> str:
    if row["procedure"] == UNDO:
        return "This takes something back. Ask for the work itself again instead."
    if not steps:
        return "It did nothing that could be taken back."
    if active:
        return "It is being carried out. Stop it first, or wait until it ended."
    if visitor.id == row["subject"]:
        return "It is about you, so somebody else must ask (four-eyes)."
    may = core.permissions.visible(visitor.caller.principal, "undo", work_items)
    one = sa.select(work_items.c.number).where(work_items.c.number == row["number"], may.where)
    with reading(core.store) as connection:
        allowed = bool(may.rules) and connection.execute(one).first() is not None
    return "" if allowed else _NOT_YOURS


def _approvals(core: Core, number: str, digest: str | None, names: Names) -> Sequence[Given]:
    wanted = sa.select(approvals).where(approvals.c.work == number).order_by(approvals.c.given_at)
    with reading(core.store) as connection:
        rows = connection.execute(wanted).mappings().all()
    more = names_in(core.store, *(row["person"] for row in rows))
    known = Names({**names.known, **more.known})
    return [given_of(dict(row), digest or "", core.clock.now(), known) for row in rows]


def _asked_back(row: Mapping[str, Any], names: Names) -> Mapping[str, Any]:
    by, answered_by = names.of(row["asked_by"]), row["answered_by"]
    answerer = names.of(answered_by) if answered_by else ""
    return {**row, "by": by, "answered_by": answerer}


def _may_see(core: Core, visitor: Visitor, person: str) -> bool:
    if not person:
        return False
    seen = core.permissions.visible(visitor.caller.principal, "view", core.people.kind.table)
    return bool(seen.rules) and core.people.find(person, seen.where) is not None


def _params(row: Mapping[str, Any], names: Names) -> Mapping[str, str]:
    """What was asked for beside the person, in its own words."""
    told: Mapping[str, str] = json.loads(row["params"])
    return {
        name.replace("_", " "): names.within(value)
        for name, value in told.items()
        if name != EFFECTIVE_AT
    }
