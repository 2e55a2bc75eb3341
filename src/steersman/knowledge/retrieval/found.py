"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.records.knowledge import Passage


@dataclass(frozen=True, slots=True)
class Found:
    """The best passage of one document, with its score (higher is better; no probability)."""

    passage: Passage
    score: float
