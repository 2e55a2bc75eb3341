"""The rows and columns of a table, cells that span several written into each."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from steersman.knowledge.documents.html.inline import inline
from steersman.knowledge.documents.lists import item
from steersman.knowledge.documents.tables import MOST_COLUMNS, cell

_MOST_ROWS_SPANNED = 1_000


def is_data(element: etree._Element) -> bool:
    """A table, not a page layout: no table and no heading in its cells, and no single cell."""
    if element.get("role") in {"presentation", "none"}:
        return False
    for tag in ("table", "h1", "h2", "h3", "h4"):
        if element.find(f".//{tag}") is not None:
            return False
    return sum(1 for _ in element.iter("td", "th")) > 1


def grid(element: etree._Element) -> list[list[str]]:
    """Row by row; what spans rows or columns is repeated, so that each row can stand alone."""
    rows: list[list[str]] = []
    down: dict[int, tuple[int, str]] = {}  # column: rows still to fill, text
    for row in element.iter("tr"):
        texts: list[str] = []
        for part in row:
            if part.tag not in ("td", "th"):
                continue
            _fill(texts, down)
            text, across = inline(part), _span(part.get("colspan"), MOST_COLUMNS)
            below = _span(part.get("rowspan"), _MOST_ROWS_SPANNED) - 1
            for _ in range(min(across, MOST_COLUMNS - len(texts))):
                if below:
                    down[len(texts)] = (below, text)
                texts.append(text)
        _fill(texts, down)
        rows.append(texts)
    return rows


def _fill(texts: list[str], down: dict[int, tuple[int, str]]) -> None:
    while (column := len(texts)) in down:
        left, text = down.pop(column)
        if left > 1:
            down[column] = (left - 1, text)
        texts.append(text)


def pairs(element: etree._Element, rows: Sequence[Sequence[str]]) -> str:
    """A table of names and values, a name at the head of each row, as ``- name: value``."""
    heads = [[part.tag for part in row if part.tag in ("td", "th")] for row in element.iter("tr")]
    if not heads or any(head != ["th", "td"] for head in heads):
        return ""
    named = ((cell(row[0]), cell(row[1])) for row in rows if len(row) > 1)
    return "\n".join(item("-", f"{name.rstrip(':')}: {value}") for name, value in named)


def _span(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.isdecimal() and len(text) < 6 else 1
