"""What came of asking a connected system for its items, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SHOWN = 50  # of what was left out, that is kept; all of it is counted


class Outcome(StrEnum):
    READ = "read"  # all of it
    PARTIAL = "partial"  # but for what is named in ``left_out``
    REFUSED = "refused"  # it lists so much less that a person is asked
    FAILED = "failed"  # it did not answer, or not as it must


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item, an attribute or a part of the answer that was not taken in, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What came of asking a system once.  ``at``: seconds since 1970.

    ``detail`` is one sentence with the mend where nothing was taken in; ``left_out`` holds the
    first ones of ``left_out_count``.  ``complete``: it was everything that the system has.
    """

    at: float
    outcome: Outcome
    detail: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    left_out_count: int = 0
    complete: bool = False

    @property
    def is_good(self) -> bool:
        return self.outcome in (Outcome.READ, Outcome.PARTIAL)


def collection_of(kept: Mapping[str, Any]) -> Collection | None:
    if not kept:
        return None
    left_out = tuple(LeftOut(**each) for each in kept["left_out"])
    return Collection(**{**kept, "outcome": Outcome(kept["outcome"]), "left_out": left_out})
