"""A workshop in memory that behaves: it plans and changes resources as Terraform tells of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from steersman.connectors.terraform.environments.program import Json
from steersman.connectors.terraform.environments.template import Template
from steersman.connectors.terraform.environments.workshop import Built, Task
from steersman.domain.errors import Permanent

Resources = dict[str, dict[str, object]]  # address → attributes
Configuration = Callable[[Mapping[str, object]], Resources]  # what the values stand for


@dataclass
class FakeWorkshop:
    """``fails`` is raised by the next call; ``breaks_after`` resources a change fails half-way."""

    offered: dict[str, tuple[Template, Configuration]] = field(default_factory=dict)
    live: dict[str, Built] = field(default_factory=dict)
    standing: dict[str, Resources] = field(default_factory=dict)
    fails: Exception | None = None
    breaks_after: int | None = None

    def templates(self) -> Iterator[Template | str]:
        yield from (template for template, _ in self.offered.values())

    def template(self, name: str) -> Template:
        if name not in self.offered:
            raise Permanent(f"there is no template {name!r}")
        return self.offered[name][0]

    def built(self, environment: str) -> Built | None:
        return self.live.get(environment)

    def plan(self, environment: str, built: Built, task: Task) -> Json:
        self._answer()
        template, configuration = self.offered[built.template]
        if task is Task.BUILD and template.digest != built.digest:
            raise Permanent(f"the template {built.template} has changed since: plan again")
        wanted = {} if task is Task.REMOVE else configuration(_values(built))
        held = self.standing.get(environment, {})
        changes = [_change(each, held, wanted) for each in sorted(held.keys() | wanted.keys())]
        return {"format_version": "1.2", "resource_changes": changes}

    def change(
        self, environment: str, built: Built, task: Task, check: Callable[[Json], None]
    ) -> None:
        check(self.plan(environment, built, task))
        _, configuration = self.offered[built.template]
        wanted = {} if task is Task.REMOVE else configuration(_values(built))
        held = self.standing.setdefault(environment, {})
        for place, each in enumerate(sorted(held.keys() | wanted.keys())):
            if self.breaks_after is not None and place >= self.breaks_after:
                self.breaks_after = None
                raise Permanent("the provider refuses: the quota is spent")
            if each in wanted:
                held[each] = deepcopy(wanted[each])
            else:
                del held[each]
        if task is Task.REMOVE:
            self.live.pop(environment, None)
            self.standing.pop(environment, None)
        else:
            self.live[environment] = built

    def version(self) -> str:
        return "in memory"

    def state(self) -> object:
        """All of it, for tests that compare before and after."""
        return deepcopy(self.live), deepcopy(self.standing)

    def _answer(self) -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure


def _values(built: Built) -> Mapping[str, object]:

    values: Mapping[str, object] = json.loads(built.values)
    return values


def _change(address: str, held: Resources, wanted: Resources) -> Json:
    before, after = held.get(address), wanted.get(address)
    actions = ["no-op"] if before == after else ["update"]
    if before is None:
        actions = ["create"]
    if after is None:
        actions = ["delete"]
    change = {"actions": actions, "before": before, "after": after}
    kind = address.rpartition(".")[0].rpartition(".")[2]
    return {"address": address, "mode": "managed", "type": kind, "change": change}
