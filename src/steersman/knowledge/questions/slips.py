"""Slips of the keyboard in a question: "laptps", "warrenty", "severs in Lodnon".

Only a word that means nothing here is mended, only by the one word that it can be, and the answer
says so.  Names are never: Jonson and Johnson are two people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

from steersman.knowledge.queries.schema import Schema
from steersman.knowledge.questions import access as access_words
from steersman.knowledge.questions import (
    comparators,
    forms,
    idioms,
    lexicon,
    modifiers,
    said,
    times,
    understanding,
    words,
)
from steersman.knowledge.questions.lexicon import Vocabulary
from steersman.knowledge.questions.vocabulary import BEGUN, WHOLE
from steersman.knowledge.questions.words import joined, singular, words_of

SHORTEST = 6  # letters: shorter words are a slip away from too much
MOST = 2  # words that are mended in one question
_VOWELS = "aeiou"
_MODULES = (
    *(access_words, comparators, idioms, lexicon, modifiers, said, times, understanding, words),
    *(module for module in vars(forms).values() if isinstance(module, ModuleType)),
)
Slip = tuple[str, str]  # as it was typed, and as it is read


def mended(question: str, vocabulary: Vocabulary) -> tuple[str, tuple[Slip, ...]]:
    """The question without its slips, and these; none where nothing is to be mended."""
    found: list[Slip] = []
    for word in words_of(question):
        if not _means_something(word.key, vocabulary) and not word.quoted:
            near = {*_near(word.key, vocabulary)}
            if len(near) == 1:
                found.append((word.text, near.pop()))
    if not 0 < len(found) <= MOST:
        return question, ()
    for typed, meant in found:
        question = question.replace(typed, meant, 1)
    return question, tuple(found)


def _means_something(key: str, vocabulary: Vocabulary) -> bool:
    if len(key) < SHORTEST or not key.isalpha():
        return True
    known = {key, singular(key)} & (_grammar() | _targets(vocabulary.schema))
    return bool(known or vocabulary.names(key) or vocabulary.values(key))


def _near(key: str, vocabulary: Vocabulary) -> Iterator[str]:
    targets = _targets(vocabulary.schema)
    for slip in _slips(key):
        if len(slip) >= SHORTEST and (slip in targets or singular(slip) in targets):
            yield slip
    for slip in _typed(key):
        for value in vocabulary.values(slip) if len(slip) >= SHORTEST else ():
            if value.field in WHOLE | BEGUN and joined(value.value).startswith(slip):
                yield value.value if joined(value.value) == slip else slip


def _typed(key: str) -> set[str]:
    """Two letters swapped, one left out or typed twice."""
    halves = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    twice = {a + b[1:] for a, b in halves if a and b and a[-1] == b[0]}
    left_out = {a + each + b for a, b in halves for each in "abcdefghijklmnopqrstuvwxyz"}
    return (swapped | twice | left_out) - {key}


def _slips(key: str) -> set[str]:
    """Those, and a wrong vowel: another consonant is mostly another word."""
    halves = [(key[:at], key[at:]) for at in range(len(key))]
    vowels = {a + each + b[1:] for a, b in halves if b[0] in _VOWELS for each in _VOWELS}
    return (_typed(key) | vowels) - {key}


@cache
def _grammar() -> frozenset[str]:
    """Every word that stands in a phrase of the grammar."""
    said_there = (text for module in _MODULES for text in _texts([*vars(module).values()]))
    return frozenset(part for text in said_there for part in text.split(" "))


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts([*value.keys(), *value.values()])
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _texts(value)


_KNOWN: dict[tuple[str, ...], frozenset[str]] = {}


def _targets(schema: Schema) -> frozenset[str]:
    """What slips are read as: words for kinds, fields and links, and what is said of dates."""
    key = tuple(schema.entities)
    if key not in _KNOWN:
        phrases = [*idioms.DATE_VERBS, *idioms.ENDED]
        for entity in schema.entities.values():
            phrases += entity.words
            phrases += [word for each in entity.fields for word in each.words]
            phrases += [word for each in entity.links for word in each.words]
        found = (part for phrase in phrases for part in phrase.split(" "))
        _KNOWN[key] = frozenset(each for each in found if len(each) >= SHORTEST - 1)
    return _KNOWN[key]
