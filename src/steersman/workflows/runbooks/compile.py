"""A runbook becomes a procedure: rehearsed, decided, carried out and undone like the others."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.domain.work import Work
from steersman.governor.checking import Check, Proof
from steersman.governor.procedure import Procedure, Run, StepFailed
from steersman.workflows.runbooks.model import Act, Read, Runbook, Values, When, filled
from steersman.workflows.runbooks.steps import FACETS

DIGEST = "runbook_digest"  # parameter of the work: the text that was asked for
GIVEN = ".given"  # "host.given": what somebody typed, or a label said, before it was looked up
SUCCESS = "Success"  # the last stage


def compiled(runbook: Runbook) -> Procedure:
    """The procedure that does what ``runbook`` says, for work that asks for this very text."""

    def carry_out(run: Run, work: Work) -> None:
        values = _values(runbook, work)
        if not run.proving():
            _Going(run, runbook, values).all()
        run.enter(SUCCESS)
        run.prove(proof_of(runbook, values))
        run.leave()

    return carry_out


def proof_of(runbook: Runbook, values: Values) -> Proof:
    success = runbook.success
    return Proof(
        checks=tuple(read.filled(values) for read in success.reads),
        within=success.within,
        lasting=success.lasting,
        take_back=runbook.take_back,
    )


def refused(why: str) -> Procedure:
    """Work that may not be carried out, and why."""

    def refuse(run: Run, work: Work) -> None:
        raise StepFailed(why)

    return refuse


def _values(runbook: Runbook, work: Work) -> dict[str, str]:
    """Every value again, as strictly as when it was asked for: nothing else reaches a system."""
    if work.params.get(DIGEST) != runbook.digest:
        raise StepFailed("the runbook says something else by now: start it anew")
    given = {name: text for name, text in work.params.items() if name in runbook.asked}
    try:
        values = runbook.checked(given)
    except Permanent as fault:
        raise StepFailed(str(fault)) from fault
    for name, parameter in runbook.asked.items():
        for facet in FACETS.get(parameter.type, ()):
            values[f"{name}.{facet}"] = work.params.get(f"{name}.{facet}", "")
    return values


@dataclass
class _Going:
    """One way through the steps."""

    run: Run
    runbook: Runbook
    values: dict[str, str]
    acted: bool = False  # something was done before; then a check is about its effect

    def all(self) -> None:
        """Stage by stage.  A step that fails ends it, and what was done is taken back."""
        try:
            for stage in self.runbook.stages:
                self.run.enter(stage.title)
                for step in stage.steps:
                    self._step(step)
                self.run.leave()
        except StepFailed:
            if self.runbook.take_back:
                self.run.undo_all()
            raise

    def _step(self, step: Act | Read) -> None:
        if isinstance(step, Act):
            if self._wanted(step.when):
                self._do(step)
            self.acted = True
            return
        check = self._filled(step)
        if self.acted:
            self.run.expect(check, within=step.within)
        else:
            self.run.check(check)

    def _do(self, act: Act) -> None:
        self._learn(act.uses)
        system = filled(act.system, self.values)
        if system not in self.run.systems(act.capability):
            raise StepFailed(f"{system} offers no {act.capability}")
        params = {name: filled(text, self.values) for name, text in act.params.items()}
        self.run.do(act.capability, system, **params)

    def _wanted(self, when: When | None) -> bool:
        if when is None:
            return True
        if when.read is not None:
            return self.run.when(self._filled(when.read))
        self._learn(frozenset({when.parameter}))
        return self.values[when.parameter] == when.wanted

    def _filled(self, read: Read) -> Check:
        self._learn(read.uses)
        return read.filled(self.values)

    def _learn(self, names: frozenset[str]) -> None:
        """Ask for what a probe tells, when it is needed first: it stays so for the whole run."""
        for name in sorted(names - self.values.keys()):
            told = self.run.tell(self._filled(self.runbook.tellers[name]))
            try:
                self.values[name] = self.runbook.parameters[name].checked(told)
            except Permanent as fault:
                raise StepFailed(str(fault)) from fault
