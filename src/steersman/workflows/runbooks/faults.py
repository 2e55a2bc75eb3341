"""What is wrong with a runbook, where, and how it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from steersman.domain.errors import Permanent


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``line``: as an editor counts them, from 1."""

    line: int
    text: str
    mend: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}; {self.mend}"


class Broken(Exception):
    """A part that cannot be read on: its fault."""

    def __init__(self, line: int, text: str, mend: str) -> None:
        super().__init__(text)
        self.fault = Fault(line, text, mend)


@dataclass
class Faults:
    """Gathers what is wrong, so that people see all of it at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, text: str, mend: str) -> None:
        self.found.append(Fault(line, text, mend))


class Unsound(Permanent):
    """A runbook that must not run, with everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("; ".join(map(str, self.faults)))
