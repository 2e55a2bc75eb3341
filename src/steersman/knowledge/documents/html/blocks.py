"""Headings, paragraphs, lists, code and tables of a page whose hidden parts are gone."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from steersman.domain.clean import clean
from steersman.knowledge.documents.html.grid import grid, is_data, pairs
from steersman.knowledge.documents.html.inline import fold, inline, piece, plain
from steersman.knowledge.documents.html.tree import text_of
from steersman.knowledge.documents.lists import item, marker
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Heading, Part
from steersman.knowledge.documents.tables import fenced, table

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CODE = {"pre", "listing", "xmp", "ac:plain-text-body"}
_BLOCKS = _HEADINGS | _CODE | {
    "p", "div", "ul", "ol", "dl", "table", "blockquote", "section", "article", "main", "aside",
    "header", "footer", "figure", "figcaption", "details", "summary", "form", "fieldset", "hr",
    "address", "center", "body", "html", "li", "dt", "dd", "tr", "menu", "dir", "legend",
}  # fmt: skip


class Blocks:
    """Walks one tree; ``own`` says that ``data-line`` was written by us and may be trusted."""

    def __init__(self, root: etree._Element, own: bool) -> None:
        self._own = own
        self._holds_blocks = _with_blocks(root)

    def parts(self, element: etree._Element) -> Iterator[Part]:
        """What stands within ``element``: runs of text become paragraphs between the blocks."""
        run: list[str] = [plain(element.text)]
        line = self._line(element)
        for child in element:
            if not isinstance(child.tag, str):
                run.append(plain(child.tail))
                continue
            if self._is_block(child):
                yield from _paragraph(run, line)
                yield from self._block(child)
                run, line = [], self._line(child)
            else:
                run.append(piece(child))
            run.append(plain(child.tail))
        yield from _paragraph(run, line)

    def _is_block(self, element: etree._Element) -> bool:
        return str(element.tag).lower() in _BLOCKS or element in self._holds_blocks

    def _block(self, element: etree._Element) -> Iterator[Part]:
        tag, line = str(element.tag).lower(), self._line(element)
        if tag in _HEADINGS:
            yield Heading(
                int(tag[1]), " ".join(inline(element).split()), line, None, _anchor(element)
            )
        elif tag in _CODE:
            yield Block(Kind.CODE, _code(element), line)
        elif tag in {"ul", "ol", "menu", "dir"}:
            yield self._list(element, tag == "ol", line)
        elif tag == "dl":
            yield Block(Kind.LIST, self._definitions(element), line)
        elif tag == "table":
            yield from self._table(element, line)
        else:
            yield from self.parts(element)

    def _list(self, element: etree._Element, ordered: bool, line: int | None) -> Block:
        number = _integer(element.get("start"), 1)
        items = []
        for child in element:
            if not isinstance(child.tag, str):
                continue
            text = self._text(child)
            if str(child.tag).lower() != "li":  # a list within a list without an item around it
                items.append(item("  ", text))
                continue
            number = _integer(child.get("value"), number)
            items.append(item(marker(number, element.get("type")) if ordered else "-", text))
            number += 1
        return Block(Kind.STEPS if ordered else Kind.LIST, "\n".join(filter(None, items)), line)

    def _text(self, element: etree._Element) -> str:
        parts = self._block(element) if self._within_item(element) else self.parts(element)
        return "\n".join(part.text for part in parts if part.text)

    def _within_item(self, element: etree._Element) -> bool:
        return str(element.tag).lower() in {"ul", "ol", "dl", "table", "pre"}

    def _definitions(self, element: etree._Element) -> str:
        lines: list[str] = []
        term = ""
        for child in element.iter("dt", "dd"):
            text = self._text(child)
            if child.tag == "dt":
                lines.extend([item("-", term)] if term else [])
                term = text
            elif text:
                lines.append(item("-", f"{term}: {text}" if term else text))
                term = ""
        return "\n".join([*lines, *([item("-", term)] if term else [])])

    def _table(self, element: etree._Element, line: int | None) -> Iterator[Part]:
        if not is_data(element):
            yield from self._layout(element)
            return
        caption = element.find("caption")
        if caption is not None and (text := inline(caption)):
            yield Block(Kind.PARAGRAPH, text, line)
        rows = grid(element)
        if named := pairs(element, rows):
            yield Block(Kind.LIST, named, line)
        else:
            yield Block(Kind.TABLE, table(rows), line)

    def _layout(self, element: etree._Element) -> Iterator[Part]:
        """A table that holds others: each cell by itself, or a line where all of them are short."""
        for part in element:
            if not isinstance(part.tag, str):
                continue
            if part.tag in ("tbody", "thead", "tfoot"):
                yield from self._layout(part)
            elif part.tag == "tr" and not any(cell in self._holds_blocks for cell in part):
                texts = [text for cell in part if (text := inline(cell).strip())]
                yield from _paragraph([" | ".join(texts)], self._line(part))
            elif part.tag == "tr":
                for each in part:
                    yield from self.parts(each) if isinstance(each.tag, str) else ()
            else:
                yield from self.parts(part)

    def _line(self, element: etree._Element) -> int | None:
        if not self._own:
            line = element.sourceline
            return line if isinstance(line, int) else None
        holder = element[0] if element.tag == "pre" and len(element) else element
        return _integer(holder.get("data-line"), 0) or None


def _paragraph(run: list[str], line: int | None) -> Iterator[Block]:
    if text := fold("".join(run)):
        yield Block(Kind.PARAGRAPH, text, line)


def _with_blocks(root: etree._Element) -> set[etree._Element]:
    """Elements with a block somewhere within, such as a link around a heading."""
    found: set[etree._Element] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.lower() not in _BLOCKS:
            continue
        above = element.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _code(element: etree._Element) -> str:
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    language = ""
    for holder in element.iter():
        for name in (holder.get("class") or "").split():
            if name.startswith("language-"):
                language = name.removeprefix("language-")
    return fenced(clean(text_of(element)), language[:30])


def _anchor(element: etree._Element) -> str | None:
    """The heading's own id, one within it, or that of the section that it opens."""
    for holder in (element, *element.iter("a"), *element.iter("span")):
        if name := holder.get("id") or (holder.get("name") if holder.tag == "a" else None):
            return name
    parent = element.getparent()
    opens = parent is not None and parent.tag in {"section", "article"} and parent[0] is element
    return parent.get("id") if parent is not None and opens else None


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return max(-9_999, min(int(text or otherwise), 999_999))
    except ValueError:
        return otherwise
