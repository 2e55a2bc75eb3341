"""Confluence's storage format as a plain HTML page: what a reader sees, and nothing that runs.

Source: confluence.atlassian.com/doc/confluence-storage-format: XHTML with elements ``ac:`` for
macros, links, images and tasks, and ``ri:`` for what these lead to.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

from steersman.domain.clean import clean, one_line

LONGEST = 5_000_000  # characters of one page
PATH = " › "
_HEADINGS = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
_PLAIN = frozenset(
    {"p", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "caption"}
    | {"blockquote", "pre", "code", "b", "strong", "i", "em", "u", "s", "sub", "sup", "div", "span"}
)
_VOID = frozenset({"br", "hr"})
_SPANNING = ("rowspan", "colspan")
# Macros whose content is about the page or comes from elsewhere.
_UNREAD = frozenset({"toc", "children", "recently-updated", "attachments", "anchor", "livesearch"})
_NEVER = frozenset(
    {"script", "style", "template", "ac:task-id", "ac:task-uuid", "ac:placeholder"}
    | {"ac:adf-attribute", "ac:adf-fallback"}  # the fallback says again what the content says
)
_TITLED = frozenset({"status", "expand", "panel", "info", "note", "tip", "warning", "jira", "code"})
_CDATA = "<![CDATA["


def page_html(title: str, above: Iterable[str], labels: Iterable[str], storage: str) -> bytes:
    """The page below a heading that names the pages it stands under; its own come below that."""
    head = escape(PATH.join(one_line(each) for each in (*above, title)))
    tags = ", ".join(one_line(each) for each in labels)
    told = f"<p>Labels: {escape(tags)}</p>" if tags else ""
    meta = f'<meta charset="utf-8"><title>{escape(one_line(title))}</title>'
    body = f"<body><h1>{head}</h1>{_converted(storage)}{told}</body>"
    return f"<!doctype html><html><head>{meta}</head>{body}</html>".encode()


def _converted(storage: str) -> str:
    reader = _Storage()
    reader.feed(_without_cdata(clean(storage[:LONGEST])))
    reader.close()
    return "".join(reader.told)


class _Storage(HTMLParser):
    """Copies what is plain, renames what is Confluence's, and leaves out what nobody reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._silent = 0  # depth within what is not read
        self._macros: list[str] = []
        self._parameter = ""  # the one whose text comes now
        self._link = ""  # what the open link leads to, until it has words of its own

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("ac:structured-macro", "ac:macro"):
            self._macros.append(given.get("ac:name", "").casefold())
        if self._silent or tag in _NEVER or (self._macros and self._macros[-1] in _UNREAD):
            self._silent += tag not in _VOID
        elif tag == "ac:parameter":
            self._parameter = given.get("ac:name", "").casefold() or "default"
        elif tag == "ac:link":
            self._link = "…"
        elif tag.startswith("ri:"):
            self._target(given)
        else:
            self._open(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or tag.startswith("ri:"):
            self.handle_starttag(tag, attrs)
        elif tag == "ac:link":  # to nothing
            return
        else:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag not in _VOID
        elif tag == "ac:parameter":
            self._parameter = ""
        elif tag == "ac:link":
            self.told.append(escape(self._link.removeprefix("…")))
            self._link = ""
        else:
            self._shut(tag)
        if tag in ("ac:structured-macro", "ac:macro") and self._macros:
            self._macros.pop()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._parameter:
            self._titled(data)
            return
        if data.strip():
            self._link = ""  # a link with words of its own
        self.told.append(escape(data, quote=False))

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _HEADINGS:
            self.told.append(f"<{_HEADINGS[tag]}>")
        elif tag == "ac:plain-text-body":
            self.told.append("<pre>")
        elif tag in ("ac:task-list", "ac:task"):
            self.told.append("<ul>" if tag == "ac:task-list" else "<li>")
        elif tag == "ac:task-status":
            self.told.append("(")
        elif tag == "ac:image" and given.get("ac:alt"):
            self.told.append(escape(given["ac:alt"]))
        elif tag == "time" and given.get("datetime"):
            self.told.append(escape(given["datetime"]))
        elif tag in _PLAIN or tag in ("td", "th"):
            spans = [f' {n}="{int(given[n])}"' for n in _SPANNING if given.get(n, "").isdecimal()]
            self.told.append(f"<{tag}{''.join(spans)}>")
        elif tag in _VOID:
            self.told.append(f"<{tag}>")

    def _shut(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.told.append(f"</{_HEADINGS[tag]}>")
        elif tag == "ac:plain-text-body":
            self.told.append("</pre>")
        elif tag in ("ac:task-list", "ac:task"):
            self.told.append("</ul>" if tag == "ac:task-list" else "</li>")
        elif tag == "ac:task-status":
            self.told.append(") ")
        elif tag in _PLAIN or tag in ("td", "th"):
            self.told.append(f"</{tag}>")

    def _titled(self, data: str) -> None:
        """The few parameters that a reader sees: the word of a status, the title of a panel."""
        macro = self._macros[-1] if self._macros else ""
        if macro in _TITLED and self._parameter in ("title", "key", "default"):
            shown = escape(data, quote=False)
            self.told.append(shown if macro in ("status", "jira") else f"<p><b>{shown}</b></p>")

    def _target(self, given: dict[str, str]) -> None:
        """What a link or an image leads to; shown where the link has no words of its own."""
        named = given.get("ri:content-title") or given.get("ri:filename") or ""
        if self._link == "…" and named:
            self._link = f"…{named}"


def _without_cdata(text: str) -> str:
    """CDATA, in which code stands, as the text that it means."""
    head, *rest = text.split(_CDATA)
    pieces = [head]
    for part in rest:
        code, end, after = part.partition("]]>")
        pieces.append(escape(code, quote=False) + after if end else part)
    return "".join(pieces)
