"""What can be asked for, and what is not as it was built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.capabilities.environments import Asked, Offer
from steersman.connectors.terraform.environments.planned import resources_of
from steersman.connectors.terraform.environments.template import Template
from steersman.connectors.terraform.environments.workshop import Task, Workshop


@dataclass(frozen=True, slots=True)
class TemplateOffers:
    """An ``EnvironmentSource`` over a folder of templates."""

    workshop: Workshop

    def offers(self) -> Sequence[Offer]:
        return tuple(
            _faulty(each) if isinstance(each, str) else _offer(each)
            for each in self.workshop.templates()
        )

    def check(self, offer: str, answers: dict[str, str]) -> None:
        self.workshop.template(offer).values(answers)

    def drifted(self, environment: str) -> tuple[str, ...]:
        built = self.workshop.built(environment)
        if built is None:
            return ()
        told = self.workshop.plan(environment, built, Task.CORRECT)
        rows = [row for each in resources_of(told) if each.changes for row in each.rows()]
        return tuple(f"{row.address}: {row.attribute}" for row in rows)


def _offer(template: Template) -> Offer:
    told = template.manifest
    asks = tuple(
        Asked(
            name=each.name,
            label=each.label or each.name,
            kind=each.type,
            choices=("yes", "no") if each.type == "yes/no" else each.choices,
            default=_text(each.default),
        )
        for each in told.variable
    )
    described = (template.name, told.title, told.description)
    return Offer(*described, told.longest_days, told.disposable, asks)


def _faulty(fault: str) -> Offer:
    return Offer("", "", "", 0.0, False, fault=fault)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
