"""What a document is to everyone else: headings, the blocks below them, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Day = date  # which a field of a document is called too


class Kind(StrEnum):
    """What a block is, so that it is never cut where a person could not follow it any more."""

    PARAGRAPH = "paragraph"
    STEPS = "steps"  # a numbered list: a procedure
    LIST = "list"
    TABLE = "table"  # one row a line, cells between pipes, header and rule first
    CODE = "code"  # between fences


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list, table or piece of code as plain text; ``line`` counts from 1."""

    kind: Kind
    text: str
    line: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks below one heading, with the headings above it from the top down.

    The path is empty for what stands before the first heading.  ``line`` and ``page`` count from
    1 and say where the section begins, where the format has lines or pages; ``anchor`` is the
    fragment of a link to it, without the ``#``.
    """

    path: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    line: int | None = None
    page: int | None = None
    anchor: str | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document.  Owner, date, status and so on are ``None`` where the file itself states none.

    ``notes`` are sentences about what was left out or guessed (a hidden text, a page that cannot
    be read, an encoding): whoever answers from this document may have to say so.
    """

    name: str
    format: str
    title: str
    sections: tuple[Section, ...]
    owner: str | None = None
    date: Day | None = None
    status: str | None = None
    superseded_by: str | None = None
    review_by: Day | None = None
    readers: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(section.text for section in self.sections if section.blocks)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage that can be found and cited: the path begins with the document's title."""

    path: tuple[str, ...]
    text: str
    line: int | None = None
    page: int | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost; a larger one is refused with a sentence that says so."""

    bytes: int = 32_000_000  # of the file
    characters: int = 5_000_000  # of the text in it
    pages: int = 2_000
    unpacked: int = 128_000_000  # bytes of one part of an archive, unpacked
    seconds: float = 60.0  # for a PDF, which is read in a process of its own
    memory: int = 1_500_000_000  # bytes that this process may take
