"""What people are told, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from steersman.signals.alerts.habits import Kind


class Why(StrEnum):
    NEW = "new"
    BURST = "burst"
    RARE = "rare"
    SEVERAL = "several kinds at once"
    HOSTS = "several hosts"
    AROUND = "what else came"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words, with what it speaks of."""

    why: Why
    words: str
    host: str = ""
    name: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Notification:
    """``at``: seconds since 1970; ``alerts``: references newly told, examples of each kind."""

    at: int
    situation: str
    host: str
    alerts: Sequence[int]
    kinds: Sequence[Kind]
    reasons: Sequence[Reason]
