"""The entries of one piece of work, sorted into its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from steersman.records.ledger.entry import Link

LOOKS = ("reading", "proof")
INTENTS, OUTCOMES = ("intent", "undo-intent"), ("outcome",)


@dataclass(slots=True)
class RunEntries:
    """One run.  ``after``: the last entry of the run before; ``seq``: where this one begins.

    ``steps``: name of a step → kind of entry → the entry.
    """

    name: str  # "REQ0000012#1"
    after: int
    seq: int
    decision: Link | None = None
    end: Link | None = None
    steps: dict[str, dict[str, Link]] = field(default_factory=dict)
    looks: list[Link] = field(default_factory=list)  # what the checks of a runbook found

    @property
    def attempt(self) -> int:
        return int(self.name.rpartition("#")[2])

    def take_in(self, link: Link) -> None:
        rest = link.key[len(self.name) + 1 :]
        step, _, last = rest.rpartition("/")
        if not step and last == "decision":
            self.decision = link
        elif not step and last == "end":
            self.end = link
        elif link.kind in LOOKS:
            self.looks.append(link)
        else:
            self.steps.setdefault(step, {})[link.kind] = link


def runs_of(links: Sequence[Link]) -> tuple[list[RunEntries], list[Link]]:
    """The runs in their order, and what belongs to none: approvals, answers, questions."""
    runs: dict[str, RunEntries] = {}
    others: list[Link] = []
    before = 0
    for link in links:
        head = link.key.partition("/")[0]
        if "#" not in head:
            others.append(link)
            continue
        if head not in runs:
            runs[head] = RunEntries(head, before, link.seq)
        runs[head].take_in(link)
        before = link.seq
    return list(runs.values()), others
