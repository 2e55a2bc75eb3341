"""The ``Run`` that only plans.  Every step is taken to succeed, so the whole is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Plan, known_after_apply
from steersman.domain.work import Question, Work
from steersman.governor.checking import Check, Found, Proof
from steersman.governor.procedure import Outputs, Procedure, StepFailed, StepNames
from steersman.governor.proving import Standing
from steersman.governor.rehearsal import ASKED, UNREACHABLE, Rehearsal, Resolved, Step
from steersman.governor.resolver import Landscape, Resolver


@dataclass
class Rehearser:
    landscape: Landscape
    subject: str = ""  # the person that the work is about; anybody else must still work here
    proof: Standing | None = None  # of an earlier run, which did every step
    readings: list[tuple[str, Found]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    resolved: dict[str, Resolved] = field(default_factory=dict)
    failed: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    _names: StepNames = field(default_factory=StepNames)
    _accounts: dict[tuple[str, str], Resolved] = field(default_factory=dict)
    _left: dict[str, str] = field(default_factory=dict)
    _unresolved: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._resolver = Resolver(self.landscape)

    def systems(self, capability: str) -> tuple[str, ...]:
        return self.landscape.offering(capability)

    def resolve(self, system: str, person: str) -> str:
        name = self._names.next()
        if person != self.subject:
            self._refuse_who_left(name, person)
        if (system, person) in self._unresolved:  # asked once, however many steps need it
            self._fail(name, *self._unresolved[system, person])
        known = self._accounts.get((system, person))
        if known is None:
            known = self._accounts[system, person] = self._look_up(name, system, person)
        self.resolved[name] = known
        return known.account

    def _refuse_who_left(self, step: str, person: str) -> None:
        """Nothing is handed to somebody who has left.  Asked once, however many steps need it."""
        if person in self._left:
            self._fail(step, ASKED, self._left[person])
        if not self.landscape.works_here(person):
            self._left[person] = f"{person} does not work here: name somebody else"
            self._ask(Question(step=step, text=self._left[person], blocking=False))

    def do(self, capability: str, system: str, **params: str) -> Outputs:
        name = self._names.next()
        known = self.landscape.registry[f"{capability}@{system}"]
        try:
            plan = known.plan(known.params(**params))
        except Transient as problem:
            self._fail(name, UNREACHABLE, f"{known.key}: {problem}")
        except (NeedsPerson, Permanent) as problem:
            self._ask(Question(step=name, text=f"{known.key}: {problem}", system=system))
        self.steps.append(Step(name, self._with_labels(plan, system)))
        later = {output: known_after_apply(name, output) for output in known.spec.outputs}
        return {**later, **plan.outputs}

    def _with_labels(self, plan: Plan, system: str) -> Plan:
        """What identity resolution calls an account names it where the connector does not."""
        known = (each for (where, _), each in self._accounts.items() if where == system)
        labels = {f"{system}:{each.account}": each.label for each in known if each.account}
        return replace(plan, names={**labels, **plan.names}) if plan.changes else plan

    def check(self, check: Check) -> None:
        name = self._names.next()
        found = self._look(name, check)
        if not found:
            self._ask(Question(step=name, text=f"not as it must be: {found}", system=check.system))

    def tell(self, check: Check) -> str:
        return self._look(self._names.next(), check).value

    def when(self, check: Check) -> bool:
        found = self._look(self._names.next(), check)
        if not found:
            self._names.next()
        return bool(found)

    def expect(self, check: Check, *, within: float) -> None:
        """It comes about by steps that are not taken now; what can be known is whether it can be
        asked.
        """
        self._refuse_unknown(self._names.next(), check)

    def proving(self) -> bool:
        return self.proof is not None

    def prove(self, proof: Proof) -> None:
        name = self._names.next()
        for check in proof.checks:
            self._refuse_unknown(name, check)

    def undo_all(self) -> None:
        """What failed blocks the whole plan, so nothing will be done."""

    def _look(self, name: str, check: Check) -> Found:
        try:
            found = check.read(self.landscape.probes)
        except Transient as problem:
            self._fail(name, UNREACHABLE, f"{check.key}: {problem}")
        except (NeedsPerson, Permanent) as problem:
            text = f"{check.key}: {problem}"
            self._ask(Question(step=name, text=text, system=check.system))
        self.readings.append((name, found))
        return found

    def _refuse_unknown(self, name: str, check: Check) -> None:
        try:
            check.refuse_unknown(self.landscape.probes)
        except Permanent as problem:
            self._ask(Question(step=name, text=str(problem), system=check.system))

    def enter(self, stage: str) -> None:
        self._names.enter(stage)

    def leave(self) -> None:
        self._names.leave()

    def undo_stage(self) -> None:
        """The stage will not be begun: none of its steps may be decided, or tried."""
        stage = f"{self._names.here}/"
        why = [told for name, told in self.failed.items() if name.startswith(stage)]
        kind, reason = why[-1] if why else (ASKED, "its stage cannot be completed")
        for step in self.steps:
            if step.name.startswith(stage):
                self.failed.setdefault(step.name, (kind, reason))
        self.steps = [
            Step(s.name, Plan(s.plan.capability, ())) if s.name.startswith(stage) else s
            for s in self.steps
        ]

    def escalate(self, reason: str) -> None:
        """The question or the silent system behind it is already noted."""

    def meet(self, obligation: str) -> None:
        """Nothing was done."""

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None:
        """Nothing was done."""

    def _look_up(self, name: str, system: str, person: str) -> Resolved:
        try:
            return self._found(name, system, person)
        except StepFailed:
            self._unresolved[system, person] = self.failed[name]
            raise

    def _found(self, name: str, system: str, person: str) -> Resolved:
        try:
            account = self._resolver.account(system, person)
        except Transient as problem:
            self._fail(name, UNREACHABLE, f"{system}: {problem}")
        except (NeedsPerson, Permanent) as problem:
            self._ask(Question(step=name, text=f"{system}: {problem}", system=system))
        if account.doubts:
            question = account.question(name)
            if not account.resolved.account:
                self._ask(question)
            self.questions.append(question)
        return account.resolved

    def _ask(self, question: Question) -> NoReturn:
        self.questions.append(question)
        self._fail(question.step, ASKED, question.text)

    def _fail(self, name: str, kind: str, reason: str) -> NoReturn:
        self.failed[name] = (kind, reason)
        raise StepFailed(reason)


def rehearse(
    work: Work, procedure: Procedure, landscape: Landscape, proof: Standing | None = None
) -> Rehearsal:
    """Plan ``work`` from top to bottom.

    A failure that no stage of the procedure handles blocks the whole plan.
    """
    run, blocked = Rehearser(landscape, work.subject, proof), ""
    try:
        procedure(run, work)
    except StepFailed as failure:
        blocked = str(failure)
    return Rehearsal(
        work=work.number,
        procedure=work.procedure,
        request=work.digest,
        steps=tuple(run.steps),
        resolved=run.resolved,
        failed=run.failed,
        questions=tuple(run.questions),
        blocked=blocked,
        readings=tuple(run.readings),
        proof=proof,
    )
