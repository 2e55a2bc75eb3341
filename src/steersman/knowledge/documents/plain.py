"""Plain text: paragraphs, and headings where the text makes them plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steersman.domain.clean import clean
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Heading, Part, Reading

_RULE = re.compile(r"^\s*([=\-~*#_^])\1{2,}\s*$")
_NUMBERED = re.compile(
    r"^\s{0,3}((?:\d{1,2}\.){1,5}\d{0,2}|[A-Z]\.|Section \d+[:.]?)\s+(\S.{1,90})$"
)
_CAPITALS = re.compile(r"^\s{0,8}[A-Z0-9][A-Z0-9 /&,:().'_\-–]{3,80}:?$")
_NUMBERED_CAPITALS = re.compile(r"^\s{0,3}((?:\d{1,2}\.){1,4}\d{0,2})\s+[A-Z][A-Z0-9 /&'-]{2,60}$")
_STEP = re.compile(r"^\s{0,6}(?:step\s+)?\(?\d{1,3}[.):]\s+\S", re.IGNORECASE)
_BULLET = re.compile(r"^\s{0,6}[-*•+o]\s+\S")
_LEVELS = {"=": 1, "#": 1, "*": 1, "-": 2, "_": 2, "~": 3, "^": 4}


def read_plain(text: str) -> Reading:
    return Reading(tuple(_parts(clean(text).expandtabs(4).split("\n"))))


def _parts(lines: list[str]) -> Iterator[Part]:
    run: list[str] = []
    begin = 0
    skip = -1
    for number, line in enumerate(lines):
        if number <= skip:
            continue
        heading, used = _heading(lines, number)
        if heading or not line.strip():
            yield from _block(run, begin)
            run = []
            if heading:
                yield heading
                skip = number + used - 1
            continue
        if not run:
            begin = number + 1
        run.append(line)
    yield from _block(run, begin)


def _heading(lines: list[str], number: int) -> tuple[Heading | None, int]:
    """A heading that starts on this line, and how many lines it takes."""
    line = lines[number]
    text = line.strip()
    if not text or not _blank(lines, number - 1):
        return None, 0
    below = _RULE.match(lines[number + 1]) if number + 1 < len(lines) else None
    if _RULE.match(line) and number + 2 < len(lines) and _is_title(lines[number + 1]):
        if _RULE.match(lines[number + 2]):
            return Heading(1, lines[number + 1].strip(), number + 1), 3
        return None, 0
    if below and _is_title(line) and len(lines[number + 1].strip()) >= min(4, len(text)):
        return Heading(_LEVELS[below[1]], text, number + 1), 2
    if found := _NUMBERED_CAPITALS.match(line):  # its text may follow at once
        depth = len([part for part in found[1].split(".") if part])
        return Heading(min(depth + 1, 6), text, number + 1), 1
    if not _blank(lines, number + 1):
        return None, 0
    if (found := _NUMBERED.match(line)) and not text.endswith((".", ";", ",")):
        depth = len([part for part in found[1].split(".") if part])
        return Heading(min(depth + 1, 6), text, number + 1), 1
    if _CAPITALS.match(line) and sum(char.isalpha() for char in text) > 3:
        return Heading(2, text.rstrip(":"), number + 1), 1
    return None, 0


def _is_title(line: str) -> bool:
    text = line.strip()
    return 0 < len(text) <= 120 and not _RULE.match(line) and any(map(str.isalnum, text))


def _blank(lines: list[str], number: int) -> bool:
    return not 0 <= number < len(lines) or not lines[number].strip()


def _block(lines: list[str], begin: int) -> Iterator[Block]:
    if not lines:
        return
    while lines and _RULE.match(lines[0]):
        lines, begin = lines[1:], begin + 1
    text = "\n".join(line.rstrip() for line in lines)
    if text.strip():
        yield Block(_kind(lines), text, begin)


def _kind(lines: list[str]) -> Kind:
    if sum(bool(_STEP.match(line)) for line in lines) > 1 or _STEP.match(lines[0]):
        return Kind.STEPS
    if _BULLET.match(lines[0]):
        return Kind.LIST
    return Kind.PARAGRAPH
