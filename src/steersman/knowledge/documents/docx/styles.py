"""What a paragraph style means: a heading of which level, code, hidden text, a numbered list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from steersman.knowledge.documents.docx.names import (
    attribute,
    child,
    children,
    integer,
    is_on,
    value,
)

_HEADING = re.compile(r"^heading (\d)$", re.IGNORECASE)  # Word keeps this name in every language
_CODE = re.compile(r"code|preformatted|console|terminal|command|source|macro text", re.IGNORECASE)
MONOSPACED = re.compile(r"courier|consolas|mono|menlo|terminal|lucida console", re.IGNORECASE)
_DEEPEST = 10  # styles based on each other; a circle ends here


@dataclass(frozen=True, slots=True)
class Style:
    level: int | None = None  # of a heading, 0 for the title
    code: bool = False
    hidden: bool = False
    numbering: tuple[str, int] | None = None  # the list's id, and the level


def styles_of(part: etree._Element | None) -> Mapping[str, Style]:
    if part is None:
        return {}
    raw = {attribute(style, "styleId") or "": style for style in children(part, "style")}
    return {name: _style(name, raw) for name in raw}


def _style(name: str, raw: Mapping[str, etree._Element]) -> Style:
    """With what it inherits from the styles that it is based on."""
    found = Style()
    for _ in range(_DEEPEST):
        style = raw.get(name)
        if style is None:
            break
        found = _inherited(found, style)
        name = value(style, "basedOn") or ""
    return found


def _inherited(found: Style, style: etree._Element) -> Style:
    properties = child(style, "pPr")
    label = value(style, "name") or ""
    level = found.level if found.level is not None else _level(label, properties)
    number = child(properties, "numPr")
    numbering = found.numbering
    if numbering is None and number is not None:
        numbering = (value(number, "numId") or "", integer(value(number, "ilvl"), 0))
    font = attribute(child(style, "rPr", "rFonts"), "ascii") or ""
    return Style(
        level,
        found.code or bool(_CODE.search(label) or MONOSPACED.search(font)),
        found.hidden or is_on(child(style, "rPr"), "vanish"),
        numbering,
    )


def _level(label: str, properties: etree._Element | None) -> int | None:
    if label.lower() == "title":
        return 0
    if found := _HEADING.match(label):
        return int(found[1])
    outline = integer(value(properties, "outlineLvl"), 9)
    return outline + 1 if 0 <= outline < 9 else None
