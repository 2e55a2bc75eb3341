"""The ``Run`` that acts: one decided rehearsal, carried out step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NoReturn

from steersman.capabilities.contract import Capability
from steersman.domain.canonical import Json
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Change, Plan, known_after_apply
from steersman.domain.work import Question, Work
from steersman.governor.attempt import Attempt, Outcome, Powers, Warrant
from steersman.governor.procedure import Outputs, StepFailed, StepNames
from steersman.governor.rehearsal import PUT_OFF, UNREACHABLE, Rehearsal
from steersman.records.desk.evidence import Evidence
from steersman.records.desk.obligations import Obligation
from steersman.records.guard.clearance import Stopped
from steersman.records.ledger.entry import Entry

DAY = 86400.0
SILENCE = 30.0  # seconds until a silent system is asked again, times the attempts so far


@dataclass(frozen=True, slots=True)
class Done:
    """A step whose effect may stand in its target because of us."""

    step: str
    plan: Plan


class DurableRun:
    """Each step is one checkpoint of the engine; each effect has its intent on disk before."""

    def __init__(self, warrant: Warrant, work: Work, rehearsal: Rehearsal, powers: Powers) -> None:
        self.escalations: list[str] = []
        self.questions: list[Question] = list(rehearsal.questions)
        self.evidence: list[Evidence] = []
        self.met: list[str] = []
        self.owed: list[Obligation] = []
        self.changed = False
        self.put_off = _any(rehearsal, PUT_OFF)  # a rate was spent: nobody's fault, just later
        self.retry_after: float | None = SILENCE if _any(rehearsal, UNREACHABLE) else None
        self._warrant, self._work = warrant, work
        self.rehearsal, self._powers = rehearsal, powers
        self._names = StepNames()
        self._done: list[Done] = []
        self._known: dict[str, str] = {}  # placeholder → what it turned out to be

    def systems(self, capability: str) -> tuple[str, ...]:
        keys = (key.split("@", 1) for key in self._powers.registry)
        return tuple(system for name, system in keys if name == capability)

    def resolve(self, system: str, person: str) -> str:
        """The decided account: nobody is looked up a second time between decision and act."""
        name = self._names.next()
        decided = self.rehearsal.resolved.get(name)
        if decided is None or (decided.system, decided.person) != (system, person):
            self._not_decided(name)
        return decided.account

    def do(self, capability: str, system: str, **params: str) -> Outputs:
        step, key = self._names.next(), f"{capability}@{system}"
        if step in self.rehearsal.failed:
            raise StepFailed(self.rehearsal.failed[step][1])
        told = self._powers.checkpoint(f"do {step}", lambda: self._act(step, key, params).as_json())
        # Not waited for: the next intent, or the end of the run, makes it durable.  A replay
        # hands it in again, and the ledger keeps the first.
        self._note(f"{step}/outcome", "outcome", {"step": step, "capability": key, **told})
        return self._take_in(step, key, Outcome.from_json(told))

    def enter(self, stage: str) -> None:
        self._names.enter(stage)

    def leave(self) -> None:
        self._names.leave()

    def undo_stage(self) -> None:
        stage = f"{self._names.here}/"
        mine = [done for done in self._done if done.step.startswith(stage)]
        for done in reversed(mine):
            told = self._powers.checkpoint(f"undo {done.step}", partial(self._undo, done))
            body = {"step": done.step, "capability": done.plan.capability, **told}
            self._note(f"{done.step}/undo", "undo", body)
            if not told["undone"]:
                self.escalate(f"{done.step} could not be undone: {told['reason']}")
        self._done = [done for done in self._done if done not in mine]

    def escalate(self, reason: str) -> None:
        self.escalations.append(reason)

    def meet(self, obligation: str) -> None:
        name, now = f"{self._work.number}/{obligation}", self._powers.clock.now()
        self.met.append(name)
        self.evidence.append(
            Evidence(
                id=name,
                kind=obligation,
                capability="",
                scope=f"procedure:{self._warrant.procedure}",
                work=self._work.number,
                at=now,
                body={"person": self._work.subject, "verified_at": now, **self._work.params},
            )
        )

    def owe(self, obligation: str, text: str, *, days: float, procedure: str) -> None:
        due_at = self._powers.clock.now() + days * DAY
        starts = {"procedure": procedure, "subject": self._work.subject}
        name, number = f"{self._work.number}/{obligation}", self._work.number
        self.owed.append(
            Obligation(
                id=name, work=number, kind="start_work", text=text, due_at=due_at, starts=starts
            )
        )

    def _act(self, step: str, key: str, params: Mapping[str, str]) -> Outcome:
        decided = self.rehearsal.by_name.get(step)
        if decided is None or decided.capability != key:
            return Outcome("changed", "this step was not decided")
        known = self._powers.registry[key]
        bound = decided.bind(self._known)
        attempt = Attempt(self._warrant, step, known, known.params(**params), bound, self._powers)
        return attempt.carry_out()

    def _take_in(self, step: str, key: str, outcome: Outcome) -> Outputs:
        if outcome.applied is not None and outcome.applied.changes:
            self._done.append(Done(step, outcome.applied))
            self._witness(step, key, outcome)
        if outcome.status == "unreachable":
            self.retry_after = max(self.retry_after or 0.0, outcome.retry_after, SILENCE)
        if outcome.status != "done":
            self.changed |= outcome.status == "changed"
            self._ask(step, key, outcome)
            raise StepFailed(f"{step} {key}: {outcome.reason}")
        for output, value in outcome.outputs.items():
            self._known[known_after_apply(step, output)] = value
        return outcome.outputs

    def _ask(self, step: str, key: str, outcome: Outcome) -> None:
        """What neither a later run nor a retry mends, a person must look at."""
        if outcome.status == "failed":
            text = f"{key}: {outcome.reason}"
            self.questions.append(
                Question(step=step, text=text, system=key.partition("@")[2], blocking=False)
            )

    def _witness(self, step: str, key: str, outcome: Outcome) -> None:
        kind = "action_verified" if outcome.status == "done" else "action_failed"
        self.evidence.append(
            Evidence(
                id=f"{self._warrant.run}/{step}/outcome",
                kind=kind,
                capability=key,
                scope=f"procedure:{self._warrant.procedure}",
                work=self._work.number,
                at=self._powers.clock.now(),
                body={"status": outcome.status, "reason": outcome.reason},
            )
        )

    def _undo(self, done: Done) -> Json:
        return take_back(self._powers, self._warrant, f"{self._warrant.run}/{done.step}", done.plan)

    def _not_decided(self, step: str) -> NoReturn:
        if step in self.rehearsal.failed:
            raise StepFailed(self.rehearsal.failed[step][1])
        self.changed = True
        raise StepFailed(f"{step}: this look-up was not decided")

    def _note(self, name: str, kind: str, body: Json) -> None:
        entry = Entry(f"{self._warrant.run}/{name}", kind, self._powers.clock.now(), body)
        self._powers.ledger.note(entry)


def take_back(powers: Powers, warrant: Warrant, key: str, plan: Plan) -> Json:
    """Undo one applied plan, and say by read-back whether it is gone."""
    known = powers.registry.get(plan.capability)
    if known is None:
        return {"undone": False, "reason": f"{plan.capability} is no longer connected"}
    try:
        clear = powers.clearance.to_write
        told = (warrant.run, plan.capability, warrant.procedure, warrant.lease_count)
        clear(*told, prove=True)  # an undo writes no intent of its own before it acts
        known.undo(plan, key=f"{key}/undo")
        still_there = _standing(known, plan)
    except (Transient, Permanent, NeedsPerson, Stopped) as problem:
        return {"undone": False, "reason": str(problem)}
    left = ", ".join(f"{change.target} {change.attribute}" for change in still_there)
    return {"undone": not still_there, "reason": f"it is still there: {left}" if left else ""}


def _standing(known: Capability[Any], plan: Plan) -> list[Change]:
    """The rows of ``plan`` that the target still shows, each asked for by itself."""
    return [each for each in plan if known.verify(replace(plan, changes=(each,)))]


def _any(rehearsal: Rehearsal, what: str) -> bool:
    return any(kind == what for kind, _ in rehearsal.failed.values())
