"""The rows of an environment's plan: what people approve, and what is compared before a write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from steersman.capabilities.environments import COST, RISK
from steersman.connectors.terraform.environments.planned import Resource, resources_of
from steersman.connectors.terraform.environments.prices import PriceTable, cost_after
from steersman.connectors.terraform.environments.program import Json
from steersman.connectors.terraform.environments.risks import risk_of
from steersman.connectors.terraform.environments.workshop import Built
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan

TEMPLATE, VALUES, DISPOSABLE = "template", "values", "disposable"
FIELDS = (TEMPLATE, VALUES, DISPOSABLE, COST, RISK)


@dataclass(frozen=True, slots=True)
class Seen:
    """One plan of Terraform, as rows; ``built`` now has its cost and its risk."""

    built: Built
    rows: tuple[Change, ...]
    names: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes rows for one system."""

    system: str
    prices: Callable[[], PriceTable]

    def target(self, environment: str) -> str:
        return f"{self.system}:{environment}"

    def see(self, environment: str, built: Built, plan: Json) -> Seen:
        resources = resources_of(plan)
        cost = cost_after(resources, self.prices())
        level, reasons = risk_of(resources)
        risk = "; ".join([level, *reasons])
        changing = [each for each in resources if each.changes]
        warnings = [f"{each} is billed for its use as well" for each in cost.by_use]
        return Seen(
            replace(built, cost=cost.as_text(), risk=risk),
            tuple(self._rows(environment, changing)),
            {f"{self.target(environment)}/{each.address}": each.address for each in changing},
            tuple(warnings),
        )

    def left(self, environment: str, built: Built, plan: Json) -> set[tuple[str, str]]:
        """Target and attribute of everything that is not as it is to be."""
        rows = self.see(environment, built, plan).rows
        return {(row.target, row.attribute) for row in rows}

    def own_rows(self, environment: str, before: Built | None, after: Built | None) -> list[Change]:
        """What is kept of the environment itself."""
        told = [(name, _field(before, name), _field(after, name)) for name in FIELDS]
        at = self.target(environment)
        return [Change(at, name, old, new) for name, old, new in told if old != new]

    def _rows(self, environment: str, resources: Iterable[Resource]) -> list[Change]:
        at = self.target(environment)
        return [
            Change(f"{at}/{row.address}", row.attribute, row.before, row.after)
            for each in resources
            for row in each.rows()
        ]

    def environment_of(self, plan: Plan) -> str:
        """The one environment that a plan is about."""
        start = f"{self.system}:"
        found = {each.removeprefix(start).partition("/")[0] for each in plan.targets}
        if len(found) != 1:
            raise Permanent("a plan is about one environment")
        return found.pop()

    def check(self, environment: str, built: Built, decided: Plan) -> Callable[[Json], None]:
        """Looks at the plan that is about to be carried out: the decided one, or less."""

        def look(fresh: Json) -> None:
            seen = self.see(environment, built, fresh)
            more = [row for row in seen.rows if row not in decided.changes]
            if more:
                named = ", ".join(sorted({row.target for row in more})[:5])
                raise Permanent(f"the plan has changed since it was decided: {named}")

        return look

    def check_own(self, ours: frozenset[str]) -> Callable[[Json], None]:
        """Before a removal: nothing may go that is not among ``ours``, by target."""

        def look(fresh: Json) -> None:
            going = [each for each in resources_of(fresh) if each.changes]
            known = {target.partition("/")[2] for target in ours}
            strange = sorted(each.address for each in going if each.address not in known)
            if strange:
                raise Permanent(f"others would go too: {', '.join(strange[:5])}")

        return look


def built_from(rows: Iterable[Change], *, side: str) -> Built:
    """What an environment is (``after``) or was (``before``) built from, as its rows say."""
    held = {row.attribute: getattr(row, side) or "" for row in rows if row.attribute in FIELDS}
    name, _, digest = held.get(TEMPLATE, "").partition("@")
    if not name:
        raise Permanent("the plan does not say from which template")
    values = held.get(VALUES, "{}")
    json.loads(values)
    return Built(name, digest, values, held.get(COST, ""), held.get(RISK, ""), held[DISPOSABLE])


def _field(built: Built | None, name: str) -> str | None:
    if built is None:
        return None
    held = {
        TEMPLATE: f"{built.template}@{built.digest}",
        VALUES: built.values,
        DISPOSABLE: built.disposable,
        COST: built.cost,
        RISK: built.risk,
    }
    return held[name]
