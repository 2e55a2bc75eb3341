"""Take an environment down: at its end, or when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, Reversal, Risk, Spec
from steersman.capabilities.environments import EXPIRE, REMOVE
from steersman.connectors.terraform.environments.create import RIGHTS, SLOW
from steersman.connectors.terraform.environments.rows import Reader, built_from
from steersman.connectors.terraform.environments.workshop import Built, Task, Workshop
from steersman.domain.errors import Permanent
from steersman.domain.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveParams:
    environment: str


@dataclass(frozen=True, slots=True)
class RemoveEnvironment(Capability[RemoveParams]):
    """Everything that the environment's own state holds, and nothing else."""

    system: str
    workshop: Workshop
    reader: Reader
    params = RemoveParams
    spec = Spec(
        name=REMOVE,
        summary="Take an environment down, with what it holds",
        risk=Risk.HIGH,
        reversal=Reversal.NONE,
        permissions=RIGHTS,
        rate_limit=SLOW,
        verify_within=30.0,
        restores=False,
    )

    def plan(self, params: RemoveParams) -> Plan:
        built = self.workshop.built(params.environment)
        if built is None:
            return Plan(self.key, (), warnings=("it is gone already",))
        self._refuse(built)
        told = self.workshop.plan(params.environment, built, Task.REMOVE)
        seen = self.reader.see(params.environment, built, told)
        own = self.reader.own_rows(params.environment, built, None)
        names = {**seen.names, own[0].target: built.template}
        return Plan(self.key, (*own, *seen.rows), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        if not plan.changes:
            return
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment)
        if built is not None:
            check = self.reader.check(environment, built, plan)
            self.workshop.change(environment, built, Task.REMOVE, check)

    def verify(self, plan: Plan) -> bool:
        """Gone from our own books, and nothing of it left in the state."""
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment)
        if built is None:
            return True
        told = self.workshop.plan(environment, built, Task.REMOVE)
        left = {row.target for row in self.reader.see(environment, built, told).rows}
        at = self.reader.target(environment)
        return not any(row.target == at or row.target in left for row in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """What was taken down is lost."""

    def _refuse(self, built: Built) -> None:
        """Nothing: a person approves each removal."""


@dataclass(frozen=True, slots=True)
class ExpireEnvironment(RemoveEnvironment):
    """The promised end of one whose template says that nothing in it is missed.

    Undone by building it again from the same configuration and values: empty, as it was at first.
    """

    spec = Spec(
        name=EXPIRE,
        summary="Take a disposable environment down at the end of its time",
        risk=Risk.MEDIUM,
        reversal=Reversal.BEST_EFFORT,
        permissions=RIGHTS,
        rate_limit=SLOW,
        verify_within=30.0,
    )

    def undo(self, plan: Plan, *, key: str) -> None:
        environment = self.reader.environment_of(plan)
        if self.workshop.built(environment) is None:
            built = built_from(plan, side="before")
            self.workshop.change(environment, built, Task.CORRECT, lambda fresh: None)

    def _refuse(self, built: Built) -> None:
        if built.disposable != "yes":
            told = f"the template {built.template} is not declared disposable"
            raise Permanent(f"{told}: somebody must decide about what it holds")
