"""The ``Run`` that acts: one decided rehearsal, carried out step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NoReturn

from steersman.capabilities.contract import Capability
from steersman.domain.canonical import Json
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Change, Plan, known_after_apply
from steersman.domain.work import Question, Work
from steersman.governor.attempt import Attempt, Outcome, Powers, Warrant
from steersman.governor.checking import Check, Proof
from steersman.governor.durable_checks import Checks
from steersman.governor.procedure import Outputs, StepFailed, StepNames
from steersman.governor.proving import FAILED, OPEN, PROOF, PROVEN, Look, Standing
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
        self.look_again_at: float | None = None  # the proof of its success goes on then
        self._warrant, self._work = warrant, work
        self.rehearsal, self._powers = rehearsal, powers
        self._names = StepNames()
        self._done: list[Done] = []
        self._known: dict[str, str] = {}  # placeholder → what it turned out to be
        self._checks = Checks(powers, self._note)

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
        self._refuse_failed(step)
        told = self._powers.checkpoint(f"do {step}", lambda: self._act(step, key, params).as_json())
        # Not waited for: the next intent, or the end of the run, makes it durable.  A replay
        # hands it in again, and the ledger keeps the first.
        self._note(f"{step}/outcome", "outcome", {"step": step, "capability": key, **told})
        return self._take_in(step, key, Outcome.from_json(told))

    def check(self, check: Check) -> None:
        step = self._names.next()
        self._refuse_failed(step)
        seen = self._checks.now(step, check)
        if not seen:
            self.changed |= not seen.faults  # it held when this was decided
            self._fail(step, seen)

    def tell(self, check: Check) -> str:
        return self._seen(check).found[0].value

    def when(self, check: Check) -> bool:
        seen = self._seen(check)
        if not seen:
            self._names.next()
        return bool(seen)

    def expect(self, check: Check, *, within: float) -> None:
        step = self._names.next()
        self._refuse_failed(step)
        seen = self._checks.until(step, check, within)
        if not seen:
            self._fail(step, seen)

    def proving(self) -> bool:
        return self.rehearsal.proof is not None

    def prove(self, proof: Proof) -> None:
        step = self._names.next()
        self._refuse_failed(step)
        standing, seen = self._checks.prove(step, proof, self.rehearsal.proof)
        self._note(f"{step}/{PROOF}", PROOF, {**standing.as_json(), "missed": list(seen.missed)})
        if standing.verdict == OPEN:
            self.look_again_at = seen.at + standing.wait(proof, seen.at)
            return
        self._tell_proof(step, standing, seen)
        if standing.verdict != PROVEN:
            self._not_proven(step, proof, standing, seen)

    def enter(self, stage: str) -> None:
        self._names.enter(stage)

    def leave(self) -> None:
        self._names.leave()

    def undo_stage(self) -> None:
        stage = f"{self._names.here}/"
        self._take_back([done for done in self._done if done.step.startswith(stage)])

    def undo_all(self) -> None:
        registry = self._powers.registry
        self._take_back([d for d in self._done if registry[d.plan.capability].spec.restores])

    def _take_back(self, mine: list[Done]) -> None:
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

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None:
        due_at = self._powers.clock.now() + days * DAY
        starts = {**(params or {}), "procedure": procedure, "subject": self._work.subject}
        name, number = f"{self._work.number}/{obligation}", self._work.number
        self.owed.append(
            Obligation(
                id=name, work=number, kind="start_work", text=text, due_at=due_at, starts=starts
            )
        )

    def _refuse_failed(self, step: str) -> None:
        if step in self.rehearsal.failed:
            raise StepFailed(self.rehearsal.failed[step][1])

    def _seen(self, check: Check) -> Look:
        step = self._names.next()
        self._refuse_failed(step)
        seen = self._checks.now(step, check)
        if seen.faults:
            self._fail(step, seen)
        return seen

    def _fail(self, step: str, seen: Look) -> NoReturn:
        """What is silent is asked later; what no waiting mends, a person must look at."""
        told = "; ".join(seen.missed)
        if seen.retry_after:
            self.retry_after = max(self.retry_after or 0.0, seen.retry_after, SILENCE)
        elif seen.faults:
            self.questions.append(Question(step=step, text=told, blocking=False))
        raise StepFailed(f"{step}: {told}")

    def _not_proven(self, step: str, proof: Proof, standing: Standing, seen: Look) -> NoReturn:
        """Known not to have helped: it is taken back.  Not known: people decide."""
        told = f"it is not proven that this helped: {'; '.join(seen.missed)}"
        if standing.verdict == FAILED and proof.take_back:
            if self.rehearsal.proof is None:
                self.undo_all()
            else:
                self._owe_undo(told)
        self.questions.append(Question(step=step, text=told, blocking=False))
        raise StepFailed(told)

    def _owe_undo(self, why: str) -> None:
        """An earlier run did it, under leases that are gone: it is taken back as work of its own,
        which is decided like any other.
        """
        number, now = self._work.number, self._powers.clock.now()
        if not any(restorable(self._powers, number)):
            return
        starts = {"procedure": "undo", "of": number, "harmful": "no", "reason": why}
        name, text = f"{self._warrant.run}/take back", f"Take back {number}: {why}"
        self.owed.append(
            Obligation(
                id=name, work=number, kind="start_work", text=text, due_at=now, starts=starts
            )
        )

    def _tell_proof(self, step: str, standing: Standing, seen: Look) -> None:
        self.evidence.append(
            Evidence(
                id=f"{self._warrant.run}/{step}/{PROOF}",
                kind="proof_met" if standing.verdict == PROVEN else "proof_failed",
                capability="",
                scope=f"procedure:{self._warrant.procedure}",
                work=self._work.number,
                at=seen.at,
                body={"verdict": standing.verdict, **seen.as_json()},
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
        self._refuse_failed(step)
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


def restorable(powers: Powers, number: str) -> Iterator[Plan]:
    """What any run of this work intended and an undo can bring back."""
    for entry in powers.ledger.entries(kind="intent", key_prefix=f"{number}#"):
        plan = Plan.from_json(entry.body["plan"])
        known = powers.registry.get(plan.capability)
        if plan.changes and known is not None and known.spec.restores:
            yield plan


def _standing(known: Capability[Any], plan: Plan) -> list[Change]:
    """The rows of ``plan`` that the target still shows, each asked for by itself."""
    return [each for each in plan if known.verify(replace(plan, changes=(each,)))]


def _any(rehearsal: Rehearsal, what: str) -> bool:
    return any(kind == what for kind, _ in rehearsal.failed.values())
