"""Cut one block that is too long, where a person would: steps, rows, lines, sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from steersman.knowledge.documents.model import Block, Kind

_LETTERS_A_WORD = 12  # a long line without spaces is many words
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n")
_TOP_ITEM = re.compile(r"\n(?=\S)")


def size(text: str) -> int:
    """Words, or what a text without spaces amounts to."""
    return max(len(text.split()), len(text) // _LETTERS_A_WORD)


def pieces(block: Block, most: int) -> Iterator[str]:
    """The block's text in pieces of at most ``most`` words; nothing is lost."""
    if size(block.text) <= most:
        yield block.text
        return
    yield from _CUTS[block.kind](block.text, most)


def _sentences(text: str, most: int) -> Iterator[str]:
    yield from _filled(_SENTENCE.split(text), " ", most)


def _items(text: str, most: int) -> Iterator[str]:
    yield from _filled(_TOP_ITEM.split(text), "\n", most)


def _rows(text: str, most: int) -> Iterator[str]:
    """Each piece begins with the header again."""
    lines = text.split("\n")
    header = "\n".join(lines[:2])
    room = max(most - size(header), most // 2)
    for rows in _filled(lines[2:], "\n", room):
        yield f"{header}\n{rows}"


def _code(text: str, most: int) -> Iterator[str]:
    """Each piece between fences of its own."""
    first, *lines, last = text.split("\n")
    for code in _filled(lines, "\n", most):
        yield f"{first}\n{code}\n{last}"


def _filled(parts: list[str], glue: str, most: int) -> Iterator[str]:
    """Join parts until full; one part that alone is too long is cut by words."""
    held: list[str] = []
    words = 0
    for part in parts:
        for text in _by_words(part, most):
            more = size(text)
            if held and words + more > most:
                yield glue.join(held)
                held, words = [], 0
            held.append(text)
            words += more
    if any(text.strip() for text in held):
        yield glue.join(held)


def _by_words(text: str, most: int) -> Iterator[str]:
    if size(text) <= most:
        yield text
        return
    longest = most * _LETTERS_A_WORD
    words = [
        word[start : start + longest]
        for word in text.split()
        for start in range(0, len(word), longest)
    ]
    held: list[str] = []
    count = length = 0
    for word in words:
        if held and (count + 1 > most or length + len(word) + 1 > longest):
            yield " ".join(held)
            held, count, length = [], 0, 0
        held.append(word)
        count, length = count + 1, length + len(word) + 1
    if held:
        yield " ".join(held)


_CUTS: dict[Kind, Callable[[str, int], Iterator[str]]] = {
    Kind.PARAGRAPH: _sentences,
    Kind.STEPS: _items,
    Kind.LIST: _items,
    Kind.TABLE: _rows,
    Kind.CODE: _code,
}
