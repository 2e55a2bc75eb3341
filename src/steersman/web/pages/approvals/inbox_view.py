"""What the list of approvals shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.canonical import Json, canonical
from steersman.records.names import Names, names_in
from steersman.servicedesk.inbox import Inbox, WaitingPlan
from steersman.servicedesk.plans import decided_from
from steersman.web.console.plan_view import plan_view, specs_of
from steersman.web.console.templates import plural
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.approvals.cautions import BAD, cautions
from steersman.web.pages.approvals.reach import reach_of
from steersman.web.sign_in.session import Visitor

LISTED = 25  # plans that are read whole; one page of them
WARNED = 3  # warnings shown of one plan


@dataclass(frozen=True, slots=True)
class Line:
    """One held plan.  ``warnings``: (kind, text), the worst first.  Times in seconds."""

    number: str
    title: str
    requester: str
    since: float
    due: float | None
    reach: str
    grave: int
    warnings: Sequence[tuple[str, str]]
    needs: str
    why_others: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits: ``id``, the work, its text, who asked."""

    id: str
    work: str
    title: str
    text: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Answered:
    work: str
    title: str
    verdict: str  # approved or refused
    by: str
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class InboxView:
    """The view model of ``pages/approvals/list.html``."""

    mine: Sequence[Line]
    count: int
    others: Sequence[Line]
    questions: Sequence[Asked]
    asked_back: Sequence[Asked]
    lately: Sequence[Answered]

    @property
    def sentence(self) -> str:
        """What a tired person can act on."""
        if not self.mine:
            return "Nothing waits for you."
        first = self.mine[0]
        more = f"  {self.count - 1:,} more after it." if self.count > 1 else ""
        return f"{first.title}: {first.reach or 'read the plan'}.{more}"


def inbox_of(core: Core) -> Inbox:
    return Inbox(core.store, core.permissions, core.clock)


def inbox_view(core: Core, visitor: Visitor) -> InboxView:
    inbox, principal = inbox_of(core), visitor.caller.principal
    mine, count = inbox.waiting_for(principal, LISTED), inbox.count(principal)
    others = inbox.waiting_for_others(principal)
    questions = [*inbox.questions(principal)]
    asked, lately = [*inbox.asked_back(principal)], [*inbox.decided_lately(principal)]
    runs = [plan.run for plan in mine]
    openings = core.ledger.find_many(f"{run}/decision" for run in runs)
    about = [p.requester + " " + p.subject + " " + p.summary for p in (*mine, *others)]
    told = [canonical(openings), *about, *map(_spelled, (questions, asked, lately))]
    names = names_in(core.store, *told)
    return InboxView(
        mine=[_line(core, plan, openings.get(f"{plan.run}/decision"), names) for plan in mine],
        count=count,
        others=[_other(plan, visitor.id, names) for plan in others],
        questions=[_asked(each, "", names) for each in questions],
        asked_back=[_asked(each, each["asked_by"], names) for each in asked],
        lately=[_answered(each, names) for each in lately],
    )


def _line(core: Core, plan: WaitingPlan, opening: Json | None, names: Names) -> Line:
    if opening is None:
        return _plain(plan, names)
    found = decided_from(opening, plan.held_since)
    view = plan_view(found.rehearsal, found.at, specs_of(core), names)
    person = names.of(plan.subject) if plan.subject else ""
    every = cautions(found, person, names)
    warned = [(each.kind, each.title) for each in every if each.kind == BAD or each.rule]
    reach = reach_of(view, person, "").summary
    return _plain(plan, names, reach=reach, grave=view.grave, warnings=warned[:WARNED])


def _plain(
    plan: WaitingPlan,
    names: Names,
    *,
    reach: str = "",
    grave: int = 0,
    warnings: Sequence[tuple[str, str]] = (),
    why_others: str = "",
) -> Line:
    return Line(
        number=plan.number,
        title=title_of(plan.procedure, plan.summary, plan.subject, names),
        requester=names.of(plan.requester),
        since=plan.held_since,
        due=plan.due,
        reach=reach,
        grave=grave,
        warnings=warnings,
        needs=_needs(plan),
        why_others=why_others,
    )


def _other(plan: WaitingPlan, me: str, names: Names) -> Line:
    if me == plan.requester:
        why = "You asked for it"
    elif me == plan.subject:
        why = "It is about you"
    elif not plan.needs:
        why = "No approval lifts it"
    else:
        why = ""
    return _plain(plan, names, why_others=why)


def _needs(plan: WaitingPlan) -> str:
    """“1 of 2 approvals (security)”."""
    most: dict[str, int] = {}
    for need in plan.needs:
        most[need["role"]] = max(need["count"], most.get(need["role"], 0))
    told = [
        f"{min(plan.approved, count)} of {plural(count, 'approval')} ({role})"
        for role, count in most.items()
    ]
    return ", ".join(told)


def _asked(row: Json, by: str, names: Names) -> Asked:
    text, title = names.within(row["text"]), row["summary"] or row["work"]
    return Asked(row["id"], row["work"], names.within(title), text, names.of(by), row["asked_at"])


def _answered(row: Json, names: Names) -> Answered:
    title = title_of(row["procedure"], row["summary"], row["subject"], names)
    verdict = "approved" if row["kind"] == "approval" else "refused"
    reason = names.within(row["reason"])
    return Answered(row["work"], title, verdict, names.of(row["by"]), reason, row["at"])


def _spelled(rows: Sequence[Json]) -> str:
    return canonical([dict(row) for row in rows])
