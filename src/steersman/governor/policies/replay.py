"""Other policies tried on what was decided before: what would have come out differently.

A past decision holds the plan and what the policies knew of the work.  What a capability is (its
risk and reversal) is taken as it is declared now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.capabilities.contract import Spec
from steersman.domain.canonical import Json
from steersman.governor.policies.rule import Policies, Request, requests
from steersman.governor.rehearsal import Rehearsal
from steersman.records.ledger.entry import Link

ABOUT = "about"  # where a decision keeps ``Facts.about_work``
MOST = 50_000  # changes asked about: some seconds of work


@dataclass(frozen=True, slots=True)
class Difference:
    """``before`` and ``after``: why the policies refuse it; None: they do not."""

    seq: int
    at: float
    work: str
    verdict: str  # of the whole decision then
    before: str | None
    after: str | None

    @property
    def newly_refused(self) -> bool:
        return self.after is not None and self.before is None


@dataclass(slots=True)
class Effect:
    """``since``: the oldest decision that was looked at; None: there was none.

    ``unknown``: decisions without the facts that policies ask for, or about a capability that is
    not connected any more.  They are not counted as the same.
    """

    decisions: int = 0
    unknown: int = 0
    differences: list[Difference] = field(default_factory=list)
    since: float | None = None
    cut: bool = False  # older ones were left out, for there were too many


def replay(
    candidate: Policies, current: Policies, past: Iterable[Link], specs: Mapping[str, Spec]
) -> Effect:
    """Ask both about every change of every decision of ``past``, which comes newest first."""
    effect, asked = Effect(), 0
    for link in past:
        changes = _asked(link.body, specs)
        if changes is None:
            effect.unknown += 1
            continue
        asked += len(changes)
        if asked > MOST:
            effect.cut = True
            break
        effect.decisions, effect.since = effect.decisions + 1, link.at
        before, after = current.refuses(changes), candidate.refuses(changes)
        if (before is None) != (after is None):
            effect.differences.append(_difference(link, before, after))
    return effect


def _asked(body: Json, specs: Mapping[str, Spec]) -> Sequence[tuple[str, Request]] | None:
    steps = Rehearsal.from_json(body["rehearsal"]).steps
    if ABOUT not in body or any(step.plan.capability not in specs for step in steps):
        return None
    return list(requests(steps, body[ABOUT], specs))


def _difference(link: Link, before: str | None, after: str | None) -> Difference:
    verdict = link.body["decision"]["verdict"]
    return Difference(link.seq, link.at, link.key.partition("#")[0], verdict, before, after)
