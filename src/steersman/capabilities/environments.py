"""Environments on request: what a system offers to build, and how a plan names cost and risk.

The governor reads the cost and the risk from the plan itself, so that what is decided about is
what people see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

COST = "monthly cost (USD)"  # attribute of an environment: "92.16", or "unknown: …"
RISK = "risk"  # attribute of an environment: "low", "medium" or "high", and why
CREATE, CORRECT = "environment.create", "environment.correct"
REMOVE, EXPIRE = "environment.remove", "environment.expire"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to who asks for an environment.  ``default`` empty: it must be answered."""

    name: str
    label: str
    kind: str  # "text", "number", "choice", "yes/no"
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be built.  ``disposable``: nothing in it is missed at its end."""

    name: str
    title: str
    description: str
    longest_days: float
    disposable: bool
    asks: tuple[Asked, ...] = ()
    fault: str = ""  # why it cannot be had at this moment


class EnvironmentSource(Protocol):
    """A system that builds environments.  Reads only."""

    def offers(self) -> Sequence[Offer]:
        """Raises ``Permanent`` when nothing can be read there."""
        ...

    def check(self, offer: str, answers: dict[str, str]) -> None:
        """Raises ``Permanent`` naming each answer that is wrong or missing."""
        ...

    def drifted(self, environment: str) -> tuple[str, ...]:
        """What is not any more as it was built, one line each; empty: nothing, or it is gone.

        Raises ``Transient`` or ``Permanent`` when this cannot be told.
        """
        ...
