"""Resources of all states as one inventory, with what depends on what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.connectors.terraform.classes import CLOUD, class_of, facts_of, name_of
from steersman.connectors.terraform.client import StateReader
from steersman.connectors.terraform.depending import pairs
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.connectors.terraform.states import Resource, State, state_of
from steersman.domain.errors import Permanent


@dataclass(frozen=True, slots=True)
class TerraformSource:
    """An ``InventorySource`` over one state or many."""

    reader: StateReader
    settings: TerraformSettings

    def collect(self) -> Inventory:
        found = Gathering()
        states = self._newest(found)
        ids: set[str] = set()
        for name, state in states.items():
            self._add(found, state.lineage or name, state, ids)
            if state.odd:
                found.not_read(
                    "resources", f"{state.odd} of {name}", "they have no type or no name"
                )
        return found.inventory()

    def _newest(self, found: Gathering) -> dict[str, State]:
        """Every state once: of copies of one the newest counts."""
        newest: dict[str, tuple[str, State]] = {}
        refusal: Permanent | None = None
        for name, state in self._states(found):
            if isinstance(state, Permanent):
                refusal = state
                continue
            known = newest.get(state.lineage or name)
            if known is not None:
                older = min((known, (name, state)), key=lambda each: each[1].serial)[0]
                found.not_read("states", older, "there is a newer copy of it: delete one")
            if known is None or state.serial > known[1].serial:
                newest[state.lineage or name] = (name, state)
        if not newest and refusal is not None:
            raise refusal
        return dict(newest.values())

    def _states(self, found: Gathering) -> Iterator[tuple[str, State | Permanent]]:
        for held in self.reader.states():
            try:
                if held.fault:
                    raise Permanent(held.fault)
                yield held.name, state_of(held.name, held.told)
            except Permanent as error:
                found.not_read("states", held.name, str(error))
                yield held.name, error

    def _add(self, found: Gathering, origin: str, state: State, ids: set[str]) -> None:
        for resource in filter(self._is_item, state.resources):
            ci_class = class_of(resource, self.settings.machine_class)
            facts = facts_of(resource, ci_class)
            if ci_class == CLOUD:
                facts["resource_id"] = _own(str(facts["resource_id"]), resource, origin, ids)
            found.add(f"{origin}:{resource.key}", ci_class, name_of(resource), facts)
        for each in pairs(state.resources, self._is_item):
            if isinstance(each, str):
                found.not_read("relations", each, "there are too many between their instances")
                continue
            source, target = each
            found.relate(f"{origin}:{source.key}", "depends_on", f"{origin}:{target.key}")

    def _is_item(self, resource: Resource) -> bool:
        return not any(fnmatchcase(resource.type, each) for each in self.settings.left_out)


def _own(told: str, resource: Resource, origin: str, ids: set[str]) -> str:
    """An id that no other item of the listing has: some resources are called as what they serve."""
    tries = (told, f"{resource.type}/{told}" if told else "", f"{origin}:{resource.key}")
    chosen = next(each for each in tries if each and each not in ids)
    ids.add(chosen)
    return chosen
