"""A language model as the house sees it: text in, text out, no tools, no memory.

It is never asked to act and never reads the record: whoever asks puts in what the asker may read.
What it answers is checked before anybody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """``instructions`` are ours; ``material`` is data, as JSON, whatever it says.

    ``longest``: tokens that the answer may have.
    """

    purpose: str  # "query" or "rephrase"
    instructions: str
    material: str
    longest: int = 600


@dataclass(frozen=True, slots=True)
class Reply:
    """``tokens``: sent and received together, as the model counts them; 0 where it does not say."""

    text: str
    tokens: int = 0


class LanguageModel(Protocol):
    """One model at one address."""

    @property
    def name(self) -> str:
        """As people know it: it is shown beside what it wrote."""
        ...

    def complete(self, task: Task) -> Reply:
        """The answer.  ``Transient``: no answer in time; ``Permanent``: refused, or no answer."""
        ...
