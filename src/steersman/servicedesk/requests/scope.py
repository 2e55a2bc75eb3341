"""What is closed by a request: which systems, through which group, and what must stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.capabilities.contract import Registry
from steersman.domain.errors import NeedsPerson
from steersman.servicedesk.requests.understand import Understood
from steersman.settings.systems import System, Systems
from steersman.workflows.remove_access import CLOSING, REVOKE, Group


@dataclass(frozen=True, slots=True)
class Scope:
    """``left_out``: systems that "everything" means but that cannot be closed, and why."""

    systems: tuple[str, ...]
    groups: Mapping[str, Group] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """The systems file beside what is connected."""

    systems: Systems
    registry: Registry

    def scope(self, understood: Understood) -> Scope:
        """Raises ``NeedsPerson`` for a named system that cannot be closed, or not alone."""
        if understood.everything:
            return self._everything(frozenset(understood.except_systems))
        kept = frozenset(understood.except_systems)
        for system in self._named(understood.systems):
            problem = self._obstacle(system, kept) or self._shared(system, understood.systems)
            if problem:
                raise NeedsPerson(f"{system.name}: {problem}")
        return self._made(understood.systems, {})

    def _everything(self, kept: frozenset[str]) -> Scope:
        wanted = [system for system in self.systems.systems if system.name not in kept]
        names = tuple(system.name for system in wanted)
        obstacles = {s.name: self._obstacle(s, kept) or self._shared(s, names) for s in wanted}
        left_out = {name: why for name, why in obstacles.items() if why}
        chosen = tuple(name for name in names if name not in left_out)
        if not chosen:
            raise NeedsPerson("nothing is left that can be closed here")
        return self._made(chosen, left_out)

    def _made(self, names: tuple[str, ...], left_out: Mapping[str, str]) -> Scope:
        groups = {
            system.name: (system.accounts_from, system.access_group)
            for system in self._named(names)
            if not self._has_own(system)
        }
        return Scope(names, groups, left_out)

    def _obstacle(self, system: System, kept: frozenset[str]) -> str:
        """Why it cannot be closed; empty: it can."""
        if not self._has_own(system) and not self._has_group(system):
            return "nothing here can take access away; declare access_group"
        hanging = [s.name for s in self._named(tuple(kept)) if s.accounts_from == system.name]
        if hanging and self._has_own(system):
            return f"{', '.join(hanging)} would be closed with it, which is to be kept"
        return ""

    def _shared(self, system: System, names: tuple[str, ...]) -> str:
        """A group that opens other systems too would take away more than was asked for."""
        if self._has_own(system):
            return ""
        where = (system.accounts_from, system.access_group)
        others = [
            other.name
            for other in self.systems.systems
            if (other.accounts_from, other.access_group) == where and other.name not in names
        ]
        if not others:
            return ""
        return f"its group {system.access_group} opens {', '.join(others)} too: name them as well"

    def _has_own(self, system: System) -> bool:
        return any(f"{capability}@{system.name}" in self.registry for capability in CLOSING)

    def _has_group(self, system: System) -> bool:
        return bool(system.access_group) and f"{REVOKE}@{system.accounts_from}" in self.registry

    def _named(self, names: tuple[str, ...]) -> list[System]:
        return [system for system in self.systems.systems if system.name in names]
