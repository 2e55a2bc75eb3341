"""The documentation as pages of the console: the same files that the documentation site shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

PACKED = Path(__file__).parent / "docs"  # in the wheel
SOURCE = Path(__file__).resolve().parents[5] / "docs"  # in a checkout
SHELVES = ("guide", "console")
_LINK = re.compile(r'href="(?:\.\./)?(?:(guide|console)/)?([a-z0-9-]+)\.md(#[\w-]*)?"')
_PICTURE = re.compile(r"<p><img [^>]*></p>")  # they stand on the documentation site
_OUTSIDE = re.compile(r'<a href="(?!/|#|https?://)[^"]*">(.*?)</a>', re.S)


@dataclass(frozen=True, slots=True)
class Guide:
    """One page of the documentation.  ``html`` comes from our own files only."""

    shelf: str
    name: str
    title: str
    html: Markup

    @property
    def path(self) -> str:
        return f"/help/{self.shelf}/{self.name}"


@cache
def guides() -> dict[str, Guide]:
    """Every page, by ``shelf/name``.  Empty when the documentation was not packed."""
    root = PACKED if PACKED.is_dir() else SOURCE
    found = [file for shelf in SHELVES for file in sorted((root / shelf).glob("*.md"))]
    return {f"{file.parent.name}/{file.stem}": _guide(file) for file in found}


def _guide(file: Path) -> Guide:
    text = file.read_text()
    shelf, first = file.parent.name, text.partition("\n")[0]
    _, _, body = text.partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    html = _PICTURE.sub("", html).replace(
        "<table>", '<div class="table-wrap"><table class="table">'
    )
    html = html.replace("</table>", "</table></div>").replace("<pre>", '<pre class="query">')
    return Guide(shelf, file.stem, first.lstrip("# ").strip(), Markup(_linked(html, shelf)))


def _linked(html: str, shelf: str) -> str:
    """Links between the pages lead to our own; what leads elsewhere in the docs is only text."""
    inside = _LINK.sub(lambda m: f'href="/help/{m[1] or shelf}/{m[2]}{m[3] or ""}"', html)
    return _OUTSIDE.sub(r"\1", inside)
