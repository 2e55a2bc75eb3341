"""A system as an administrator asks after it: state, rights, quality, what its rate allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import Spec
from steersman.records.guard.tables import writes
from steersman.records.store import reading
from steersman.records.system_checks import SystemCheck
from steersman.settings.systems import System
from steersman.web.core import Core
from steersman.web.pages.systems.waiting import Waiting

STALE = 86400.0  # seconds after which a check tells little about today


@dataclass(frozen=True, slots=True)
class Able:
    """One capability there.  ``used`` of ``limit`` writes in the last ``per`` seconds."""

    spec: Spec
    used: int
    limit: int
    per: float
    last: float | None

    @property
    def share(self) -> float:
        return min(1.0, self.used / self.limit)


@dataclass(frozen=True, slots=True)
class Connected:
    """``check`` None: nobody has asked it yet."""

    system: System
    check: SystemCheck | None
    tier: Tier
    able: Sequence[Able]
    stopped: bool

    @property
    def state(self) -> str:
        """ok, hold (rights differ, or the check is old), bad or unknown."""
        if self.check is None:
            return "unknown"
        if not self.check.reached:
            return "bad"
        return "hold" if self.check.missing or self.check.excessive else "ok"

    @property
    def word(self) -> str:
        words = {"unknown": "Not checked yet", "bad": "Does not answer", "ok": "Answers"}
        if self.state != "hold" or self.check is None:
            return words[self.state]
        return "Rights are missing" if self.check.missing else "Holds more rights than needed"

    @property
    def needed(self) -> Sequence[str]:
        return sorted({right for each in self.able for right in each.spec.permissions})

    @property
    def used(self) -> int:
        return sum(each.used for each in self.able)

    @property
    def last(self) -> float | None:
        return max((each.last for each in self.able if each.last is not None), default=None)


@dataclass(frozen=True, slots=True)
class View:
    systems: Sequence[Connected]
    waiting: Waiting | None  # what counts after a restart only; None: not looked at
    may_check: bool
    may_add: bool
    may_restart: bool = False

    @property
    def sentence(self) -> str:
        """What a tired person has to know."""
        bad = [each.system.name for each in self.systems if each.state == "bad"]
        if bad:
            return f"{', '.join(bad)} {'does' if len(bad) == 1 else 'do'} not answer."
        unknown = sum(each.state == "unknown" for each in self.systems)
        if unknown:
            return f"{unknown} of {len(self.systems)} were never checked: press Check all."
        held = sum(each.state == "hold" for each in self.systems)
        return f"All answer; {held} hold other rights than they need." if held else "All answer."


def systems_of(core: Core, name: str = "") -> list[Connected]:
    checks, thrown = core.system_checks.all(), {row["scope"] for row in core.switches.thrown()}
    used = _used(core)
    return [
        Connected(
            system=system,
            check=checks.get(system.name),
            tier=core.governor.gatherer.tiers.get(system.name, Tier.BRONZE),
            able=_able(core, system, used),
            stopped=bool({"everything", f"system:{system.name}"} & thrown),
        )
        for system in core.declared.systems
        if name in ("", system.name)
    ]


def _able(core: Core, system: System, used: Mapping[str, tuple[int, float]]) -> list[Able]:
    found = []
    for key, capability in sorted(core.governor.powers.registry.items()):
        if key.partition("@")[2] != system.name:
            continue
        limit = capability.spec.rate_limit
        many, last = used.get(key, (0, None))
        found.append(Able(capability.spec, many, limit.calls, limit.per, last))
    return found


def _used(core: Core) -> dict[str, tuple[int, float]]:
    """Registry key → how many writes in its own window, and when the last one was."""
    now, registry, c = core.clock.now(), core.governor.powers.registry, writes.c
    found: dict[str, tuple[int, float]] = {}
    with reading(core.store) as connection:
        for key, capability in registry.items():
            since = now - capability.spec.rate_limit.per
            recent = sa.select(sa.func.count()).where(c.capability == key, c.at > since)
            last = connection.scalar(sa.select(sa.func.max(c.at)).where(c.capability == key))
            if last is not None:
                found[key] = (connection.scalar(recent) or 0, last)
    return found
