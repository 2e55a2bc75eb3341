"""How people are told of a situation: one small port, called inside the transaction.

So what is written down as told was handed over, and a worker that is killed tells nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import sqlalchemy as sa


class Urgency(StrEnum):
    PAGE = "page"  # somebody must look now
    NOTIFY = "notify"  # somebody should look
    INFORM = "inform"  # nobody need do anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """``key`` names what is told: the same key twice is the same telling."""

    key: str
    situation: str
    title: str
    text: str
    urgency: Urgency
    at: float


class Tells(Protocol):
    def tell(self, connection: sa.Connection, telling: Telling) -> str:
        """Hand it over durably, in the caller's transaction.  Returns whom, in words."""
        ...


class ConsoleOnly:
    """As long as nobody is paged: whoever looks at the console sees it."""

    def tell(self, connection: sa.Connection, telling: Telling) -> str:
        del connection, telling
        return "shown in the console; nobody is paged"
