"""The numbers that Word writes before the items of lists; they do not stand in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from steersman.knowledge.documents.docx.names import attribute, children, integer, value
from steersman.knowledge.documents.lists import marker

_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counts through one document; ask once for each paragraph, in reading order."""

    lists: Mapping[str, Mapping[int, Level]]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, part: etree._Element | None) -> Numbering:
        if part is None:
            return cls({})
        abstract = {
            attribute(each, "abstractNumId"): {
                integer(attribute(level, "ilvl"), 0): _level(level)
                for level in children(each, "lvl")
            }
            for each in children(part, "abstractNum")
        }
        lists: dict[str, Mapping[int, Level]] = {}
        for each in children(part, "num"):
            levels = dict(abstract.get(value(each, "abstractNumId"), {}))
            for override in children(each, "lvlOverride"):
                number = integer(attribute(override, "ilvl"), 0)
                for level in children(override, "lvl"):
                    levels[number] = _level(level)
            lists[attribute(each, "numId") or ""] = levels
        return cls(lists)

    def mark(self, list_id: str, level: int) -> tuple[str, bool] | None:
        """The mark of the next item and whether it is a number; ``None`` for no list at all."""
        if list_id not in self.lists:
            return None
        found = self.lists[list_id].get(level, Level())
        counts = self._counts.setdefault(list_id, {})
        counts[level] = counts.get(level, found.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if found.format == "bullet":
            return "-", False
        if found.format == "none" or not found.text:
            return "", False
        return _PLACE.sub(lambda place: self._number(list_id, int(place[1]) - 1), found.text), True

    def _number(self, list_id: str, level: int) -> str:
        shape = self.lists[list_id].get(level, Level())
        number = self._counts[list_id].get(level, shape.start)
        return marker(number, _STYLES.get(shape.format)).rstrip(".")


def _level(element: etree._Element) -> Level:
    return Level(
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        integer(value(element, "start"), 1),
    )
