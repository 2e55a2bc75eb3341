"""What needs a person's yes: the level of the capability here, and what cannot be undone."""

from __future__ import annotations

from steersman.capabilities.contract import Reversal, Risk
from steersman.domain.work import SYSTEM
from steersman.governor.decision import Need, Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal

ACT_ON_APPROVAL, ACT_WITHIN_GUARDS = 2, 3
LEAVER = "leaver"


def level(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """The lowest capability that has something to do speaks for the whole plan."""
    if not rehearsal.keys:
        return None
    lowest = min(sorted(rehearsal.keys), key=lambda key: facts.levels.get(key, 0))
    stands_at = facts.levels.get(lowest, 0)
    if stands_at < ACT_ON_APPROVAL:
        return Opinion(Verdict.REFUSE, f"{lowest} is at L{stands_at}: it may only be suggested")
    if stands_at < ACT_WITHIN_GUARDS:
        return Opinion(Verdict.HOLD, f"{lowest} acts on approval (L{stands_at})", Need())
    return Opinion(Verdict.ALLOW, _permits(rehearsal, facts))


def _permits(rehearsal: Rehearsal, facts: Facts) -> str:
    """“L3 for account.disable, session.end in leaver”: each level with what it lets act."""
    standing: dict[int, set[str]] = {}
    for key in rehearsal.keys:
        standing.setdefault(facts.levels[key], set()).add(key.partition("@")[0])
    told = [f"L{at} for {', '.join(sorted(standing[at]))}" for at in sorted(standing)]
    return f"{'; '.join(told)} in {facts.work.procedure}"


def asked_by_person(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """One person's word is not enough to make somebody leave; a feed's is checked elsewhere."""
    work = facts.work
    if work.procedure != LEAVER or work.requester.startswith(SYSTEM) or not rehearsal.changes:
        return None
    return Opinion(Verdict.HOLD, f"asked by {work.requester}: a second person must agree", Need())


def grave(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """No level lets a machine do alone what cannot be undone or harms more than one person."""
    for key in sorted(rehearsal.keys):
        spec = facts.specs[key]
        if spec.reversal is Reversal.NONE:
            return Opinion(Verdict.HOLD, f"{key} cannot be undone", Need())
        if spec.risk >= Risk.HIGH:
            return Opinion(Verdict.HOLD, f"{key} is of {spec.risk.name.lower()} risk", Need())
    return None
