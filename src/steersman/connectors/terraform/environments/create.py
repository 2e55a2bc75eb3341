"""Build an environment from a template."""

from __future__ import annotations

import json
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.capabilities.environments import CREATE
from steersman.connectors.terraform.environments.rows import TEMPLATE, Reader, built_from
from steersman.connectors.terraform.environments.template import Template
from steersman.connectors.terraform.environments.workshop import (
    Built,
    Task,
    Workshop,
    values_text,
)
from steersman.domain.errors import Permanent
from steersman.domain.plan import Plan

RIGHTS = frozenset({"what the template builds, at its providers", "writing the folder of states"})
SLOW = RateLimit(calls=60, per=3600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateParams:
    environment: str  # "env-1f2e3d4c5b6a": chosen by who asks, so that asking twice builds one
    template: str
    answers: str  # JSON: name → text


@dataclass(frozen=True, slots=True)
class CreateEnvironment(Capability[CreateParams]):
    """What stands half-built after a failure is taken down again by ``undo``."""

    system: str
    workshop: Workshop
    reader: Reader
    params = CreateParams
    spec = Spec(
        name=CREATE,
        summary="Build an environment from a template",
        risk=Risk.MEDIUM,
        reversal=Reversal.BEST_EFFORT,  # what was put into it since is lost
        permissions=RIGHTS,
        rate_limit=SLOW,
        verify_within=30.0,
    )

    def plan(self, params: CreateParams) -> Plan:
        template = self.workshop.template(params.template)
        wanted = _wanted(template, params.answers)
        stands = self.workshop.built(params.environment)
        if stands is not None and _what(stands) != _what(wanted):
            stood = f"{params.environment} stands already, built from something else"
            raise Permanent(f"{stood}: ask for a new one")
        told = self.workshop.plan(params.environment, wanted, Task.BUILD)
        seen = self.reader.see(params.environment, wanted, told)
        own = [] if stands else self.reader.own_rows(params.environment, None, seen.built)
        called = {own[0].target: template.manifest.title} if own else {}
        names = {row.after or "": template.name for row in own if row.attribute == TEMPLATE}
        named = {**seen.names, **called, **names}
        return Plan(self.key, (*own, *seen.rows), warnings=seen.warnings, names=named)

    def apply(self, plan: Plan, *, key: str) -> None:
        if not plan.changes:
            return
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment) or built_from(plan, side="after")
        check = self.reader.check(environment, built, plan)
        self.workshop.change(environment, built, Task.BUILD, check)

    def verify(self, plan: Plan) -> bool:
        """Every row asked of the providers again."""
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment)
        if built is None:
            return False
        own = self.reader.own_rows(environment, None, built)
        told = self.workshop.plan(environment, built, Task.CORRECT)
        left = self.reader.left(environment, built, told)
        at = self.reader.target(environment)
        kept = all(row in own for row in plan if row.target == at)
        return kept and not any((row.target, row.attribute) in left for row in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """Take down what this built, unless more stands there by now."""
        environment = self.reader.environment_of(plan)
        built = self.workshop.built(environment) or built_from(plan, side="after")
        ours = frozenset(row.target for row in plan if row.before is None)
        self.workshop.change(environment, built, Task.REMOVE, self.reader.check_own(ours))


def _wanted(template: Template, answers: str) -> Built:
    try:
        told = json.loads(answers or "{}")
    except ValueError:
        raise Permanent("the answers are no JSON") from None
    if not isinstance(told, dict):
        raise Permanent("the answers are no JSON object")
    values = template.values({str(name): str(value) for name, value in told.items()})
    disposable = "yes" if template.manifest.disposable else "no"
    return Built(template.name, template.digest, values_text(values), disposable=disposable)


def _what(built: Built) -> tuple[str, str, str]:
    return built.template, built.digest, built.values
