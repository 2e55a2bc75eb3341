"""What a connector promises about each thing that it can do.

A capability never *does* anything on its own.  It plans, and the governor decides whether the
plan may be applied, applies it, verifies it, and undoes it when it must.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, Generic, TypeVar

from steersman.domain.plan import Plan

Params = TypeVar("Params")


class Risk(IntEnum):
    """The worst honest consequence of applying a plan to the wrong subject."""

    READ = 0  # nothing changes
    LOW = 1  # one person is inconvenienced
    MEDIUM = 2  # one person cannot work
    HIGH = 3  # a team or a service is affected
    CRITICAL = 4  # the company is affected, or data is lost


class Reversal(Enum):
    """How the effect is taken back."""

    EXACT = "exact"  # undo() restores every field the plan changed
    BEST_EFFORT = "best effort"  # undo() helps, a person must check
    NONE = "none"  # irreversible: always needs a person


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """At most ``calls`` applications in any window of ``per`` seconds, over all workers."""

    calls: int
    per: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The declaration that the catalogue, the governor and the docs are generated from."""

    name: str  # "account.disable": object, then verb
    summary: str  # one line, in the words of an administrator
    risk: Risk
    reversal: Reversal
    permissions: frozenset[str]  # what the credential must hold, and nothing more
    rate_limit: RateLimit
    verify_within: float  # seconds the target may take to show the change
    restores: bool = True  # False: nothing comes back, nor need it (an ended session)
    outputs: frozenset[str] = frozenset()  # what later steps may refer to before it exists


class Capability(ABC, Generic[Params]):
    """One thing a connector can do, in four steps that are each safe to repeat.

    Each step raises ``Transient``, ``Permanent`` or ``NeedsPerson`` and no other expected error.
    """

    spec: Spec
    system: str  # the declared system it acts on: "directory"
    params: type[Params]  # a frozen dataclass of strings

    @property
    def key(self) -> str:
        """Its name in the registry and in every plan: ``account.disable@directory``."""
        return f"{self.spec.name}@{self.system}"

    @abstractmethod
    def plan(self, params: Params) -> Plan:
        """Read the target and say what would change.  Must not write.

        A parameter may be a placeholder (see ``is_known``): the object does not exist yet, so
        plan as if it were new.
        """

    @abstractmethod
    def apply(self, plan: Plan, *, key: str) -> None:
        """Make the plan true.  ``key`` is the same on every retry of the same step."""

    @abstractmethod
    def verify(self, plan: Plan) -> bool:
        """Read the target again, by another route than ``apply`` where there is one."""

    @abstractmethod
    def undo(self, plan: Plan, *, key: str) -> None:
        """Restore every ``before`` that is still at its ``after``; leave newer edits alone."""


Registry = Mapping[str, Capability[Any]]
