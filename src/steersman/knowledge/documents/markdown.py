"""Markdown (CommonMark with tables and front matter), read as the page that it becomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.front_matter import split
from steersman.knowledge.documents.html import html_parts
from steersman.knowledge.documents.outline import Heading, Part, Reading
from steersman.knowledge.documents.stated import stated

# "{#id}" behind a heading, "{: .class}" behind a block: kramdown, Pandoc, MkDocs.
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:#([\w.-]+)|[.\w][^{}]*)\s*\}\s*$")
_NOTE = re.compile(r"^(\s*)(?:!!!|\?\?\?\+?|:::)\s*\{?\.?([\w-]+)\}?\s*(?:\"([^\"]*)\"|(.*))$")
_ALERT = re.compile(r"^(\s*>\s*)\[!(\w+)\][+-]?[ \t]*", re.MULTILINE)
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_LABEL = re.compile(r"^[*_]{0,3}[A-Z][A-Za-z]*(?: [A-Za-z]+){0,3}[*_]{0,3}:[*_]{0,3}\s+\S")
_BOLD_QUESTION = re.compile(r"^\s*(?:\*\*|__)[^*_]{5,200}\?(?:\*\*|__)\s*$")
_LONGEST_PARAGRAPH = 8_000  # characters
_SLUG = re.compile(r"[^\w\- ]")


def read_markdown(text: str) -> Reading:
    fields, body, head = split(text)
    markdown = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    markdown.core.ruler.at("inline", _inline)
    try:
        tokens = markdown.parse(_as_commonmark(body))
    except (RecursionError, IndexError) as error:
        raise Permanent(f"it cannot be read as Markdown ({type(error).__name__})") from error
    _number_lines(tokens, head)
    page = markdown.renderer.render(tokens, markdown.options, {})
    parts, notes = html_parts(page)
    return Reading(_with_anchors(parts), stated(fields), notes)


def _inline(state: StateCore) -> None:
    """Links and emphasis, but in paragraphs of a human length only.

    Thousands of brackets in one paragraph cost the parser the square of their number.
    """
    for token in state.tokens:
        if token.type != "inline":
            continue
        if len(token.content) > _LONGEST_PARAGRAPH:
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _as_commonmark(text: str) -> str:
    """What wikis and site generators add, in words that every reader understands."""
    lines = text.split("\n")
    shift = 0  # how far the text of an MkDocs admonition is indented
    for number, line in enumerate(lines):
        if found := _NOTE.match(line):
            title = found[3] if found[3] is not None else (found[4] or "").strip()
            title = f" {title}." if title else ""
            lines[number] = f"{found[1]}**{found[2].capitalize()}:**{title}"
            shift = len(found[1]) + 4 if "!!!" in line or "???" in line else 0
        elif line.strip() == ":::":
            lines[number] = ""
        elif shift and line.startswith(" " * shift):
            lines[number] = line[4:]
        elif line.strip():
            shift = 0
    text = "\n".join(_lines_kept(lines))
    text = _ALERT.sub(lambda found: f"{found[1]}**{found[2].capitalize()}:** ", text)
    return _WIKI_LINK.sub(lambda found: found[2] or found[1], text)


def _lines_kept(lines: list[str]) -> Iterator[str]:
    """Lines that people end on purpose stay lines: "Owner: …" above "Last reviewed: …"."""
    fenced = False
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        fenced = fenced is not line.lstrip().startswith(("```", "~~~"))
        labels = _LABEL.match(line) and _LABEL.match(behind)
        asked = _BOLD_QUESTION.match(line) and behind.strip()
        yield f"{line.rstrip()}  " if not fenced and (labels or asked) else line


def _number_lines(tokens: list[Token], head: int) -> None:
    for token in tokens:
        if token.map is not None and token.nesting >= 0:
            token.attrSet("data-line", str(token.map[0] + 1 + head))


def _with_anchors(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Headings link as they do on the forges: lower case, dashes, a number where they repeat."""
    seen: Counter[str] = Counter()
    named: list[Part] = []
    for part in parts:
        if not isinstance(part, Heading):
            named.append(part)
            continue
        found = _ATTRIBUTES.search(part.text)
        text = part.text[: found.start()] if found else part.text
        slug = _SLUG.sub("", text.lower()).strip().replace(" ", "-")
        count = seen[slug]
        seen[slug] += 1
        own = (found and found[1]) or part.anchor
        anchor = own or (f"{slug}-{count}" if count else slug)
        named.append(Heading(part.level, text, part.line, part.page, anchor))
    return tuple(named)
