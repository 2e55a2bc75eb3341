"""Text to tokens.  What a reader could mistake for something else is refused, not cleaned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 500  # characters
ENDS = frozenset(".!?;")
POSSESSIVE = "'s"
# A word begins with a letter or digit and ends so; in between also what names and mails have.
_TOKEN = re.compile(r"[^\W_](?:[\w.@+'&-]*\w)?|\S")
_PLAIN = {"’": "'", "‘": "'", "\u00a0": " ", "–": "-", "—": "-", "“": '"', "”": '"'}
_IS = ("it's", "there's", "that's", "what's", "who's", "he's", "she's", "let's")


@dataclass(frozen=True, slots=True)
class Token:
    text: str  # as it was written
    word: str  # in small letters


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: tuple[Token, ...]
    asks: bool = False  # ends with a question mark

    @property
    def text(self) -> str:
        return spelt(self.tokens)


def strange(text: str) -> tuple[str, ...]:
    """The characters that no request needs and that could hide something, by their names.

    Letters are Latin (with their accents), because a Cyrillic о looks like the Latin one.
    """
    found = dict.fromkeys(c for c in _composed(text) if not _is_fine(c))
    return tuple(f"U+{ord(c):04X} {unicodedata.name(c, 'CONTROL CHARACTER')}" for c in found)


def sentences(text: str) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    tokens: list[Token] = []
    for token in _tokens("".join(_PLAIN.get(c, c) for c in _composed(text))):
        if token.word in ENDS:
            found.append(Sentence(tuple(tokens), token.word == "?"))
            tokens = []
        else:
            tokens.append(token)
    found.append(Sentence(tuple(tokens)))
    return tuple(sentence for sentence in found if sentence.tokens or sentence.asks)


def spelt(tokens: Sequence[Token]) -> str:
    """The tokens as people write them."""
    text = " ".join(token.text for token in tokens)
    return text.replace(f" {POSSESSIVE}", POSSESSIVE).replace(" ,", ",")


def _tokens(text: str) -> Iterator[Token]:
    before = -1  # where the last word ended
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word == "'" and match.start() == before and text[before - 1] in "sS":
            word = POSSESSIVE  # James' access
        if word.casefold().endswith(POSSESSIVE) and len(word) > 2 and word.casefold() not in _IS:
            yield _token(word[:-2])
            word = POSSESSIVE
        yield _token(word)
        before = match.end()


def _token(text: str) -> Token:
    return Token(text, text.casefold())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _is_fine(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character in "\n\r\t"
    latin = "\u00c0" <= character <= "\u024f" or "\u1e00" <= character <= "\u1eff"
    return character in _PLAIN or (latin and character.isalpha())
