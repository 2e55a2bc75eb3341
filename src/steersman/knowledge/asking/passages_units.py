"""What in a document can be quoted alone: a sentence, a row with its header, an item of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from steersman.knowledge.asking.passages_words import bag

_ITEM = re.compile(r"^\s{0,3}(?:[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_CODE = re.compile(r"^\s{0,3}\**[A-Z]{1,8}[-_ ]?\d{1,8}\**(?::|\s)")
_LABEL = re.compile(r"^\s{0,3}[*_`]{0,3}\w[^:.|\n]{0,40}?[*_`]{0,3}\s*(?::|\s[–—])[*_`]{0,3}\s+\S")
_STEP = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-z][.)])\s+", re.MULTILINE)
_QUESTION = re.compile(
    r"^(?:[*_]{1,3}|Q(?:uestion)?\s*\d*[:.)]\s*)*(?P<asked>[A-Z][^|.!?]{5,150}\?)"
    r"[*_]{0,3}(?:\s+(?P<told>.*))?$"
)
_RULE = re.compile(r"^\|?\s*:?-{2,}")
_SHORTENED = "".join(  # no sentence ends there
    rf"(?<!\b{each}\.)"
    for each in (
        *("ext", "Ext", "no", "No", "Nr", "tel", "Tel", "incl", "max", "min", "approx", "vs"),
        *("Dr", "Mr", "Ms", "Mrs", r"e\.g", r"i\.e", "resp", "ca", "dept"),
    )
)
_SENTENCE = re.compile(rf"{_SHORTENED}(?<=[.!?])[\"”’)*]*\s+(?=[\"“(*`]*[A-Z0-9])|(?<=[:])\n")
_EXCEPTION = re.compile(
    r"^\W*(?:however|but|except|exceptions?|unless|note|important|caution|warning|this does not"
    r"|the only|only|otherwise|from .{4,30} on\b)\b",
    re.IGNORECASE,
)


def _is_coded(lines: Sequence[str]) -> bool:
    """Lines that each begin with a number of an error or a ticket, or with what they tell of."""
    labelled = len(lines) > 1 and all(_LABEL.match(line) for line in lines)
    return labelled or len([line for line in lines if _CODE.match(line)]) > 1


class Shape(Enum):
    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


WHOLE = (Shape.PARAGRAPH, Shape.LIST, Shape.TABLE)  # more than one statement


@dataclass(frozen=True, slots=True)
class Unit:
    """``lead``: what announces it: the sentence before a list, the header of a table."""

    shape: Shape
    text: str
    quote: str
    lead: str = ""
    block: int = 0  # which block of the section it is of
    header: tuple[str, ...] = ()  # of a row: what stands above its cells

    @property
    def own(self) -> frozenset[str]:
        return bag(self.text)


def has_steps(text: str) -> bool:
    return len(_STEP.findall(text)) > 1


def asked_and_answered(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a text, each with the question that stands above it: a page of questions.

    The first part may have none.  A question is a line of its own that ends so, or one that is
    marked with Q.
    """
    question, lines = "", list[str]()
    for line in text.split("\n"):
        if found := _QUESTION.match(line.strip()):
            if lines and any(each.strip() for each in lines):
                yield question, "\n".join(lines).strip()
            question, lines = found["asked"], [found["told"] or ""]
        else:
            lines.append(re.sub(r"^\s*\**A(?:nswer)?\s*[:.)]\**\s+", "", line))
    if any(each.strip() for each in lines):
        yield question, "\n".join(lines).strip()


def units(text: str) -> Iterator[Unit]:
    """In reading order; of each block its single statements before the whole of it."""
    blocks = [each for each in re.split(r"\n\s*\n", text) if each.strip()]
    for place, block in enumerate(blocks):
        before = blocks[place - 1].strip() if place else ""
        lead = before if before.endswith(":") and "\n|" not in before else ""
        behind = blocks[place + 1] if place + 1 < len(blocks) else ""
        yield from _units_of(place, block, lead, behind)


def _units_of(place: int, block: str, lead: str, behind: str) -> Iterator[Unit]:
    lines = block.split("\n")
    if lines[0].lstrip().startswith("|"):
        yield from _rows(place, lines, lead)
    elif any(_ITEM.match(line) for line in lines) or _is_coded(lines):
        yield from _items(place, lines, lead)
    else:
        after = f"\n\n{behind}" if _EXCEPTION.match(behind) else ""
        for sentence in sentences(block):
            yield Unit(Shape.SENTENCE, sentence, block + after, lead, place)
        yield Unit(Shape.PARAGRAPH, block + after, block + after, lead, place)


def sentences(block: str) -> Sequence[str]:
    return [each for each in _SENTENCE.split(block) if each.strip()]


def _rows(place: int, lines: Sequence[str], lead: str) -> Iterator[Unit]:
    ruled = len(lines) > 1 and bool(_RULE.match(lines[1]))
    header, rows = (lines[:2], lines[2:]) if ruled else ([], lines)
    above = cells(header[0]) if header else ()
    for row in rows:
        quote = "\n".join((*header, row))
        yield Unit(Shape.ROW, row, quote, f"{lead} {' '.join(header[:1])}", place, above)
    yield Unit(Shape.TABLE, "\n".join(lines), "\n".join(lines), lead, place)


def cells(row: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in row.strip().strip("|").split("|"))


def _items(place: int, lines: Sequence[str], lead: str) -> Iterator[Unit]:
    """Lines above the first item announce the list; lines that are none go on with an item."""
    items: list[list[str]] = []
    above: list[str] = []
    labelled = all(_LABEL.match(line) for line in lines)
    for line in lines:
        if labelled or _ITEM.match(line) or _CODE.match(line):
            items.append([line])
        elif items:
            items[-1].append(line)
        else:
            above.append(line)
    lead = "\n".join((*([lead] if lead else ()), *above))
    for item in items:
        text = "\n".join(item)
        quote = f"{lead}\n\n{text}" if lead else text
        yield Unit(Shape.ITEM, text, quote, lead, place)
    whole = "\n".join(lines)
    quote = f"{lead}\n\n{whole}" if lead and not above else whole
    yield Unit(Shape.LIST, whole, quote, lead, place)
