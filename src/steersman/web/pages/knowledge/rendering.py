"""The text of a document as blocks that a template can show; never as markup of its own.

Nothing of a document is HTML here: each block is plain text, and the template escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from steersman.records.knowledge.listing import Piece

DEEPEST = 5  # level of a heading within a page
_ITEM = re.compile(r"^\s*(?:[-*+•]|(\d{1,4})[.)])\s+(.*)$")
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Shown:
    """``kind``: heading, text, steps, list, table or code.  ``level`` of a heading, from 2."""

    kind: str
    lines: tuple[str, ...] = ()
    level: int = 0
    start: int = 1  # the number of the first step


def shown(title: str, pieces: Iterable[Piece]) -> Iterator[Shown]:
    """The passages in their order, each heading where it changes; the title is not repeated."""
    above: tuple[str, ...] = ()
    for piece in pieces:
        path = piece.path[1:] if piece.path[:1] == (title,) else piece.path
        for depth, heading in enumerate(path):
            if above[: depth + 1] != path[: depth + 1]:
                yield Shown("heading", (heading,), min(depth + 2, DEEPEST))
        above = path
        yield from blocks_of(piece.text)


def blocks_of(text: str) -> Iterator[Shown]:
    """One passage."""
    lines = text.split("\n")
    held: list[str] = []
    code: list[str] | None = None
    for line in lines:
        if _FENCE.match(line):
            if code is None:
                yield from _plain(held)
                held, code = [], []
            else:
                yield Shown("code", tuple(code))
                code = None
        elif code is not None:
            code.append(line)
        elif line.strip():
            held.append(line)
        else:
            yield from _plain(held)
            held = []
    yield from _plain(held)
    if code:
        yield Shown("code", tuple(code))


def _plain(lines: list[str]) -> Iterator[Shown]:
    """One run of lines without an empty one between them."""
    if not lines:
        return
    if all(line.lstrip().startswith("|") for line in lines):
        yield Shown("table", tuple(lines))
        return
    text: list[str] = []
    items: list[str] = []
    numbers: list[int] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            if text:
                yield Shown("text", tuple(text))
                text = []
            items.append(item[2])
            numbers += [int(item[1])] if item[1] else []
        elif items:
            items[-1] += f"\n{line.strip()}"
        else:
            text.append(line)
    if text:
        yield Shown("text", tuple(text))
    if items:
        yield Shown("steps" if numbers else "list", tuple(items), start=next(iter(numbers), 1))
