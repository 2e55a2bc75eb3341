"""A solved ticket as a page to search: the question, the answer, and nothing that runs.

What people and strangers wrote into a ticket is text and stays text: no mark-up of theirs gets
through, so that it can neither hide words nor pretend to be a heading of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from steersman.domain.clean import clean, one_line

LONGEST = 200_000  # characters of one message; more is a log file that somebody pasted
_UNREAD = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "col", "embed", "source"})
_BLOCKS = frozenset(
    {"p", "div", "br", "hr", "tr", "table", "ul", "ol", "li", "pre", "blockquote", "section"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "article"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_QUOTED = re.compile(r"(?:^On .{5,200} wrote:\s*\n)?(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?\n.*\Z", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"[ \t]*(\d{1,3}[.)]|[-*\u2022])[ \t]+(\S.*)")


def ticket_page(title: str, parts: Iterable[tuple[str, str]]) -> bytes:
    """An HTML page of headings and the plain text below each; parts without text are left out."""
    shown = escape(one_line(title)) or "(no subject)"
    body = "".join(f"<h2>{escape(head)}</h2>{_blocks(text)}" for head, text in parts if text)
    head = f'<meta charset="utf-8"><title>{shown}</title>'
    page = f"<html><head>{head}</head><body><h1>{shown}</h1>{body}</body></html>"
    return f"<!doctype html>{page}".encode()


def message(text: str) -> str:
    """A message without what it quotes, its signature, and characters that nobody sees."""
    told = clean(text[:LONGEST])
    return _SIGNATURE.sub("", _QUOTED.sub("", told)).strip()


def text_of_html(markup: str) -> str:
    """The words of an HTML message that its reader sees, a line for each block."""
    reader = _Reader()
    reader.feed(markup[:LONGEST])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.told).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._hidden_in = ""  # the tag of what is unseen; empty: all is seen
        self._depth = 0  # how many of that tag are open
        self._counts: list[int] = []  # of each open list, the number of its last entry; -1: none

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden_in:
            self._depth += tag == self._hidden_in
        elif tag not in _VOID and (tag in _UNREAD or _is_hidden(dict(attrs))):
            self._hidden_in, self._depth = tag, 1
        else:
            self._start(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_in:
            self._depth -= tag == self._hidden_in
            self._hidden_in = self._hidden_in if self._depth else ""
        elif tag in _BLOCKS:
            self.told.append("\n\n" if tag == "p" else "\n")
            if tag in ("ol", "ul") and self._counts:
                self._counts.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden_in:
            self.told.append(re.sub(r"\s+", " ", data))

    def _start(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.told.append("\n")
        if tag in ("ol", "ul"):
            self._counts.append(0 if tag == "ol" else -1)
        if tag == "li":
            self.told.append(self._mark())

    def _mark(self) -> str:
        if not self._counts or self._counts[-1] < 0:
            return "- "
        self._counts[-1] += 1
        return f"{self._counts[-1]}. "


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _blocks(text: str) -> str:
    """Steps as lists, everything else as paragraphs."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "".join(_grouped(kind, list(group)) for kind, group in groupby(lines, _kind))


def _kind(line: str) -> str:
    found = _STEP.fullmatch(line)
    return "" if found is None else "ol" if found[1][0].isdigit() else "ul"


def _grouped(kind: str, lines: list[str]) -> str:
    if not kind:
        return "".join(f"<p>{escape(line.strip())}</p>" for line in lines)
    return f"<{kind}>{''.join(_entries(lines))}</{kind}>"


def _entries(lines: list[str]) -> Iterator[str]:
    for line in lines:
        found = _STEP.fullmatch(line)
        yield f"<li>{escape(found[2] if found else line)}</li>"
