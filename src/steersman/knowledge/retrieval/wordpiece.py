"""Text as the word pieces that BERT was trained on (uncased).

The rules are those of Devlin et al. 2018 (``BasicTokenizer`` and ``WordpieceTokenizer`` of
google-research/bert), spelled anew: lower case, accents off, punctuation and Chinese characters
alone, then each word as the longest pieces of the vocabulary.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

LONGEST = 100  # characters of a word; what is longer is unknown
REMEMBERED = 100_000  # words
_UNKNOWN = "[UNK]"
_IDEOGRAPHS = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F)),
    *((0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)


class WordPieces:
    """The vocabulary, one piece a line; the number of a piece is its line from 0."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._of_word = lru_cache(maxsize=REMEMBERED)(self._cut)

    @classmethod
    def of_file(cls, path: Path) -> WordPieces:
        return cls(path.read_text("utf-8").split("\n"))

    def numbers(self, text: str) -> list[int]:
        """The pieces of ``text``, without the marks of begin and end."""
        return [number for word in _words(text) for number in self._of_word(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return (self._numbers[_UNKNOWN],)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else "##" + word[start:end]
                if piece in self._numbers:
                    break
            else:
                return (self._numbers[_UNKNOWN],)
            found.append(self._numbers[piece])
            start = end
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    spaced = "".join(map(_spaced, text))
    for word in spaced.split():
        plain = unicodedata.normalize("NFD", word)
        yield from "".join(_parted(letter) for letter in plain).split()


@lru_cache(maxsize=REMEMBERED)
def _spaced(letter: str) -> str:
    """White space as a space, nothing for what nobody sees, ideographs alone."""
    if letter in "\t\n\r" or unicodedata.category(letter) == "Zs":
        return " "
    if letter in "\0\ufffd" or unicodedata.category(letter)[0] == "C":
        return ""
    return f" {letter} " if any(a <= ord(letter) <= z for a, z in _IDEOGRAPHS) else letter


@lru_cache(maxsize=REMEMBERED)
def _parted(letter: str) -> str:
    """In lower case; nothing for an accent, punctuation alone: to BERT that is $ and + too."""
    category = unicodedata.category(letter)
    if category == "Mn":
        return ""
    symbol = letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " "
    return f" {letter} " if symbol or category[0] == "P" else letter.lower()
