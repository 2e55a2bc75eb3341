"""AsciiDoc, simply: headings, code, lists, tables and the attributes at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steersman.domain.clean import clean
from steersman.knowledge.documents.lists import item
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Heading, Part, Reading
from steersman.knowledge.documents.stated import stated
from steersman.knowledge.documents.tables import fenced, table

_HEADING = re.compile(r"^(={1,6}|#{1,6})\s+(\S.*?)(?:\s+\1)?$")
_ATTRIBUTE = re.compile(r"^:!?([\w-]+)!?:(?:\s+(.*))?$")
_ANCHOR = re.compile(r"^\[(?:\[([^\],]+)[^\]]*\]|#([\w-]+)[^\]]*)\]$")
_OPTIONS = re.compile(r"^\[.*\]$")
_STEP = re.compile(r"^(\.{1,5})\s+(\S.*)$")
_NUMBERED = re.compile(r"^\s*\d{1,3}\.\s+\S")
_BULLET = re.compile(r"^(\*{1,5}|-)\s+(\S.*)$")
_LABEL = re.compile(r"^(\S.{0,80}?)::(?:\s+(.*))?$")
_LINK = re.compile(r"(?:link:)?(https?://[^\s\[]+)\[([^\]]*)\]")
_XREF = re.compile(r"<<[^,>]*,?\s*([^>]*)>>|xref:[^\[]*\[([^\]]*)\]")
_FENCES = {
    "----": True,
    "....": True,
    "```": True,
    "====": False,
    "****": False,
    "____": False,
    "--": False,
}


def read_asciidoc(text: str) -> Reading:
    lines = clean(text).expandtabs(4).split("\n")
    found = (_ATTRIBUTE.match(line) for line in lines[:80])
    fields = {field[1]: field[2] or "" for field in found if field}
    return Reading(tuple(_Reader(lines).parts()), stated(fields))


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines = [line.rstrip() for line in lines]
        self._at = 0
        self._anchor: str | None = None
        self._language = ""
        self._counts: dict[int, int] = {}  # of the steps, while "+" joins what follows to them
        self._joined = False

    def parts(self) -> Iterator[Part]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line == "////":
                self._until(line)  # a comment of several lines
            elif line == "+":
                self._joined, self._at = True, self._at + 1
            elif not line or line.startswith("//") or _ATTRIBUTE.match(line):
                self._at += 1
            elif heading := _HEADING.match(line):
                yield self._heading(heading)
            elif line.startswith("|==="):
                yield Block(Kind.TABLE, table(_rows(self._until(line))), self._at)
            elif (line.rstrip("-") == "" and len(line) > 4) or line in _FENCES:
                yield from self._fenced(line)
            elif _OPTIONS.match(line):
                self._options(line)
            else:
                yield from self._paragraph()

    def _heading(self, found: re.Match[str]) -> Heading:
        self._at += 1
        self._joined = False
        anchor, self._anchor = self._anchor, None
        slug = "_" + re.sub(r"[^a-z0-9]+", "_", found[2].lower()).strip("_")
        return Heading(len(found[1]), _inline(found[2]), self._at, None, anchor or slug)

    def _options(self, line: str) -> None:
        self._at += 1
        if found := _ANCHOR.match(line):
            self._anchor = found[1] or found[2]
        elif line.startswith(("[source,", "[,")):
            self._language = line.strip("[]").split(",")[1].strip()[:30]

    def _until(self, fence: str) -> list[str]:
        """The lines up to the same fence; an open fence ends with the file."""
        self._at += 1
        begin = self._at
        while self._at < len(self._lines) and self._lines[self._at] != fence:
            self._at += 1
        held = self._lines[begin : self._at]
        self._at += 1
        return held

    def _fenced(self, line: str) -> Iterator[Part]:
        begin = self._at + 1
        if not _FENCES.get(line, True):  # an example or a sidebar: text like the rest
            self._at += 1
            return
        language, self._language = self._language, ""
        yield Block(Kind.CODE, fenced("\n".join(self._until(line)), language), begin)

    def _paragraph(self) -> Iterator[Part]:
        begin = self._at
        while self._at < len(self._lines) and self._goes_on(self._lines[self._at], begin):
            self._at += 1
        held = self._lines[begin : self._at]
        if held[0].startswith(".") and not _STEP.match(held[0]):
            held = [held[0].lstrip("."), *held[1:]]  # the title of what follows
        if _STEP.match(held[0]) or _NUMBERED.match(held[0]):
            self._counts = self._counts if self._joined else {}
            yield Block(Kind.STEPS, _steps(held, self._counts), begin + 1)
            self._joined = False
        elif _BULLET.match(held[0]):
            yield Block(Kind.LIST, _bullets(held), begin + 1)
        else:
            yield Block(Kind.PARAGRAPH, _inline("\n".join(_labelled(held))), begin + 1)

    def _goes_on(self, line: str, begin: int) -> bool:
        if self._at == begin:
            return True
        fence = (
            line in _FENCES or line.startswith("|===") or (len(line) > 3 and not line.strip("-."))
        )
        if line == "+" or not line or fence:
            return False
        begins = (_HEADING, _OPTIONS, _ATTRIBUTE)
        return not (line.startswith("//") or any(each.match(line) for each in begins))


def _inline(text: str) -> str:
    text = _LINK.sub(lambda found: f"{found[2]} ({found[1]})" if found[2] else found[1], text)
    return _XREF.sub(lambda found: found[1] or found[2] or "", text)


def _labelled(lines: list[str]) -> Iterator[str]:
    for line in lines:
        found = _LABEL.match(line)
        yield f"{found[1]}: {found[2] or ''}".rstrip() if found else line.removesuffix(" +")


def _steps(lines: list[str], counts: dict[int, int]) -> str:
    """The numbers that the format leaves to the reader, counted on for each depth."""
    shown = []
    for line in lines:
        found = _STEP.match(line)
        if not found:
            bullet = _BULLET.match(line)
            shown.append(f"   - {_inline(bullet[2])}" if bullet else f"   {_inline(line.strip())}")
            if _NUMBERED.match(line):
                shown[-1] = _inline(line.strip())
            continue
        depth = len(found[1])
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, 0) + 1
        shown.append("   " * (depth - 1) + item(f"{counts[depth]}.", _inline(found[2])))
    return "\n".join(shown)


def _bullets(lines: list[str]) -> str:
    shown = []
    for line in lines:
        found = _BULLET.match(line)
        depth = len(found[1].strip("-")) - 1 if found else 0
        text = f"- {_inline(found[2])}" if found else f"  {_inline(line.strip())}"
        shown.append("  " * max(0, depth) + text)
    return "\n".join(shown)


def _rows(lines: list[str]) -> Iterator[list[str]]:
    """One row a line; or one cell a line, rows apart by the length of the first."""
    held = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:]]
        for line in lines
        if line.lstrip().startswith("|")
    ]
    width = max(map(len, held), default=0)
    flat: list[str] = []
    for row in held:
        if len(row) == width:
            yield row
            continue
        flat.extend(row)
        if len(flat) >= width:
            yield flat[:width]
            flat = flat[width:]
    if flat:
        yield flat
