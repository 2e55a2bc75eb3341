"""reStructuredText, simply: headings, code, lists, tables and the fields at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steersman.domain.clean import clean
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Heading, Part, Reading
from steersman.knowledge.documents.stated import stated
from steersman.knowledge.documents.tables import fenced, table

_RULE = re.compile(r"^([!-/:-@\[-`{-~])\1{1,}$")
_FIELD = re.compile(r"^:([A-Za-z][^:\n]{0,60}):(?:\s+(.*))?$")
_DIRECTIVE = re.compile(r"^\s*\.\.\s+([\w:-]+)::\s*(.*)$")
_EXPLICIT = re.compile(r"^\s*\.\.(?:\s|$)")
_ANCHOR = re.compile(r"^\.\.\s+_([^:]+):\s*$")
_STEP = re.compile(r"^\s*(?:\d{1,3}|#|[a-z])[.)]\s+\S")
_BULLET = re.compile(r"^\s*[-*+•]\s+\S")
_ROLE = re.compile(r":[\w:.+-]+:`([^`<]*?)(?:\s*<[^>]*>)?`")
_LINK = re.compile(r"`([^`<]+?)\s*<(https?://[^>]+)>`_{1,2}")
_CODE = {"code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "console"}
_SHOWN = {
    "note", "warning", "important", "tip", "caution", "danger", "attention", "hint", "error",
    "seealso", "admonition", "versionadded", "versionchanged", "deprecated", "topic",
}  # fmt: skip
_GRID = re.compile(r"^\s*\+(?:[-=]+\+)+\s*$")
_SIMPLE = re.compile(r"^\s*=+(?:\s+=+)+\s*$")


def read_rst(text: str) -> Reading:
    lines = clean(text).expandtabs(8).split("\n")
    return Reading(tuple(_Reader(lines).parts()), stated(_fields(lines)))


def _fields(lines: list[str]) -> dict[str, str]:
    """The field list near the head: ``:Author: …``."""
    found = (_FIELD.match(line) for line in lines[:60])
    return {field[1]: field[2] or "" for field in found if field}


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0
        self._levels: list[str] = []  # the kinds of rules, in the order in which they came
        self._anchor: str | None = None

    def parts(self) -> Iterator[Part]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip():
                self._at += 1
            elif heading := self._heading():
                yield heading
            elif _EXPLICIT.match(line):
                yield from self._explicit(line)
            elif _GRID.match(line) or _SIMPLE.match(line):
                yield self._table(bool(_GRID.match(line)))
            else:
                yield from self._paragraph()

    def _line(self, number: int) -> str:
        return self._lines[number].rstrip() if 0 <= number < len(self._lines) else ""

    def _heading(self) -> Heading | None:
        first, second, third = (self._line(self._at + each) for each in range(3))
        over = _RULE.match(first)
        if over and second.strip() and _RULE.match(third) and third[0] == first[0]:
            return self._titled(second, first[0] * 2, self._at + 2, 3)
        under = _RULE.match(second)
        if under and first[:1].strip() and not over and len(second) >= min(len(first), 4):
            return self._titled(first, second[0], self._at + 1, 2)
        return None

    def _titled(self, text: str, kind: str, line: int, taken: int) -> Heading:
        if kind not in self._levels:
            self._levels.append(kind)
        self._at += taken
        anchor, self._anchor = self._anchor, None
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        return Heading(
            self._levels.index(kind) + 1, _inline(text.strip()), line, None, anchor or slug
        )

    def _indented(self) -> list[str]:
        """The lines that are indented below the one before, without their indentation."""
        begin = self._at
        while self._at < len(self._lines) and (
            not self._lines[self._at].strip() or self._lines[self._at].startswith(" ")
        ):
            self._at += 1
        held = [line.rstrip() for line in self._lines[begin : self._at]]
        depth = min((len(line) - len(line.lstrip()) for line in held if line), default=0)
        return [line[depth:] for line in held]

    def _explicit(self, line: str) -> Iterator[Part]:
        """A directive, an anchor or a comment; comments are nobody's reading."""
        number = self._at + 1
        if anchor := _ANCHOR.match(line):
            self._anchor = anchor[1].strip("`")
        found = _DIRECTIVE.match(line)
        self._at += 1
        held = self._indented()
        if found is None:
            return
        name = found[1]
        options = [row for row in held if not _FIELD.match(row)]
        if name in _CODE:
            yield Block(Kind.CODE, fenced("\n".join(options).strip("\n"), found[2][:30]), number)
        elif name in _SHOWN:
            label = name.capitalize()
            text = " ".join([found[2], *options]).split()
            yield Block(Kind.PARAGRAPH, f"{label}: {_inline(' '.join(text))}", number)
        elif name in {"list-table", "csv-table"}:
            yield Block(Kind.LIST, "\n".join(row for row in options if row.strip()), number)

    def _table(self, grid: bool) -> Block:
        begin = self._at
        while self._line(self._at).strip() or (not grid and self._at - begin < 3):
            self._at += 1
            if self._at >= len(self._lines):
                break
        held = [line for line in self._lines[begin : self._at] if line.strip()]
        rows = _grid_rows(held) if grid else _simple_rows(held)
        return Block(Kind.TABLE, table(rows), begin + 1)

    def _paragraph(self) -> Iterator[Part]:
        begin = self._at
        while self._line(self._at).strip() and (self._at == begin or not self._starts_anew()):
            self._at += 1
        held = [line.rstrip() for line in self._lines[begin : self._at]]
        if all(_FIELD.match(line) for line in held):
            yield Block(Kind.LIST, "\n".join(f"- {line.strip(':')}" for line in held), begin + 1)
            return
        code = held[-1].endswith("::")
        text = _inline("\n".join(held))
        kind = Kind.STEPS if _STEP.match(held[0]) else Kind.LIST if _BULLET.match(held[0]) else None
        if code:
            text = text[:-1] if not text.endswith(" ::") else text[:-3]
        yield Block(kind or Kind.PARAGRAPH, text, begin + 1)
        if code and self._at < len(self._lines):
            line = self._at + 1
            yield Block(Kind.CODE, fenced("\n".join(self._indented()).strip("\n")), line)

    def _starts_anew(self) -> bool:
        return bool(_EXPLICIT.match(self._line(self._at)) or _GRID.match(self._line(self._at)))


def _inline(text: str) -> str:
    text = _LINK.sub(r"\1 (\2)", text)
    text = _ROLE.sub(r"\1", text)
    return text.replace("``", "`").replace("**", "")


def _grid_rows(lines: list[str]) -> Iterator[list[str]]:
    cells: list[str] = []
    for line in lines:
        if line.lstrip().startswith("+"):
            if cells:
                yield cells
            cells = []
            continue
        texts = [text.strip() for text in line.strip().strip("|").split("|")]
        cells = [" ".join(pair).strip() for pair in zip(cells, texts, strict=False)] or texts


def _simple_rows(lines: list[str]) -> Iterator[list[str]]:
    spans = [found.span() for found in re.finditer(r"=+", lines[0])]
    for line in lines[1:]:
        if not set(line.strip()) <= set("= -"):
            yield [
                line[low : None if (low, high) == spans[-1] else high].strip()
                for low, high in spans
            ]
