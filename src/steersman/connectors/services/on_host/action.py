"""What every change on this host has in common: planned, applied, looked at again, taken back.

A change names what it expects to find.  What differs by then is not written (``apply`` says
"plan again") and not taken back (``undo`` leaves it alone).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from steersman.connectors.services.on_host.telling import TRY_AGAIN, USAGE, Refused


@dataclass(frozen=True)
class Change:
    target: str  # "service/web"
    attribute: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return self.target.partition("/")[2]


@dataclass(frozen=True)
class Planned:
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


class Action:
    """One kind of change; each step is safe to repeat.

    ``parameters`` names what a plan is asked for: the declared name, and at most one more word.
    """

    kind = ""  # of the declared section that it works on
    parameters: tuple[str, ...] = ()

    def plan(self, name: str, detail: str) -> Planned:
        raise NotImplementedError

    def apply(self, change: Change) -> None:
        raise NotImplementedError

    def holds(self, change: Change) -> bool:
        raise NotImplementedError

    def undo(self, change: Change) -> None:
        """Nothing, where nothing comes back."""

    def changed_meanwhile(self, change: Change) -> Refused:
        return Refused(TRY_AGAIN, f"{change.target}: {change.attribute} has changed: plan again")

    def refuse_other(self, change: Change) -> None:
        if not change.target.startswith(f"{self.kind}/"):
            raise Refused(USAGE, f"{change.target[:100]} is no {self.kind}")
