"""Owner, date and status where they stand in the text: such as "Last reviewed: 2025-03-12"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.documents.model import Kind, Section
from steersman.knowledge.documents.stated import Stated, stated

_LABEL = re.compile(r"^[\s*_>-]*([A-Za-z][A-Za-z ]{2,30}?)[\s*_]*:[\s*_]*(\S.{0,200})$")
_RELEASED = re.compile(  # as vendors write it, without a colon
    r"^[\s*_]*(released|issued|published|last (?:updated|reviewed|modified))(?: on)?[\s*_]+"
    r"((?:\d|[A-Z][a-z]+ \d).{5,30})$",
    re.IGNORECASE,
)
_FIRST_BLOCKS = 12  # they stand at the head; further down "Owner:" speaks of something else
# Of the document itself: that a command in it is deprecated does not make the text an old one.
_SUPERSEDED = re.compile(
    r"(?:\bthis (?:document|page|article|runbook|procedure|guide|policy|note) (?:is|has been)"
    r"(?: now)? |\A\W*)"
    r"(superseded by|replaced by|obsolete|deprecated|no longer (?:valid|maintained|in use))\b"
    r"[^.\n]{0,80}",
    re.IGNORECASE,
)


def labelled(sections: tuple[Section, ...]) -> Stated:
    """What the head of the text says of itself; nothing of it is taken out of the text."""
    found = stated(dict(reversed(list(_pairs(sections)))))
    told = replace(found, title=None, readers=None)  # who may read is no matter of the text
    return replace(told, status=found.status or _superseded(sections))


def _pairs(sections: tuple[Section, ...]) -> Iterator[tuple[str, str]]:
    blocks = [block for section in sections[:3] for block in section.blocks][:_FIRST_BLOCKS]
    for block in blocks:
        for line in block.text.split("\n")[:30]:
            if block.kind is Kind.TABLE:
                cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
                if len(cells) == 2:
                    yield cells[0], cells[1]
            elif block.kind is not Kind.CODE and (label := _LABEL.match(line)):
                yield label[1], label[2].strip("*_ ")
            elif block.kind is not Kind.CODE and (released := _RELEASED.match(line)):
                yield released[1], released[2].strip("*_ .")


def _superseded(sections: tuple[Section, ...]) -> str | None:
    """A notice at the very head; the whole first sentence of it is the status."""
    for section in sections[:2]:
        for block in section.blocks[:2]:
            if block.kind is Kind.PARAGRAPH and (notice := _SUPERSEDED.search(block.text[:400])):
                return " ".join(notice.group().split())
    return None
