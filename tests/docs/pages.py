"""The pages of the documentation, parsed: headings, links and code blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

from tests.architecture.source import HOUSE

FENCE = re.compile(r"^( *)```([\w-]*)[^\n]*\n(.*?)^\1```[ ]*$", re.M | re.S)  # in lists too
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
SOURCE_OF_PICTURE = re.compile(r'(?:src|srcset|href)="([^"]+)"')
HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$", re.M)
FOLDERS = ("docs", "changes")


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(HOUSE).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def prose(self) -> str:
        """Everything but the code blocks."""
        return FENCE.sub("", self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def headings(self) -> list[str]:
        return [title for _, title in HEADING.findall(self.prose)]

    def anchors(self) -> set[str]:
        """As GitHub makes them: the second heading of a name gets ``-1``."""
        found: list[str] = []
        for title in self.headings():
            slug = slug_of(title)
            found.append(slug if slug not in found else f"{slug}-{found.count(slug)}")
        return set(found)

    def links(self) -> list[str]:
        return LINK.findall(self.prose) + SOURCE_OF_PICTURE.findall(self.prose)

    def blocks(self, language: str) -> list[str]:
        return [dedent(body) for _, kind, body in FENCE.findall(self.text) if kind == language]


def slug_of(title: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").lower()
    kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


@cache
def pages() -> tuple[Page, ...]:
    """Every Markdown page at the top and below the folders of documentation."""
    found = sorted(HOUSE.glob("*.md"))
    found += [path for folder in FOLDERS for path in sorted((HOUSE / folder).rglob("*.md"))]
    return tuple(Page(path) for path in found)


def page(name: str) -> Page:
    return Page(HOUSE / name)


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """(page's name, body) of every code block in ``language``."""
    for each in pages():
        for body in each.blocks(language):
            yield each.name, body
