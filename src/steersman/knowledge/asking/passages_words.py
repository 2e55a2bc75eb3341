"""The words of a question, and what a document may say instead of each of them.

A document rarely repeats the words that it is asked in: "at least 14" answers "the minimum", a
rollback is what "roll back" asks for.  What may stand for what is general English and the common
words of IT, in one direction: a host that is called a server is one, a thing that is merely near
is not.  Names, codes and numbers are never said in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from steersman.knowledge.asking.passages_said import SAID, WIDER
from steersman.knowledge.asking.passages_thesaurus import ALIKE, OPPOSITE, SHORT
from steersman.knowledge.asking.plain_words import plain_verb
from steersman.knowledge.retrieval.words import plain, stem, terms

_TWO = {  # verbs of two words, written as one too: a backup, a login
    verb: frozenset(particles.split())
    for verbs, particles in (
        ("set start boot back clean look warm scale", "up"),
        ("shut take bring power break scale", "down up"),
        ("log sign", "in on off out up"),
        ("roll", "back out over"),
        ("fail hand take switch carry", "over"),
        ("switch turn power", "on off"),
        ("go", "off"),
        ("lock time opt phase sell", "out"),
        ("check", "in out"),
        ("play call fall report", "back"),
    )
    for verb in verbs.split()
}
_HOMONYMS = frozenset(("response", "responses"))  # of one stem with what means something else
_NOUNS = frozenset(("logging", "setup"))  # "debug logging in production"
_NO_PLURALS = frozenset(("ups", "windows"))  # that look like one
_CAPITALS = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}\b")
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’._\-/:@+\\][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that was asked for.  ``ways``: the stems of which a document must have one."""

    said: str
    ways: frozenset[str]
    name: bool = False  # a code, a number, a name: nothing else can stand for it
    wider: frozenset[str] = frozenset()  # what a statement may say that holds for this too

    def within(self, words: frozenset[str]) -> bool:
        return not self.ways.isdisjoint(words)

    def meant_in(self, statement: frozenset[str]) -> bool:
        return self.within(statement) or not self.wider.isdisjoint(statement)


@lru_cache(maxsize=20_000)
def bag(text: str) -> frozenset[str]:
    """The stems of a text, and of each two words that stand beside each other, written as one.

    With what its names are shortened to: Active Directory is AD.
    """
    words = [each.lower() for each in _WORD.findall(plain(text))]
    pairs = {pair(*two) for two in pairwise(words)}
    return frozenset((*map(plain_verb, terms(text)), *pairs, *_initials(text))) | (
        _NO_PLURALS & set(words)
    )


def _initials(text: str) -> Iterable[str]:
    return ("".join(word[0] for word in run.split()).lower() for run in _CAPITALS.findall(text))


def pair(first: str, second: str) -> str:
    return stem(plain_verb(stem(first)) + second)


def asked_terms(question: str, small: frozenset[str]) -> list[Term]:
    """The words that a document has to say, in their order; ``small``: stems it need not."""
    shouted = question.upper() == question
    words = _TOKEN.findall(plain(question.lower() if shouted else question))
    found: list[Term] = []
    joined = False
    for place, word in enumerate(words):
        behind = words[place + 1].lower() if place + 1 < len(words) else ""
        if joined:
            joined = False
            continue
        if behind in _TWO.get(stem(word.lower()), ()) and word.lower() not in _NOUNS:
            found.append(_compound(word.lower(), behind))
            joined = True
        elif term := _term(word, small, place == 0):
            found.append(term)
    return list({each.ways: each for each in found}.values())


def _compound(word: str, particle: str) -> Term:
    """ "set up", "roll back": one verb, however it is written."""
    written = pair(word, particle)
    return Term(f"{word} {particle}", _ways().get(written, frozenset()) | {written})


def _term(word: str, small: frozenset[str], first: bool) -> Term | None:
    stems = terms(word)
    if not stems:
        return None
    if word.lower() in _NO_PLURALS and word != "windows":
        return Term(word, frozenset((word.lower(),)), name=True)
    whole = plain_verb(stems[0])
    parts = word.lower().split("-")
    if len(parts) == 2 and all(map(str.isalpha, parts)) and whole in small:
        joined = pair(*parts)  # on-call, follow-me
        return Term(word, _ways().get(joined, frozenset()) | {joined})
    if whole in small:
        return None
    written_out = _short().get(word.lower(), frozenset())
    is_host = word.count(".") > 1  # shop.corp.example is no other host of corp.example
    if is_host or any(c.isdigit() for c in word) or is_name(word, first):
        if word.isupper():
            written_out |= _ways().get(whole, frozenset())
        return Term(word, written_out | {whole}, name=True)
    kept = [each for each in map(plain_verb, stems) if each not in small]
    if not kept:
        return None
    others = frozenset[str]() if word.lower() in _HOMONYMS else _ways().get(kept[-1], frozenset())
    return Term(word, others | written_out | {kept[-1]}, wider=_wider().get(kept[-1], frozenset()))


def is_name(word: str, first: bool) -> bool:
    """Written as names are: capitals that do not only begin a sentence."""
    return word != word.lower() and (not first or word[1:] != word[1:].lower())


@lru_cache(maxsize=1)
def _ways() -> Mapping[str, frozenset[str]]:
    alike = ({word: group for word in group.split()} for group in ALIKE)
    ways = dict(_stemmed(SAID))
    for group in alike:
        for word, others in _stemmed(group).items():
            ways[word] = ways.get(word, frozenset()) | others
    return ways


@lru_cache(maxsize=1)
def _short() -> Mapping[str, frozenset[str]]:
    """By the word as it is written, for a stem would be another word."""
    return {
        word: frozenset(map(_written, instead.split()))
        for asked, instead in SHORT.items()
        for word in asked.split()
    }


def with_opposites(asked: Sequence[Term]) -> list[Term]:
    """ "Is it switched on" is answered by that it is switched off."""
    return [replace(each, ways=each.ways | _opposite(each)) for each in asked]


def _opposite(asked: Term) -> frozenset[str]:
    said = {_written("+".join(asked.said.lower().split()))}
    found = (others for word, others in _opposites().items() if word in said)
    return frozenset[str]().union(*found)


@lru_cache(maxsize=1)
def _opposites() -> Mapping[str, frozenset[str]]:
    return _stemmed(OPPOSITE)


@lru_cache(maxsize=1)
def _wider() -> Mapping[str, frozenset[str]]:
    return _stemmed(WIDER)


def _stemmed(said: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    ways: dict[str, frozenset[str]] = {}
    for asked, instead in said.items():
        others = frozenset(map(_written, instead.split()))
        for word in asked.split():
            ways[_written(word)] = ways.get(_written(word), frozenset()) | others
    return ways


def _written(word: str) -> str:
    first, plus, second = word.partition("+")
    return pair(first, second.replace("+", "")) if plus else plain_verb((terms(word) or [word])[0])


def covering(asked: Iterable[Term], words: frozenset[str]) -> list[Term]:
    return [each for each in asked if each.within(words)]
