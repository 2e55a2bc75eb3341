"""What the page of one approval shows, gathered in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from steersman.domain.canonical import Json, canonical
from steersman.domain.readable import readable
from steersman.domain.work import Status, effective_at
from steersman.records.names import Names, names_in
from steersman.servicedesk.plans import Decided, decided, decided_as, versions
from steersman.servicedesk.reading import OURS, system_title
from steersman.web.console.plan_view import SHORT, PlanView, Row, compared, plan_of
from steersman.web.console.timeline_events import Reason, permits_in_short
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.approvals.cautions import BAD, Caution, cautions
from steersman.web.pages.approvals.people import (
    Deciders,
    Given,
    Need,
    about_person,
    approvals_of,
    deciders,
    needs_of,
    who_count,
    why_not,
)
from steersman.web.pages.approvals.reach import Reach, reach_of
from steersman.web.sign_in.session import Visitor
from steersman.web.sign_in.step_up import RECENT

OWES, FOR_CAUSE, LIVE = "business-obligations", "for-cause", "live-session"
EFFECTIVE_AT = "effective_at"  # shown as a moment, not as it is spelled
CALM = "ALLOW"  # the verdict of a rule that had nothing against the plan


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: ``verdict`` ALLOW, DEFER, HOLD or REFUSE; ``about``: what it watches over."""

    name: str
    verdict: str
    reason: str
    about: str


@dataclass(frozen=True, slots=True)
class Proof:
    system: str
    account: str
    whose: str
    proof: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The plan that was read and the one that stands now, row by row."""

    read: str  # the whole digest
    read_at: float | None
    rows: Sequence[Row]
    same: int
    gone: Sequence[Caution]  # warnings that no longer hold

    @property
    def was(self) -> str:
        return self.read[:SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What came with the form, and what was wrong with it: nothing typed is ever lost."""

    reason: str = ""
    error: str = ""  # of the reason
    refused: str = ""  # why the answer was not taken
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The view model of ``pages/approvals/page.html``.  ``plan`` is None: nothing was decided."""

    number: str
    title: str
    procedure: str
    status: str
    reasons: Sequence[str]
    person: str
    about: str
    requester: str
    requester_id: str
    wanted: Mapping[str, str]
    opened_at: float
    due: float | None
    effective: float
    until: float | None
    waits: bool
    plan: PlanView | None
    cautions: Sequence[Caution] = ()
    reach: Reach | None = None
    rules: Sequence[RuleLine] = ()
    calm: Sequence[RuleLine] = ()
    permits: Sequence[Reason] = ()  # the level and the policies that let it run once it is approved
    needs: Sequence[Need] = ()
    given: Sequence[Given] = ()
    deciders: Deciders | None = None
    barred: Sequence[str] = ()
    proofs: Sequence[Proof] = ()
    ask_backs: Sequence[Json] = ()
    names: Names = field(default_factory=lambda: Names({}))
    why_not: str = ""
    approved_by_me: float | None = None
    grave: bool = False  # asks for the second factor again
    asks_factor: bool = False
    versions: Sequence[tuple[str, float]] = ()
    changed: Changed | None = None
    typed: Typed = field(default_factory=Typed)

    @property
    def may_decide(self) -> bool:
        return self.waits and not self.why_not and self.plan is not None


def approval(
    core: Core,
    visitor: Visitor,
    row: Mapping[str, Any],
    *,
    read: str = "",
    typed: Typed | None = None,
) -> Approval:
    """``read``: the digest that was shown before, when it is not the one that stands now."""
    number, principal = row["number"], visitor.caller.principal
    found = decided(core.store, core.ledger, number)
    asked = core.desk.ask_backs.of(number)
    names = _names(core, row, found, asked)
    person = names.of(row["subject"]) if row["subject"] else ""
    obligations = core.desk.obligations.of(number)
    params: Mapping[str, str] = json.loads(row["params"])
    common = {
        "number": number,
        "title": title_of(row["procedure"], row["summary"], row["subject"], names),
        "procedure": row["procedure"],
        "status": row["status"],
        "reasons": [names.within(reason) for reason in json.loads(row["reasons"])],
        "person": person,
        "about": about_person(core, principal, row["subject"]),
        "requester": names.of(row["requester"]),
        "requester_id": row["requester"],
        "wanted": {
            name: _told(name, text, names)
            for name, text in params.items()
            if text and name != EFFECTIVE_AT
        },
        "opened_at": row["opened_at"],
        "due": min((o["due_at"] for o in obligations if o["state"] == "open"), default=None),
        "effective": effective_at(params),
        "waits": waits(row, found),
        "ask_backs": asked,
        "names": names,
        "typed": typed or Typed(),
    }
    if found is None:
        return Approval(**common, plan=None, until=None, why_not="Nothing was decided yet.")
    return Approval(**common, **_about_plan(core, visitor, row, found, names, person, read))


def _told(name: str, text: str, names: Names) -> str:
    return text.replace("_", " ") if name == "termination_type" else names.within(text)


def waits(row: Mapping[str, Any], found: Decided | None) -> bool:
    """Whether somebody's yes would still make a difference."""
    open_ = row["status"] in (Status.HELD.value, Status.DEFERRED.value)
    return open_ and found is not None and bool(found.decision.needs)


