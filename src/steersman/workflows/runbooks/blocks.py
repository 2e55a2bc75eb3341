"""Splits the file: front matter, headings, and the fenced blocks that mean something.

The Markdown is read by the library that draws the page too: what people see as a step is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from steersman.domain.clean import clean
from steersman.workflows.runbooks.faults import Faults

ACTION, CHECK = "action", "check"
LONGEST = 64_000  # characters of a file
LONGEST_TITLE = 80
_NEARLY = re.compile(r"(?i)(action|actions|act|step|steps|check|checks|probe)\b")
_FENCE = re.compile(r"[\s>*+-]*(?:`{3,}|~{3,})\s*(?:action|check)\b")
_RULE = "---"
NOT_READ = "begin it at the line's start, outside lists, quotes and other blocks"
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    kind: str  # action, check
    lines: Sequence[str]
    line: int  # of its first line of text
    heading: str
    heading_line: int


@dataclass(frozen=True, slots=True)
class Parts:
    front: Sequence[str]
    body: str
    blocks: Sequence[Block]


def parts_of(text: str, faults: Faults) -> Parts:
    """What the file is made of.  What is wrong goes to ``faults``."""
    if len(text) > LONGEST:
        faults.add(1, f"it has {len(text):,} characters", f"{LONGEST:,} at most: split it")
        return Parts((), "", ())
    _refuse_unseen(text, faults)
    if faults.found:
        return Parts((), "", ())  # the library counts lines otherwise where such a one stands
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _RULE), 0)
    if lines[0].rstrip() != _RULE or not end:
        faults.add(1, "no front matter", "begin with ---, the fields, and --- again")
        return Parts((), "", ())
    body = "\n".join(lines[end + 1 :])
    return Parts(lines[1:end], body, _blocks(body, end + 1, faults))


def _refuse_unseen(text: str, faults: Faults) -> None:
    """What is read must be what is there: no letters that turn the text round or hide in it."""
    for number, line in enumerate(text.split("\n"), 1):
        if clean(line) != line:
            faults.add(number, "a character that nobody sees", "remove it")


def _blocks(body: str, before: int, faults: Faults) -> Sequence[Block]:
    found: list[Block] = []
    tokens, lines = MARKDOWN.parse(body), body.split("\n")
    heading, heading_line = "", 0
    titles: dict[str, int] = {}
    fences: set[int] = set()
    for place, token in enumerate(tokens):
        start, end = token.map or (0, 0)
        line = before + start + 1
        if token.type == "heading_open":
            heading, heading_line = _title(tokens[place + 1].content), line
        if token.type == "fence":
            fences.add(start)
        if kind := _kind(token, line, lines[end - 1], faults):
            if not heading:
                faults.add(line, f"a block “{kind}” without a heading", "write “## …” above it")
            if titles.setdefault(heading, heading_line) != heading_line:
                faults.add(line, f"two headings “{heading}” have steps", "call one differently")
            content = token.content.split("\n")
            found.append(Block(kind, content, line + 1, heading, heading_line))
    for number, text in enumerate(lines):
        if _FENCE.match(text) and number not in fences:
            faults.add(before + number + 1, "this block is not read as a step", NOT_READ)
    return found


def _title(text: str) -> str:
    """Steps are named by it: no slash, which ends a name there."""
    return " ".join(text.replace("/", "–").split())[:LONGEST_TITLE]


def _kind(token: Token, line: int, last: str, faults: Faults) -> str:
    """action or check; empty: prose."""
    if token.type != "fence":
        return ""
    info = token.info.strip()
    if info not in (ACTION, CHECK):
        if nearly := _NEARLY.match(info):
            wanted = CHECK if nearly[1].lower() in ("check", "checks", "probe") else ACTION
            faults.add(line, f"a block “{info[:40]}” means nothing", f"write ```{wanted}")
        return ""
    if token.level:
        faults.add(line, f"a block “{info}” in a list or a quote", "begin it at the line's start")
        return ""
    if not _is_end(last, token.markup):
        faults.add(line, f"a block “{info}” without its end", "close it with ```")
        return ""
    return info


def _is_end(last: str, markup: str) -> bool:
    last = last.strip()
    return len(last) >= len(markup) and set(last) == {markup[0]}
