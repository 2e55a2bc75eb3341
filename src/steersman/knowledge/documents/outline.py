"""From a stream of headings and blocks to sections: what all readers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from steersman.knowledge.documents.model import Block, Section
from steersman.knowledge.documents.stated import Stated


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1 is the highest; 0 is a title above all others
    text: str
    line: int | None = None
    page: int | None = None
    anchor: str | None = None


Part = Heading | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader of one format hands over."""

    parts: tuple[Part, ...]
    stated: Stated = field(default_factory=Stated)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Open:
    path: tuple[str, ...] = ()
    heading: Heading | None = None
    blocks: list[Block] = field(default_factory=list)

    def close(self) -> Section | None:
        if self.heading is None:
            if not self.blocks:
                return None
            first = self.blocks[0]
            return Section((), tuple(self.blocks), first.line, first.page)
        at = self.heading
        return Section(self.path, tuple(self.blocks), at.line, at.page, at.anchor)


def sections(parts: Iterable[Part]) -> tuple[Section, ...]:
    """Sections in reading order; a heading without text below it stays, for it may be asked."""
    found: list[Section | None] = []
    above: list[Heading] = []
    current = _Open()
    for part in parts:
        if isinstance(part, Block):
            if part.text.strip():
                current.blocks.append(part)
            continue
        if not part.text:
            continue
        found.append(current.close())
        above = [*(heading for heading in above if heading.level < part.level), part]
        current = _Open(tuple(heading.text for heading in above), part)
    found.append(current.close())
    return tuple(section for section in found if section is not None)


def title_of(sections: tuple[Section, ...], name: str) -> str:
    """The first heading, else the file's name."""
    first = next((section for section in sections if section.path), None)
    return first.path[0] if first else name.replace("\\", "/").rsplit("/", 1)[-1]
