"""What of a document stands behind each passage when its meaning is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steersman.knowledge.documents import Chunk, Document

FULL = 170  # words: about what one window of the model holds
Passages = tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring passages that are read together: a step alone says little."""

    text: str
    passages: int


def groups(document: Document, passages: Passages) -> Iterator[Group]:
    """Short neighbours together up to what the model reads at once; a long passage alone."""
    held: list[Chunk] = []
    words = 0
    for passage in passages:
        more = len(passage.text.split())
        if held and words + more > FULL:
            yield Group(_text(document, held), len(held))
            held, words = [], 0
        held.append(passage)
        words += more
    if held:
        yield Group(_text(document, held), len(held))


def said(document: Document, passage: Chunk) -> str:
    """A passage with the headings above it, and where it has none with the file's own name."""
    return "\n".join((*passage.path, passage.text))


def _text(document: Document, passages: list[Chunk]) -> str:
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for passage in passages:
        path = _headings(document, passage)
        lines += [name for place, name in enumerate(path) if above[place : place + 1] != (name,)]
        lines.append(passage.text)
        above = path
    return "\n".join(lines)


def _headings(document: Document, passage: Chunk) -> tuple[str, ...]:
    """A file's name is no heading: as text of the document it would only blur the meaning."""
    named = document.title == document.name.replace("\\", "/").rsplit("/", 1)[-1]
    return passage.path[1:] if named else passage.path
