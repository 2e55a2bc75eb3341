"""Reading a question by trying every reading: what each part of it has in common.

Each function yields every reading with the place where its words end; whoever calls takes only
readings that use up all words.  So a word that is not understood can never be passed over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Known,
    Some,
    Than,
    both,
)
from steersman.knowledge.questions.lexicon import Lexicon
from steersman.knowledge.questions.said import DETERMINERS, NOT
from steersman.knowledge.questions.words import Word

Conditions = Iterator[tuple[Condition, int]]
CI, PEOPLE, SOFTWARE, HOST = "configuration_item", "person", "software_instance", "host"
COMPUTER = "computer"  # a host, a PC or a mobile device
SERVICE = "service"  # of any kind
SUBNET = "subnet"
ENDING = "expiring_item"  # a contract, a licence or a certificate


@dataclass(frozen=True, slots=True)
class Noun:
    """What a phrase is about.  ``name``: it is one thing, called so."""

    entity: str
    condition: Condition | None = None
    name: str = ""


@cache
def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(phrase.split(" "))


class Phrase(ABC):
    """The words of one question and what they may mean."""

    def __init__(self, words: Sequence[Word], lexicon: Lexicon, today: date) -> None:
        self.words, self.lexicon, self.today = words, lexicon, today
        self.schema = lexicon.schema
        self.furthest = 0  # the first word that no reading got past

    @abstractmethod
    def nouns(self, at: int) -> Sequence[tuple[Noun, int]]:
        """Every noun phrase that begins here, the longest first."""

    @abstractmethod
    def modifier(self, entity: str, at: int) -> Conditions:
        """One thing said about a noun of this kind."""

    def key(self, at: int) -> str:
        return self.words[at].key if at < len(self.words) else ""

    def said(self, at: int, *phrases: str) -> Iterator[int]:
        """Where each of the phrases that stands here ends."""
        first = self.key(at)
        for phrase in phrases:
            parts = _parts(phrase)
            if parts[0] != first:
                continue
            if tuple(word.key for word in self.words[at : at + len(parts)]) == parts:
                yield self.reach(at + len(parts))

    def reach(self, at: int) -> int:
        self.furthest = max(self.furthest, at)
        return at

    def past_determiners(self, at: int) -> int:
        while self.key(at) in DETERMINERS or (
            self.key(at) == "other" and self.key(at + 1) != "than"
        ):
            at += 1
        return at

    def is_ci(self, entity: str) -> bool:
        return self.lexicon.root(entity) == CI

    def behind(self, entity: str, at: int) -> Iterator[tuple[Condition | None, int]]:
        """What follows a noun: nothing, one or several conditions."""
        yield None, self.reach(at)
        yield from self.modifiers(entity, at)

    def modifiers(self, entity: str, at: int) -> Conditions:
        """One or several things said about a noun."""
        at += self.key(at) == "but" and self.key(at + 1) in NOT
        for condition, end in self.modifier(entity, at):
            yield from self._joined(entity, end, condition)

    def _joined(self, entity: str, at: int, before: Condition) -> Conditions:
        """ "… and …", "… or …", or simply one after the other."""
        yield before, self.reach(at)
        if self.key(at) == "or":
            for condition, end in self.modifier(entity, at + 1):
                yield from self._joined(entity, end, either(before, condition))
            return
        while self.key(at) in ("and", ",", "but", "also", "then", "yet"):
            at += 1
        for condition, end in self.modifier(entity, at):
            yield from self._joined(entity, end, joint(before, condition))


def field_of(condition: Condition) -> str:
    """The field that a condition is about; of several the first."""
    if isinstance(condition, All | Some):
        return field_of(condition.conditions[0])
    return (
        condition.field
        if isinstance(condition, Compare | Known | Than)
        else type(condition).__name__
    )


def joint(one: Condition, other: Condition) -> Condition:
    found = both(one, other)
    assert found is not None
    return found


def either(one: Condition, other: Condition) -> Condition:
    """One or the other, flat."""
    flat = [*(one.conditions if isinstance(one, Some) else [one])]
    flat += [*(other.conditions if isinstance(other, Some) else [other])]
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else Some(kept)
