"""Names and words on record that a question may have meant: one slip of the keyboard away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from string import ascii_lowercase, digits
from typing import Protocol

from steersman.knowledge.questions.lexicon import Name, Value
from steersman.knowledge.questions.words import joined

MOST = 3  # suggestions
LONGEST = 3  # words of a name
SHORTEST_NAME, SHORTEST_WORD = 4, 5  # letters; shorter ones are a slip away from too much
_TOKEN = re.compile(r"\w(?:[\w.@/'-]*\w)?")
_KEYS = ascii_lowercase + digits


class Known(Protocol):
    """What one asker may read, by ``words.joined``."""

    def names(self, key: str) -> Sequence[Name]: ...

    def values(self, key: str) -> Sequence[Value]: ...


def meant(question: str, known: Known, kinds: Collection[str]) -> tuple[str, ...]:
    """The question as it may have been meant, once for each name or word that is so near.

    ``kinds``: what things are called, such as server.
    """
    tokens = list(_TOKEN.finditer(question))
    for length in range(LONGEST, 0, -1):
        found: dict[str, None] = {}
        for at in range(len(tokens) - length + 1):
            start, end = tokens[at].start(), tokens[at + length - 1].end()
            for word in _near(question[start:end], length, known, kinds):
                found[f"{question[:start]}{word}{question[end:]}"] = None
        if found:
            return tuple(found)[:MOST]
    return ()


def _near(text: str, length: int, known: Known, kinds: Collection[str]) -> Iterator[str]:
    key = joined(text)
    least = SHORTEST_NAME if length > 1 else SHORTEST_WORD
    if len(key) < least or known.names(key) or known.values(key) or key in kinds:
        return
    for slip in sorted(_slips(key)):
        yield from (name.name for name in known.names(slip))
        yield from (value.value for value in known.values(slip))
        if length == 1 and slip in kinds:
            yield slip


def _slips(key: str) -> set[str]:
    """A letter too many, two swapped, one wrong, one missing (Damerau, 1964)."""
    halves = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    without = {a + b[1:] for a, b in halves if b}
    other = {a + each + b[1:] for a, b in halves if b for each in _KEYS}
    more = {a + each + b for a, b in halves for each in _KEYS}
    return (swapped | without | other | more) - {key}
