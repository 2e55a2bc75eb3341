"""What the systems file says by now and counts only after a restart, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.settings.systems import Systems, load_systems
from steersman.web.core import Core, Differences

OTHERS = {"hr": "HR’s list", "mail": "how notices are mailed"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """``others``: further workers that live; each is restarted for itself."""

    differs: Differences
    others: tuple[str, ...]

    @property
    def title(self) -> str:
        """In one line; empty: the process does what the file says."""
        if self.differs.fault:
            return "The systems file cannot be read"
        told = {
            "Declared, not connected yet": self.differs.added,
            "Changed in the file": self.differs.changed,
            "Taken out of the file, still connected": self.differs.removed,
        }
        parts = [f"{what}: {', '.join(names)}" for what, names in told.items() if names]
        others = [OTHERS.get(name, name) for name in self.differs.others]
        parts += [f"Read anew: {' and '.join(others)}"] if others else []
        return ". ".join(parts)

    @property
    def why(self) -> str:
        """What follows from it, and what to do."""
        if self.differs.fault:
            return f"{self.differs.fault}. What is connected goes on; a start would fail."
        told = "It counts after a restart, which takes seconds; work under way goes on after it."
        if self.differs.added:
            told = f"No plan asks it yet, so a leaver leaves accounts there open. {told}"
        return f"{told}{self.beside}"

    @property
    def beside(self) -> str:
        """A word on the other workers; empty: there are none."""
        if not self.others:
            return ""
        return f" Other workers live too and must be restarted each: {', '.join(self.others)}."


def declared_now(core: Core) -> Systems:
    """What the file says by now; what it said at the start while it cannot be read."""
    try:
        return load_systems(core.settings.declared_in)
    except Permanent:
        return core.declared  # ``waiting`` tells what is wrong with it


def waiting(core: Core) -> Waiting:
    """As it stands in the file now."""
    return Waiting(core.restarting.differences(), core.restarting.other_workers())
