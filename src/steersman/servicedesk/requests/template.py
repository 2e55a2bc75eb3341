"""Templates of sentences: a sentence fits only as a whole, so no word is ever passed over.

``"REMOVE person 's ACCESS TO systems"``: capitals are a class of ``words``, ``person`` and
``systems`` take words from the sentence, everything else stands for itself; ``?`` is "or nothing".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from steersman.servicedesk.requests.tokenise import POSSESSIVE, Token
from steersman.servicedesk.requests.words import CLASSES, NOT_A_NAME, PRONOUNS, SEVERAL, Phrases

Tokens = Sequence[Token]
Captured = Mapping[str, tuple[Token, ...]]
IsName = Callable[[Token], bool]

PERSON, SYSTEMS = "person", "systems"
REMOVE_ACCESS, LEAVE = "remove_access", "leave"  # intents
LONGEST = {PERSON: 6, SYSTEMS: 40}  # tokens


@dataclass(frozen=True, slots=True)
class Template:
    elements: tuple[str, ...]
    intent: str = REMOVE_ACCESS
    everything: bool = False  # it means every system, without saying so with a system's name
    negated: bool = False  # it says that the access stays

    def readings(self, tokens: Tokens, is_name: IsName) -> Iterator[Captured]:
        """Every way in which the whole of ``tokens`` fits."""
        return _fits(self.elements, tokens, 0, is_name)


def is_name(token: Token) -> bool:
    """Whether a word may belong to the name, mail, login or number of one person."""
    return token.word[0].isalnum() and token.word not in NOT_A_NAME


def is_name_or_more(token: Token) -> bool:
    """Also what stands for several people or for nobody by name: to explain, never to act."""
    return is_name(token) or token.word in SEVERAL | PRONOUNS or token.word == POSSESSIVE


def starts(tokens: Tokens, at: int, phrases: Phrases) -> int:
    """How many tokens of the longest of these phrases stand at ``at``; 0: none does."""
    return max(lengths(tokens, at, phrases), default=0)


def lengths(tokens: Tokens, at: int, phrases: Phrases) -> list[int]:
    ahead = tuple(token.word for token in tokens[at : at + 8])
    return [len(phrase) for phrase in phrases if ahead[: len(phrase)] == phrase]


def _fits(
    elements: tuple[str, ...], tokens: Tokens, at: int, is_name: IsName
) -> Iterator[Captured]:
    if not elements:
        if at == len(tokens):
            yield {}
        return
    head, rest = elements[0], elements[1:]
    for length in _lengths(head, tokens, at, is_name):
        for captured in _fits(rest, tokens, at + length, is_name):
            taken = {head: tuple(tokens[at : at + length])} if head in LONGEST else {}
            yield {**captured, **taken}


def _lengths(element: str, tokens: Tokens, at: int, is_name: IsName) -> Iterator[int]:
    name = element.removesuffix("?")
    if name != element:
        yield 0
    if name in CLASSES:
        yield from lengths(tokens, at, CLASSES[name])
    elif name == SYSTEMS:
        yield from range(1, min(len(tokens) - at, LONGEST[SYSTEMS]) + 1)
    elif name == PERSON:
        yield from _names(tokens, at, is_name)
    elif at < len(tokens) and tokens[at].word == name:
        yield 1


def _names(tokens: Tokens, at: int, is_name: IsName) -> Iterator[int]:
    for length, token in enumerate(tokens[at : at + LONGEST[PERSON]], 1):
        if not is_name(token):
            return
        yield length
