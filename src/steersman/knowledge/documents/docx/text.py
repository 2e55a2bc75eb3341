"""The text of a paragraph as Word shows it: without what was deleted, hidden or painted white."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from steersman.domain.clean import clean
from steersman.knowledge.documents.docx.names import attribute, child, is_on, value
from steersman.knowledge.documents.docx.styles import MONOSPACED
from steersman.knowledge.xml import local

_SKIPPED = {"del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "rPr", "pPr",
            "commentReference", "footnoteReference", "endnoteReference"}  # fmt: skip
_WHITE = re.compile(r"^f[a-f0-9]f[a-f0-9]f[a-f0-9]$", re.IGNORECASE)
_PLAIN_GROUND = {"", "auto", "ffffff"}


class Runs:
    """Reads paragraphs and remembers what it left out because nobody sees it."""

    def __init__(self) -> None:
        self.hidden: list[str] = []

    def text(self, paragraph: etree._Element, *, shaded: bool = False) -> str:
        return clean("".join(self._walk(paragraph, shaded))).strip("\n")

    def _walk(self, element: etree._Element, shaded: bool) -> Iterator[str]:
        for each in element:
            name = local(each)
            if name in _SKIPPED or name == "txbxContent":
                continue
            if name == "r" and _is_hidden(each, shaded):
                self.hidden.append("".join(self._pieces(each)))
                continue
            if name == "t":
                yield each.text or ""
            elif name in {"tab", "ptab"}:
                yield "\t"
            elif name in {"br", "cr"}:
                yield "\n"
            elif name in {"noBreakHyphen", "softHyphen"}:
                yield "-" if name == "noBreakHyphen" else ""
            else:
                yield from self._walk(each, shaded)

    def _pieces(self, run: etree._Element) -> Iterator[str]:
        return (each.text or "" for each in run.iter() if local(each) == "t")


def is_code(paragraph: etree._Element) -> bool:
    """Every run with letters in it is set in a monospaced font."""
    runs = [run for run in paragraph.iter() if local(run) == "r" and _letters(run)]
    fonts = (attribute(child(run, "rPr", "rFonts"), "ascii") or "" for run in runs)
    return bool(runs) and all(MONOSPACED.search(font) for font in fonts)


def is_shaded(element: etree._Element | None) -> bool:
    """A coloured ground, on which white text is seen."""
    fill = (attribute(child(element, "shd"), "fill") or "").lower()
    return fill not in _PLAIN_GROUND


def _letters(run: etree._Element) -> bool:
    return any((each.text or "").strip() for each in run if local(each) == "t")


def _is_hidden(run: etree._Element, shaded: bool) -> bool:
    properties = child(run, "rPr")
    if properties is None:
        return False
    if is_on(properties, "vanish") or is_on(properties, "webHidden"):
        return True
    if value(properties, "sz") in {"0", "1", "2"}:  # half points
        return True
    white = _WHITE.match(value(properties, "color") or "") is not None
    highlighted = (value(properties, "highlight") or "none") not in {"none", "white"}
    return white and not (shaded or highlighted or is_shaded(properties))
