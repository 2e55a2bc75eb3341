"""How a procedure is written: one function that is run twice.

First by a ``Rehearser``, which plans every step and writes nothing; then, once the governor has
decided about the whole of it, by a ``DurableRun``.  The procedure cannot tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from steersman.domain.work import Work
from steersman.governor.checking import Check, Proof

Outputs = Mapping[str, str]
RUNBOOK = "runbook:"  # the front of the procedures that people write: "runbook:NAME@VERSION"


class StepFailed(Exception):
    """A step was not decided, failed, or could not be verified.  The stage says what follows."""


class Run(Protocol):
    def systems(self, capability: str) -> tuple[str, ...]:
        """The declared systems that offer ``capability``, in the order of their declaration."""
        ...

    def resolve(self, system: str, person: str) -> str:
        """The account of ``person`` in ``system`` by its immutable id; empty when there is none.

        Fails the step when two independent identifiers do not agree on exactly one account.
        """
        ...

    def do(self, capability: str, system: str, **params: str) -> Outputs:
        """One governed step; its outputs are placeholders while rehearsing."""
        ...

    def check(self, check: Check) -> None:
        """What must hold before acting: read while rehearsing, and again right before acting."""
        ...

    def tell(self, check: Check) -> str:
        """What the check ``tells`` now, for a later step: an id that only the system knows."""
        ...

    def when(self, check: Check) -> bool:
        """Whether the next step is taken; if not, its name is passed over."""
        ...

    def expect(self, check: Check, *, within: float) -> None:
        """What the steps before must have brought about, so many seconds from now at the latest.

        While rehearsing it is taken to come about.
        """
        ...

    def proving(self) -> bool:
        """An earlier run of this work did every step, and only ``prove`` is left."""
        ...

    def prove(self, proof: Proof) -> None:
        """Whether it helped.  Fails the step, and takes back what it may, when it did not."""
        ...

    def undo_all(self) -> None:
        """Take back everything this run did that can be restored, last step first."""
        ...

    def enter(self, stage: str) -> None:
        """Steps are named ``stage/1``, ``stage/2`` …: a skipped step renames no other stage."""
        ...

    def leave(self) -> None: ...

    def undo_stage(self) -> None:
        """Take back what this stage did, its inner stages included, last step first."""
        ...

    def escalate(self, reason: str) -> None:
        """Tell people what was not done."""
        ...

    def meet(self, obligation: str) -> None:
        """What was owed under this kind is done: the 15-minute clock stops here."""
        ...

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None:
        """Write down that ``procedure`` is due for the same person in so many days."""
        ...


Procedure = Callable[[Run, Work], None]


@dataclass(slots=True)
class Stage:
    """What became of one stage, readable after its ``with`` block."""

    complete: bool = True


@contextmanager
def all_or_nothing(run: Run, name: str) -> Iterator[Stage]:
    """If a step fails, take back the steps of this stage, last one first, and tell a person."""
    stage = Stage()
    run.enter(name)
    try:
        yield stage
    except StepFailed as failure:
        stage.complete = False
        run.undo_stage()
        run.escalate(f"{name} was undone: {failure}")
    finally:
        run.leave()


@contextmanager
def keep_what_is_done(run: Run, name: str) -> Iterator[Stage]:
    """If a step fails, keep the earlier ones, go on with the next stage, and tell a person."""
    stage = Stage()
    run.enter(name)
    try:
        yield stage
    except StepFailed as failure:
        stage.complete = False
        run.escalate(f"{name} is incomplete: {failure}")
    finally:
        run.leave()


class StepNames:
    """Names steps by stage and place, the same way in both runs."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._count: dict[str, int] = {}

    def enter(self, stage: str) -> None:
        self._path.append(stage)
        if self.here in self._count:
            raise ValueError(f"stage {self.here!r} appears twice; its steps would share names")
        self._count[self.here] = 0

    def leave(self) -> None:
        self._path.pop()

    def next(self) -> str:
        self._count[self.here] = self._count.get(self.here, 0) + 1
        return f"{self.here}/{self._count[self.here]}"

    @property
    def here(self) -> str:
        return "/".join(self._path) or "main"
