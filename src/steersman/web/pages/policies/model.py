"""What the policies page shows: the files, the limits in words, proposals, and a trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.governor.limits import Budget, Freeze, Limits
from steersman.governor.policies.replay import Effect
from steersman.records.guard.policy_proposals import OPEN, Proposal
from steersman.records.names import Names, names_in
from steersman.web.core import Core


@dataclass(frozen=True, slots=True)
class PolicyFile:
    name: str
    text: str

    @property
    def rules(self) -> int:
        return sum(line.startswith(("permit", "forbid")) for line in self.text.splitlines())


@dataclass(frozen=True, slots=True)
class Proposed:
    """``mine``: the visitor made it, so somebody else must apply it."""

    it: Proposal
    by: str
    decided_by: str
    mine: bool

    @property
    def is_open(self) -> bool:
        return self.it.state == OPEN


@dataclass(frozen=True, slots=True)
class View:
    files: Sequence[PolicyFile]
    tests: int
    budgets: Sequence[tuple[str, Budget]]
    limits: Limits | None
    fault: str  # why the limits cannot be read
    freezes: Sequence[tuple[Freeze, bool]]  # and whether it holds now
    proposals: Sequence[Proposed]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One file with a change that was tried.  ``fault``: why it is not sound."""

    file: str
    text: str
    reason: str
    may_change: bool
    tests: int = 0
    effect: Effect | None = None
    fault: str = ""


def files_of(core: Core) -> list[PolicyFile]:
    names = core.policies.loaded.files
    return [PolicyFile(name, core.changing_policies.text(name)) for name in names]


def budgets_of(limits: Limits) -> list[tuple[str, Budget]]:
    return [("every other procedure", limits.default), *sorted(limits.procedures.items())]


def proposals_of(core: Core, visitor: str) -> list[Proposed]:
    found = core.changing_policies.proposals.latest()
    names = names_in(core.store, *(text for each in found for text in (each.by, each.decided_by)))
    return list(_proposed(found, names, visitor))


def _proposed(found: Sequence[Proposal], names: Names, visitor: str) -> Iterator[Proposed]:
    for each in found:
        yield Proposed(each, names.of(each.by), names.of(each.decided_by), each.by == visitor)
