"""The body of a DOCX, paragraph by paragraph: headings, lists, code and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from steersman.domain.clean import one_line
from steersman.knowledge.documents.docx.names import child, children, integer, value
from steersman.knowledge.documents.docx.numbering import Numbering
from steersman.knowledge.documents.docx.styles import Style
from steersman.knowledge.documents.docx.text import Runs, is_code, is_shaded
from steersman.knowledge.documents.lists import item
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Heading, Part
from steersman.knowledge.documents.tables import MOST_COLUMNS, fenced, table
from steersman.knowledge.xml import local

_CONTAINERS = {"sdt", "sdtContent", "body", "document", "ins", "moveTo", "customXml", "smartTag",
               "AlternateContent", "Choice", "txbxContent"}  # fmt: skip


class Body:
    """Walks one document once; ``runs.hidden`` then holds what nobody sees in it."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering) -> None:
        self.runs = Runs()
        self._styles = styles
        self._numbering = numbering

    def parts(self, root: etree._Element) -> Iterator[Part]:
        """Neighbouring items become one list, neighbouring lines of code one piece."""
        held: list[Block] = []
        for part in self._single(root):
            joins = isinstance(part, Block) and held and _joins(held, part)
            if held and not joins:
                yield _joined(held)
                held = []
            if isinstance(part, Block):
                held.append(part)
            else:
                yield part
        if held:
            yield _joined(held)

    def _single(self, element: etree._Element) -> Iterator[Part]:
        for each in element:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each)
            elif name == "tbl":
                yield Block(Kind.TABLE, table(self._rows(each)))
            elif name in _CONTAINERS:
                yield from self._single(each)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Part]:
        properties = child(paragraph, "pPr")
        style = self._styles.get(value(properties, "pStyle") or "", Style())
        if not style.hidden and (part := self._part(paragraph, properties, style)):
            yield part
        for box in paragraph.iter():
            if local(box) == "txbxContent" and not _within_fallback(box):
                yield from self._single(box)

    def _part(
        self, paragraph: etree._Element, properties: etree._Element | None, style: Style
    ) -> Part | None:
        text = self.runs.text(paragraph, shaded=is_shaded(properties))
        mark = self._mark(properties, style)
        level = style.level
        outline = integer(value(properties, "outlineLvl"), 9)
        if level is None and 0 <= outline < 9:
            level = outline + 1
        if level is not None:
            number = mark[0] if mark and mark[1] else ""
            return Heading(level, one_line(f"{number} {text}")) if text.strip() else None
        if style.code or (not mark and is_code(paragraph)):
            return Block(Kind.CODE, text or " ")
        if not text.strip():
            return None
        if mark is None:
            return Block(Kind.PARAGRAPH, text.strip())
        indent = "   " * self._depth(properties, style)
        kind = Kind.STEPS if mark[1] else Kind.LIST
        return Block(kind, "\n".join(indent + line for line in item(mark[0], text).split("\n")))

    def _mark(self, properties: etree._Element | None, style: Style) -> tuple[str, bool] | None:
        number = child(properties, "numPr")
        list_id, level = style.numbering or ("", 0)
        if number is not None:
            list_id = value(number, "numId") or list_id
            level = integer(value(number, "ilvl"), level)
        return self._numbering.mark(list_id, level)

    def _depth(self, properties: etree._Element | None, style: Style) -> int:
        level = style.numbering[1] if style.numbering else 0
        return max(0, min(integer(value(properties, "numPr", "ilvl"), level), 8))

    def _rows(self, element: etree._Element) -> Iterator[list[str]]:
        """Cells that span columns, or go on from the row above, are written into each."""
        above: list[str] = []
        for row in _rows(element):
            texts: list[str] = []
            for cell in _cells(row):
                properties = child(cell, "tcPr")
                merged = child(properties, "vMerge")
                text = self._cell(cell, is_shaded(properties))
                goes_on = merged is not None and (value(properties, "vMerge") or "") != "restart"
                if goes_on and not text and len(texts) < len(above):
                    text = above[len(texts)]
                across = integer(value(properties, "gridSpan"), 1)
                texts.extend([text] * max(1, min(across, MOST_COLUMNS - len(texts))))
            yield texts
            above = texts

    def _cell(self, cell: etree._Element, shaded: bool) -> str:
        """One line for each paragraph; a table within a cell is told row by row."""
        lines = [
            self.runs.text(each, shaded=shaded or is_shaded(child(each, "pPr")))
            for each in cell.iter()
            if local(each) == "p"
        ]
        return "\n".join(line for line in lines if line.strip())


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for each in element:
        if local(each) == "tr":
            yield each
        elif local(each) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(each)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for each in row:
        if local(each) == "tc":
            yield each
        elif local(each) in {"sdt", "sdtContent", "customXml"}:
            yield from children(each, "tc")
            yield from (cell for inner in children(each, "sdtContent") for cell in _cells(inner))


def _within_fallback(element: etree._Element) -> bool:
    """The same text once more for old versions of Word."""
    return any(local(above) == "Fallback" for above in element.iterancestors())


def _joins(held: list[Block], block: Block) -> bool:
    """The next line of code, the next item of the same list, or one within its last item."""
    if not {held[0].kind, block.kind} <= {Kind.STEPS, Kind.LIST, Kind.CODE}:
        return False
    nested = block.text.startswith("   ") and Kind.CODE not in {held[0].kind, block.kind}
    return nested or held[0].kind is block.kind


def _joined(blocks: list[Block]) -> Block:
    kind = blocks[0].kind
    text = "\n".join(block.text for block in blocks)
    return Block(kind, fenced(text) if kind is Kind.CODE else text)
