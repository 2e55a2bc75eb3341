"""What the readers share: JSON from strangers, and lines with their numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TypeVar

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.clean import clean
from steersman.knowledge.documents.decoding import decode
from steersman.knowledge.inventories.model import Listed, Unread

LARGEST = 100_000_000  # bytes
Row = TypeVar("Row")


def json_object(what: str, content: bytes) -> dict[str, object]:
    """The object in the file, or ``Permanent``; numbers beyond all sense are refused with it."""
    _check_size(what, content)
    try:
        told = json.loads(decode(content).text)
    except (ValueError, RecursionError):
        raise Permanent(f"{what} is no sound JSON: fetch it again") from None
    if not isinstance(told, dict):
        raise Permanent(f"{what} is no JSON object")
    return told


def lines(what: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers from 1."""
    _check_size(what, content)
    for number, line in enumerate(clean(decode(content).text).split("\n"), 1):
        if line.strip():
            yield number, line.rstrip()


def listed(
    what: str, content: bytes, row: Callable[[str], Row | None], silent: Callable[[str], bool]
) -> Listed[Row]:
    """Each line read by ``row``; lines that are ``silent`` are headings and the like."""
    rows: list[Row] = []
    unread: list[Unread] = []
    for number, line in lines(what, content):
        found = row(line)
        if found is not None:
            rows.append(found)
        elif not silent(line):
            unread.append(Unread(number, line.strip()[:300], "it is no line of such a listing"))
    return Listed(tuple(rows), tuple(unread))


def _check_size(what: str, content: bytes) -> None:
    if len(content) > LARGEST:
        raise Permanent(f"{what} has more than {LARGEST:,} bytes")
