"""Whose account is it now?  Asked before each undo: ids are given out again, people re-hired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.work import Question
from steersman.governor.rehearsal import Rehearsal, Resolved, Step
from steersman.governor.resolver import Account, Landscape, Resolver
from steersman.records.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class StillTheirs:
    """Compares what the work resolved when it was decided with what the systems say now."""

    ledger: Ledger
    landscape: Landscape

    def doubt(self, step: Step) -> Question | None:
        """None: each account of the step is proven by the rules of ``apply`` to be whose it was.

        ``step.name`` is that of the effect, "REQ0000012#1/access of mail/1".
        """
        resolver = Resolver(self.landscape)  # anew for each step: nothing that was read before
        for known in self._resolved(step):
            asked = _doubt(resolver, step, known)
            if asked is not None:
                return asked
        return None

    def _resolved(self, step: Step) -> Iterator[Resolved]:
        """The accounts of the step's own stage, in the system that it wrote to; each once."""
        run, _, name = step.name.partition("/")
        opening = self.ledger.find(f"{run}/decision")
        if opening is None:
            return
        stage, system = name.rpartition("/")[0], step.plan.capability.partition("@")[2]
        decided = Rehearsal.from_json(opening["rehearsal"]).resolved
        mine = (each for at, each in decided.items() if at.rpartition("/")[0] == stage)
        yield from dict.fromkeys(each for each in mine if each.account and each.system == system)


def _doubt(resolver: Resolver, step: Step, known: Resolved) -> Question | None:
    front = f"{step.plan.capability} was not taken back"
    try:
        now = resolver.account(known.system, known.person)
    except (Transient, NeedsPerson, Permanent) as problem:
        text = f"{front}: nobody can say whose {known.label or known.account} is: {problem}"
        return Question(step=step.name, text=text, system=known.system, blocking=False)
    if now.resolved.account == known.account:
        return None
    if now.doubts and not now.resolved.account:
        asked = now.question(step.name)
        return replace(asked, text=f"{front}: {asked.text}", blocking=False)
    return Question(
        step=step.name, text=f"{front}: {_other(known, now)}", system=known.system, blocking=False
    )


def _other(known: Resolved, now: Account) -> str:
    who = f"{now.about.given_name} {now.about.family_name}".strip()
    theirs = f"theirs is {now.resolved.account} now" if now.resolved.account else "they have none"
    return (
        f"{known.account} in {known.system} was {who}'s ({known.proof}) and is not any more: "
        f"{theirs}. Look whose it is, and take it back by hand where that is right"
    )