def is_grave(plan: PlanView, found: Decided) -> bool:
    """High risk: something is final, somebody is dismissed for cause, or two people must agree."""
    spoken = {told.partition(": ")[0] for told in found.decision.reasons}
    dual = any(need.count > 1 for need in found.decision.needs)
    return plan.final or dual or bool(spoken & {FOR_CAUSE, "grave"})


def _about_plan(
    core: Core,
    visitor: Visitor,
    row: Mapping[str, Any],
    found: Decided,
    names: Names,
    person: str,
    read: str,
) -> dict[str, Any]:
    plan, needs = plan_of(core, found), [dict(n) for n in found.decision.as_json()["needs"]]
    principal, me = visitor.caller.principal, visitor.id
    given = core.desk.approvals.given(plan.digest)
    stand = core.desk.approvals.in_force(row["number"])
    agreed = {each.person for each in stand if each.digest == plan.digest}
    mine = [each["given_at"] for each in given if each["person"] == me and me in agreed]
    warned = cautions(found, person, names)
    owed = [line for each in warned if each.rule == OWES for line in each.lines]
    grave, has = is_grave(plan, found), core.sign_in.has_second_factor(me)
    counted = who_count(core, row["number"], found)
    who = deciders(core, row, needs, me, counted)
    about = about_person(core, principal, row["subject"])
    return {
        "until": found.decision.until,
        "plan": plan,
        "cautions": warned,
        "reach": reach_of(
            plan, person or row["procedure"], about, owed, live=LIVE in {w.rule for w in warned}
        ),
        "rules": [line for line in _rules(core, found, names) if line.verdict != CALM],
        "calm": [line for line in _rules(core, found, names) if line.verdict == CALM],
        "permits": permits_in_short(found.decision.as_json()),
        "needs": needs_of(core, needs, sorted(counted)),
        "given": approvals_of(core, plan.digest, names),
        "deciders": who,
        "barred": [names.of(one) for one in who.barred],
        "proofs": _proofs(found, names),
        "why_not": why_not(core, row, principal, names),
        "approved_by_me": mine[0] if mine else None,
        "grave": grave,
        "asks_factor": grave and has and not _is_fresh(core, visitor),
        "versions": versions(core.store, row["number"]),
        "changed": _changed(core, row["number"], plan, warned, person, read),
    }


def _changed(
    core: Core, number: str, plan: PlanView, warned: Sequence[Caution], person: str, read: str
) -> Changed | None:
    if not read or read == plan.digest:
        return None
    old = decided_as(core.store, core.ledger, number, read)
    if old is None:  # a digest that was never shown: everything is new
        rows, same = compared(PlanView([], read, 0.0), plan)
        return Changed(read, None, rows, same, [])
    rows, same = compared(plan_of(core, old), plan)
    held = {(each.title, tuple(each.lines)) for each in warned}
    names = names_in(core.store, canonical(old.rehearsal.as_json()))
    before = cautions(old, person, names)
    gone = [each for each in before if (each.title, tuple(each.lines)) not in held]
    return Changed(read, old.at, rows, same, [e for e in gone if e.kind == BAD or e.rule])


def _rules(core: Core, found: Decided, names: Names) -> Sequence[RuleLine]:
    """In the order of the verdict; a rule that is not asked any more stands where it spoke."""
    verdicts = found.decision.verdicts or ("HOLD",) * len(found.decision.reasons)
    spoken = {}
    for told, verdict in zip(found.decision.reasons, verdicts, strict=True):
        name, _, reason = told.partition(": ")
        spoken[name] = RuleLine(name, verdict, names.within(reason), "")
    every = {
        name: RuleLine(name, CALM, "", _about(rule)) for name, rule in core.governor.rules.items()
    }
    return list({**every, **spoken}.values())


def _about(rule: object) -> str:
    """The first sentence of a rule's own words."""
    return (getattr(rule, "__doc__", "") or "").strip().partition("\n")[0]


def _proofs(found: Decided, names: Names) -> Sequence[Proof]:
    """Whose account is which, in the connected systems: our own record proves nothing to itself."""
    known = {(r.system, r.person): r for r in found.rehearsal.resolved.values()}
    return [
        Proof(
            system_title(r.system),
            readable(r.label or r.account),
            names.of(r.person),
            names.within(r.proof).replace("_", " "),
        )
        for r in known.values()
        if r.system.partition(".")[0] != OURS
    ]


def _is_fresh(core: Core, visitor: Visitor) -> bool:
    given = visitor.session.second_factor_at
    return given is not None and core.clock.now() - given <= RECENT


def _names(
    core: Core, row: Mapping[str, Any], found: Decided | None, asked: Sequence[Json]
) -> Names:
    given = core.desk.approvals.given(row["digest"]) if row["digest"] else []
    texts = [str(row[name]) for name in ("requester", "subject", "summary", "params", "reasons")]
    texts += [row["vouched_by"], canonical(list(asked)), canonical(given)]
    if found is not None:
        texts += [canonical(found.rehearsal.as_json()), canonical(found.decision.as_json())]
    return names_in(core.store, *texts)
