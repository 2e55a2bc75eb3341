"""What would happen if somebody left today: asked of the systems now, and written nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.canonical import canonical
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.people import Person
from steersman.governor.decision import Decision
from steersman.governor.rehearsal import UNREACHABLE, Rehearsal
from steersman.records.names import Names, names_in, names_of
from steersman.servicedesk import rehearsing
from steersman.servicedesk.hr.request import successor_of
from steersman.web.console.plan_view import PlanView, plan_view, specs_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor


@dataclass(frozen=True, slots=True)
class IfTheyLeft:
    """``fault``: why nothing could be rehearsed; then there is no plan.

    ``unknown``: what could not be asked, so that nobody takes its silence for “nothing there”.
    """

    person: Person
    at: float
    successor: str
    plan: PlanView | None = None
    verdict: str = ""
    reasons: Sequence[str] = ()
    needs: Sequence[tuple[int, str]] = ()
    unknown: Sequence[str] = ()
    questions: Sequence[str] = ()
    left_out: Sequence[str] = ()
    warnings: Sequence[str] = ()
    fault: str = ""


def if_they_left(core: Core, visitor: Visitor, person: Person) -> IfTheyLeft:
    """The same rehearsal and the same rules as for a leaver that the visitor asks for."""
    at, taker = core.clock.now(), successor_of(core.people, person)
    successor = names_of(core.store, [taker]).of(taker) if taker else ""
    try:
        told = rehearsing.if_they_left(
            core.governor, core.clock, person, successor=taker, by=visitor.id
        )
    except (Transient, Permanent, NeedsPerson) as problem:
        return IfTheyLeft(person, at, successor, fault=str(problem))
    return _shown(core, person, successor, told.at, told.rehearsal, told.decision)


def _shown(
    core: Core, person: Person, successor: str, at: float, rehearsal: Rehearsal, decision: Decision
) -> IfTheyLeft:
    names = names_in(core.store, canonical([rehearsal.as_json(), decision.as_json()]))
    asked = list(dict.fromkeys(names.within(question.text) for question in rehearsal.questions))
    silent = _failed(rehearsal.failed, names, silent=True)
    others = _failed(rehearsal.failed, names, silent=False)
    warnings = dict.fromkeys(w for step in rehearsal.steps for w in step.plan.warnings)
    return IfTheyLeft(
        person=person,
        at=at,
        successor=successor,
        plan=plan_view(rehearsal, at, specs_of(core), names),
        verdict=decision.verdict.name,
        reasons=[names.within(reason) for reason in decision.reasons],
        needs=[(need.count, need.role) for need in decision.needs],
        unknown=silent,
        questions=asked,
        left_out=[text for text in others if text not in asked],
        warnings=[names.within(warning) for warning in warnings],
    )


def _failed(failed: Mapping[str, tuple[str, str]], names: Names, *, silent: bool) -> list[str]:
    told = (why for kind, why in failed.values() if (kind == UNREACHABLE) is silent)
    return list(dict.fromkeys(names.within(why) for why in told))
