"""Read the PDF on standard input and print its lines as JSON; run as a script by ``process``.

It imports nothing of Steersman: it starts fast, and what a hostile file may reach is this
process alone, whose memory and time are bounded.  Printed: ``{"pages": [[[text, size, y], …], …],
"outline": [[level, title, page], …], "fields": {name: value}, "notes": […]}`` or
``{"refused": why}``; sizes and heights in points, pages from 1.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import NameObject

_FILLS = {b"g", b"rg", b"k", b"sc", b"scn"}  # operators that set the colour of letters
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}  # and those that show text (ISO 32000-1, 9.4.3)
Piece = tuple[str, float, float, float]  # text, size, height, and where it begins
# What pypdf raises on a damaged file; anything else ends this process, and is told as damage too.
_DAMAGE = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
    AssertionError, OSError, EOFError, zlib.error, struct.error,
)  # fmt: skip
_DAMAGED = "it is a damaged PDF: open it in a viewer, save it anew, or fetch it again"
_LOCKED = "it is encrypted: save a copy without the password"
_TOO_LARGE = "it needs more memory than the limit allows: split it, or raise the limit"


def main() -> None:
    memory, seconds, most_pages, characters = (int(each) for each in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    try:
        told = read(content, most_pages, characters)
    except (MemoryError, RecursionError):
        told = {"refused": _TOO_LARGE}
    except FileNotDecryptedError:
        told = {"refused": _LOCKED}
    except _DAMAGE:
        told = {"refused": _DAMAGED}
    sys.stdout.write(json.dumps(told))


def read(content: bytes, most_pages: int, characters: int) -> dict[str, Any]:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"refused": _LOCKED}
    count = len(reader.pages)
    if count > most_pages:
        return {
            "refused": f"it has {count:,} pages, more than the limit of {most_pages:,}: split it"
        }
    pages: list[list[list[Any]]] = []
    notes: list[str] = []
    for number in range(count):
        lines, note = _page(reader, number)
        pages.append(lines)
        notes.extend(note)
        characters -= sum(len(line[0]) for line in lines)
        if characters < 0:
            return {"refused": "it has more text than the limit allows: split it"}
    return {"pages": pages, "outline": _outline(reader), "fields": _fields(reader), "notes": notes}


def _page(reader: PdfReader, number: int) -> tuple[list[list[Any]], list[str]]:
    try:
        page = reader.pages[number]
        return list(_lines(page)), []
    except FileNotDecryptedError:
        raise
    except _DAMAGE:  # one broken page is no reason to lose the others
        return [], [f"Page {number + 1} cannot be read."]


def _lines(page: PageObject) -> Iterator[list[Any]]:
    """Lines with the size of most of their letters and their height on the page."""
    pieces: list[Piece] = []

    def collect(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        pieces.append((text, round(float(size or 0) * scale, 1), round(height, 1), left))

    _only_visible(page)
    page.extract_text(visitor_text=collect)
    held: list[Piece] = []
    for text, size, height, left in pieces:
        first, *more = text.split("\n")
        held.append((first, size, height, left))
        for rest in more:
            yield _line(held)
            held = [(rest, size, height, left)]
    yield _line(held)


def _only_visible(page: PageObject) -> None:
    """Take out text in white or in no colour at all, where that hides it.

    White text is seen on a coloured ground, so it stays on pages that have one; text without a
    colour (rendering mode 3) is what text recognition lays over a picture, so it stays there.
    """
    content = page.get_contents()
    if content is None:
        return
    operations = content.operations
    coloured = _has_coloured_ground(operations)
    pictured = any(operator in {b"Do", b"INLINE IMAGE"} for _, operator in operations)
    kept: list[Any] = []
    white, mode = False, 0
    stack: list[tuple[bool, int]] = []
    for operands, operator in operations:
        if operator == b"q":
            stack.append((white, mode))
        elif operator == b"Q" and stack:
            white, mode = stack.pop()
        elif operator in _FILLS:
            white = _is_white(operands)
        elif operator == b"Tr" and operands:
            mode = int(operands[0])
        elif operator in _SHOWS and ((white and not coloured) or (mode == 3 and not pictured)):
            continue
        kept.append((operands, operator))
    if len(kept) < len(operations):
        content.operations = kept
        page[NameObject("/Contents")] = content


def _has_coloured_ground(operations: list[Any]) -> bool:
    """Some rectangle larger than a line is filled with a colour that is not white."""
    white, large = False, False
    for operands, operator in operations:
        if operator in _FILLS:
            white = _is_white(operands)
        elif operator == b"re" and len(operands) == 4:
            large = large or min(abs(float(operands[2])), abs(float(operands[3]))) > 4
        elif operator in {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}:
            if large and not white:
                return True
            large = False
    return False


def _is_white(operands: list[Any]) -> bool:
    """Of grey and RGB all parts are full, of CMYK all are empty."""
    try:
        parts = [float(each) for each in operands]
    except (TypeError, ValueError):
        return False  # a pattern
    return bool(parts) and (not any(parts) if len(parts) == 4 else min(parts) > 0.98)


def _line(pieces: list[Piece]) -> list[Any]:
    """Pieces that stand wide apart are cells, told apart by a tab."""
    text = ""
    end = 0.0
    for piece, size, _, left in pieces:
        if piece.strip() and text.strip() and left > end + 2 * size:
            text = text.rstrip() + "\t"
        text += piece
        end = max(end, left + len(piece) * size * 0.5)  # about the width of a line of letters
    _, size, height, _ = max(pieces, key=lambda piece: len(piece[0].strip()))
    return [text, size, height]


def _outline(reader: PdfReader) -> list[list[Any]]:
    found: list[list[Any]] = []

    def walk(entries: Any, level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                if level < 9:
                    walk(entry, level + 1)
                continue
            page = reader.get_destination_page_number(entry)
            if page is not None and len(found) < 5_000:
                found.append([level, str(entry.title), page + 1])

    try:
        walk(reader.outline, 1)
    except _DAMAGE:  # bookmarks are a help, not the text
        return []
    return found


def _fields(reader: PdfReader) -> dict[str, str]:
    try:
        known: dict[str, object] = reader.metadata or {}
        return {str(name).lstrip("/"): str(value)[:500] for name, value in known.items()}
    except _DAMAGE:  # neither are the properties
        return {}


if __name__ == "__main__":
    main()
