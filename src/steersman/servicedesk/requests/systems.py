"""Which systems are meant: the words of the systems file, listed with commas, and, or, except."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.servicedesk.requests.doubts import Doubt, Unclear
from steersman.servicedesk.requests.template import starts
from steersman.servicedesk.requests.tokenise import Token, sentences, spelt
from steersman.servicedesk.requests.words import (
    AGAIN,
    BUT,
    CLASSES,
    DETERMINERS,
    EITHER,
    EVERYTHING,
    NOUNS,
    SEPARATORS,
    Phrase,
)
from steersman.settings.systems import System

EXCEPT = CLASSES["EXCEPT"]


@dataclass(frozen=True)
class Vocabulary:
    """Every word for a declared system → the names of the systems that it may mean."""

    names: tuple[str, ...]
    words: Mapping[Phrase, frozenset[str]]

    @classmethod
    def of(cls, systems: Iterable[System]) -> Vocabulary:
        words: dict[Phrase, frozenset[str]] = {}
        declared = tuple(systems)
        for system in declared:
            for alias in (system.name, system.name.replace("-", " "), *system.aliases):
                phrase = _phrase(alias)
                words[phrase] = words.get(phrase, frozenset()) | {system.name}
        words.pop((), None)
        return cls(tuple(system.name for system in declared), words)

    def known(self) -> str:
        return ", ".join(self.names) or "none is declared"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Names of declared systems.  ``everything``: all but ``kept``; ``names`` is empty then."""

    names: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    everything: bool = False


@dataclass
class Reader:
    """Reads a list from left to right; every token must belong to it."""

    tokens: Sequence[Token]
    vocabulary: Vocabulary
    everything: bool = False
    keeping: bool = False
    named: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    joined: list[bool] = field(default_factory=list)  # of those kept: was it by "or"?
    at: int = 0

    def read(self) -> Chosen | Unclear:
        doubt = self._first()
        while doubt is None and self.at < len(self.tokens):
            doubt = self._join() or self._one()
        return doubt or self._checked()

    def _first(self) -> Unclear | None:
        length = 0 if self.keeping else starts(self.tokens, self.at, EVERYTHING)
        if not length:
            return self._one()
        self.everything, self.at = True, self.at + length
        return None

    def _one(self) -> Unclear | None:
        """One system: "the email system", "Slack"."""
        length, names = self._name()
        if not length and self._word() in DETERMINERS:
            self.at += 1
            length, names = self._name()
        if not length:
            return self._unknown()
        if len(names) > 1:
            which = " or ".join(sorted(names))
            span = spelt(self.tokens[self.at : self.at + length])
            return Unclear(f"“{span}” may mean {which}: which?", span, Doubt.AMBIGUOUS_SYSTEM)
        self.at += length
        self.at += self._word() in NOUNS
        (self.kept if self.keeping else self.named).extend(names)
        return None

    def _name(self) -> tuple[int, frozenset[str]]:
        longest = starts(self.tokens, self.at, frozenset(self.vocabulary.words))
        words = tuple(token.word for token in self.tokens[self.at : self.at + longest])
        return longest, self.vocabulary.words.get(words, frozenset())

    def _join(self) -> Unclear | None:
        exceptions = EXCEPT | BUT if self.everything else EXCEPT
        length = 0 if self.keeping else starts(self.tokens, self.at, exceptions)
        if length:
            self.keeping = True
        else:
            length = starts(self.tokens, self.at, SEPARATORS)
            if self.keeping:
                self.joined.append(bool(starts(self.tokens, self.at, EITHER)))
            if not length or (self.everything and not self.keeping):
                return self._unknown()
        self.at += length
        self.at += starts(self.tokens, self.at, AGAIN)
        return None

    def _word(self) -> str:
        return self.tokens[self.at].word if self.at < len(self.tokens) else ""

    def _unknown(self) -> Unclear:
        end = self.at
        while end < len(self.tokens) and not starts(self.tokens, end, SEPARATORS | EXCEPT | BUT):
            end += 1
        span = spelt(self.tokens[self.at : max(end, self.at + 1)]) or spelt(self.tokens)
        known = self.vocabulary.known()
        return Unclear(f"“{span}” is no system here: name {known}", span, Doubt.UNKNOWN_SYSTEM)

    def _checked(self) -> Chosen | Unclear:
        both, span = sorted(set(self.named) & set(self.kept)), spelt(self.tokens)
        if both:
            text = f"{', '.join(both)} is named as taken away and as kept: which is meant?"
            return Unclear(text, span, Doubt.CONTRADICTION)
        if self.named and not all(self.joined):
            text = f"“{span}”: is the last one kept or taken away? Name only those to take away"
            return Unclear(text, span, Doubt.TWO_READINGS)
        names, kept = tuple(dict.fromkeys(self.named)), tuple(dict.fromkeys(self.kept))
        return Chosen(names, kept, self.everything)


def read_systems(tokens: Sequence[Token], vocabulary: Vocabulary) -> Chosen | Unclear:
    """What "email, the wiki and Slack" or "everything except Slack" means."""
    return Reader(tokens, vocabulary).read()


def read_exceptions(tokens: Sequence[Token], vocabulary: Vocabulary) -> Chosen | Unclear:
    """What stands behind "all of John's access except"."""
    return Reader(tokens, vocabulary, everything=True, keeping=True).read()


def _phrase(alias: str) -> Phrase:
    return tuple(token.word for each in sentences(alias) for token in each.tokens)
