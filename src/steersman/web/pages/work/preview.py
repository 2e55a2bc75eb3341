"""What a request would do, before it is asked for: rehearsed and judged, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.canonical import canonical
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.desk.work import Request
from steersman.records.names import names_in
from steersman.servicedesk.rehearsing import Rehearsed, rehearse
from steersman.web.console.plan_view import PlanView, plan_view, specs_of
from steersman.web.console.timeline_events import Reason, reasons_of
from steersman.web.core import Core


@dataclass(frozen=True, slots=True)
class Preview:
    """``fault``: why nothing could be rehearsed; then the plan is empty."""

    plan: PlanView | None
    verdict: str
    reasons: Sequence[Reason]
    needs: Sequence[tuple[int, str]]
    questions: Sequence[str]
    left_out: Sequence[str]
    unknown: Sequence[str] = ()  # what does not answer: not “nothing there”
    fault: str = ""


def preview_of(core: Core, request: Request) -> Preview:
    """The same rehearsal and the same rules that the work itself will meet."""
    try:
        told = rehearse(core.governor, core.clock, request)
    except (Transient, Permanent, NeedsPerson) as problem:
        return Preview(None, "", (), (), (), (), fault=str(problem))
    return _shown(core, told)


def _shown(core: Core, told: Rehearsed) -> Preview:
    rehearsal, decision = told.rehearsal, told.decision
    names = names_in(core.store, canonical([rehearsal.as_json(), decision.as_json()]))
    unknown = list(dict.fromkeys(names.within(why) for why in told.unknown))
    failed = dict.fromkeys(names.within(why) for _, why in rehearsal.failed.values())
    asked = dict.fromkeys(names.within(each.text) for each in rehearsal.questions)
    return Preview(
        plan=plan_view(rehearsal, told.at, specs_of(core), names),
        verdict=decision.verdict.name,
        reasons=reasons_of(decision.as_json(), names),
        needs=[(need.count, need.role) for need in decision.needs],
        questions=list(asked),
        left_out=[text for text in failed if text not in (*asked, *unknown)],
        unknown=unknown,
    )
