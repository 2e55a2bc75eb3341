"""Drift: what somebody changed past the template is set back to what was agreed."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, Reversal, Risk, Spec
from steersman.capabilities.environments import CORRECT
from steersman.connectors.terraform.environments.create import RIGHTS, SLOW
from steersman.connectors.terraform.environments.rows import Reader
from steersman.connectors.terraform.environments.workshop import Task, Workshop
from steersman.domain.errors import Permanent
from steersman.domain.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectParams:
    environment: str


@dataclass(frozen=True, slots=True)
class CorrectEnvironment(Capability[CorrectParams]):
    """Somebody may have had a reason for the change, so a person always looks first."""

    system: str
    workshop: Workshop
    reader: Reader
    params = CorrectParams
    spec = Spec(
        name=CORRECT,
        summary="Set an environment back to what it was built from",
        risk=Risk.HIGH,
        reversal=Reversal.NONE,
        permissions=RIGHTS,
        rate_limit=SLOW,
        verify_within=30.0,
        restores=False,
    )

    def plan(self, params: CorrectParams) -> Plan:
        built = self.workshop.built(params.environment)
        if built is None:
            raise Permanent(f"{params.environment} does not stand: there is nothing to correct")
        told = self.workshop.plan(params.environment, built, Task.CORRECT)
        seen = self.reader.see(params.environment, built, told)
        names = {**seen.names, self.reader.target(params.environment): built.template}
        return Plan(self.key, seen.rows, names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        if not plan.changes:
            return
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment)
        if built is None:
            raise Permanent(f"{environment} does not stand any more")
        check = self.reader.check(environment, built, plan)
        self.workshop.change(environment, built, Task.CORRECT, check)

    def verify(self, plan: Plan) -> bool:
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment)
        if built is None:
            return False
        told = self.workshop.plan(environment, built, Task.CORRECT)
        left = self.reader.left(environment, built, told)
        return not any((row.target, row.attribute) in left for row in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """What somebody had changed by hand is not known to Terraform."""
