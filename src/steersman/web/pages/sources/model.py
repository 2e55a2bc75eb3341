"""A source as a person asks after it: is it fresh, what came of reading it, what needs me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steersman.domain.canonical import Json
from steersman.records.knowledge.sources import KnowledgeSource

DAY = 86_400.0
SHOWN = 200  # effects of a dry run, and things left out
# Outcome of the last collection → state, word
_OUTCOMES = {
    "read": ("ok", "Read"),
    "partial": ("hold", "Read in part"),
    "refused": ("hold", "Asks you"),
    "failed": ("bad", "Not read"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One of ``GET /ci/sources``."""

    told: Json

    @property
    def name(self) -> str:
        return str(self.told["name"])

    @property
    def found(self) -> Any:
        """What came of asking it last; None: it is a file, or nobody asked yet."""
        return self.told["collection"]

    @property
    def kind(self) -> str:
        if self.told["system"]:
            return "connected system"
        return "not connected any more" if self.found else "files"

    @property
    def state(self) -> str:
        """ok, hold, bad or unknown."""
        return self._judged[0]

    @property
    def word(self) -> str:
        return self._judged[1]

    @property
    def needs(self) -> bool:
        """Whether somebody has to look."""
        return self.state in ("hold", "bad")

    @property
    def _judged(self) -> tuple[str, str]:
        outcome = self.found["outcome"] if self.found else ""
        if self.told["collecting"]:
            return "unknown", "Is being read"
        if outcome in ("refused", "failed"):
            return _OUTCOMES[outcome]
        if self.told["freshness"] == "stale":
            return "hold", "Stale"
        if self.told["freshness"] == "never":
            return "unknown", "Never read"
        return _OUTCOMES.get(outcome, ("ok", "Read"))


@dataclass(frozen=True, slots=True)
class Documents:
    """A source of documents."""

    source: KnowledgeSource
    now: float

    @property
    def is_stale(self) -> bool:
        read_at, days = self.source.read_at, self.source.stale_after
        return bool(days) and read_at is not None and read_at + days * DAY < self.now

    @property
    def state(self) -> str:
        if self.source.failure:
            return "bad"
        if self.source.read_at is None:
            return "unknown"
        return "hold" if self.is_stale or self.source.troubles else "ok"

    @property
    def word(self) -> str:
        words = {"bad": "Not read", "unknown": "Never read", "ok": "Read"}
        return words.get(self.state, "Stale" if self.is_stale else "Read in part")

    @property
    def needs(self) -> bool:
        return self.state in ("hold", "bad")


@dataclass(frozen=True, slots=True)
class View:
    """``documents`` None: the visitor may not see where documents come from."""

    items: Sequence[Source]
    documents: Sequence[Documents] | None
    may_import: bool

    @property
    def sentence(self) -> str:
        """What a tired person has to know."""
        every = [*self.items, *(self.documents or ())]
        waiting = [each.name for each in self.items if each.needs]
        waiting += [each.source.name for each in self.documents or () if each.needs]
        if waiting:
            return f"{len(waiting)} of {len(every)} need a look: {', '.join(waiting[:5])}."
        return "Every source was read and is fresh." if every else ""


@dataclass(frozen=True, slots=True)
class Single:
    """One source of items.  ``plan``: what collecting now would do, as the API tells it."""

    source: Source
    may_change: bool
    may_collect: bool
    plan: Json | None = None
    accepted: bool = False
    fault: str = ""
    shown: int = SHOWN

    @property
    def effects(self) -> Sequence[Json]:
        return [] if self.plan is None else self.plan["effects"][: self.shown]

    @property
    def amount(self) -> int:
        """How many items and relations taking the plan in would add, change or remove."""
        names = ("created", "updated", "relations_created", "relations_removed")
        return 0 if self.plan is None else sum(self.plan["counts"][name] for name in names)

    @property
    def figures(self) -> Sequence[tuple[str, int]]:
        """Of the plan, or of the last collection."""
        found = self.plan or self.source.found
        counts = found["counts"] if found else {}
        return [(title, counts[name]) for title, name in _FIGURES if name in counts]


_FIGURES = (
    ("New", "created"),
    ("Changed", "updated"),
    ("As they are", "unchanged"),
    ("No longer listed", "missing"),
)
