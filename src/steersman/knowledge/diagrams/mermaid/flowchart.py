"""Flowcharts: boxes of all shapes, chains of links, subgraphs."""

from __future__ import annotations

import re

from steersman.domain.clean import one_line
from steersman.knowledge.diagrams.model import Drawing, Link, Node, Unread
from steersman.knowledge.documents.html import html_parts

# Brackets around a label, the longer first, with what they draw.
_SHAPES = (
    ("(((", ")))", "double circle"), ("([", "])", "stadium"), ("[[", "]]", "subroutine"),
    ("[(", ")]", "database"), ("((", "))", "circle"), ("{{", "}}", "hexagon"),
    ("[/", "/]", "parallelogram"), ("[\\", "\\]", "parallelogram"), ("[/", "\\]", "trapezoid"),
    ("[\\", "/]", "trapezoid"), ("[", "]", ""), ("(", ")", ""), ("{", "}", "decision"),
    (">", "]", "flag"),
)  # fmt: skip
_KINDS = {
    "cyl": "database", "cylinder": "database", "db": "database", "database": "database",
    "diam": "decision", "decision": "decision", "diamond": "decision", "rect": "", "rounded": "",
    "event": "", "process": "", "proc": "",
}  # fmt: skip
_ID = re.compile(r"[\w\x80-\U0010ffff](?:[\w./\x80-\U0010ffff]|-(?![-.>ox=]|\s))*")
_LINK = re.compile(
    r"""\s*(?P<edge>\w+@)?(?P<start><|[xo](?=[-=]))?
    (?:
      (?P<invisible>~~~+)
    | (?P<line>--+|==+|-\.+-?)(?P<end>>|[xo](?!\w))?(?:\s*\|(?P<bar>[^|]*)\|)?
    )""",
    re.VERBOSE,
)
_WORDED = re.compile(
    r"""\s*(?P<start><|[xo])?(?:--|==|-\.)(?:\s+|(?=["A-Za-z])(?![xo]\s))
    (?P<text>"[^"]*"|[^\s>|-][^|]*?)\s*
    (?P<close>--+|==+|\.+-)(?P<end>>|[xo](?!\w))?(?=\s|\w|$|\[|\()""",
    re.VERBOSE,
)
_SILENT = re.compile(
    r"(?:style|classDef|class|click|linkStyle|direction|call|href)\b|.*@\{\s*animat"
)
_SUBGRAPH = re.compile(r"subgraph\s*(.*)$")
_TITLED = re.compile(r"(?P<id>[^\s\[]+)\s*\[(?P<title>.*)\]$")
_MOST = 50_000


class _NotUnderstood(ValueError):
    pass


def flowchart(drawing: Drawing, lines: list[tuple[int, str]]) -> None:
    groups: list[str] = []
    frames: dict[str, str] = {}
    for number, line in lines:
        for statement in _statements(line):
            if found := _SUBGRAPH.match(statement):
                id, title = _frame(found[1])
                frames[id] = title
                groups.append(title)
            elif statement == "end":
                if groups:
                    groups.pop()
            elif not _SILENT.match(statement):
                _guarded(drawing, statement, tuple(groups), frames, number)


def _statements(line: str) -> list[str]:
    """Semicolons part statements, but not within quotes or brackets."""
    found, held, quoted, depth = [], "", False, 0
    for char in line:
        quoted = quoted is not (char == '"')
        depth += (char in "[({") - (char in "])}") if not quoted else 0
        if char == ";" and not quoted and depth <= 0:
            found.append(held.strip())
            held = ""
        else:
            held += char
    return [each for each in [*found, held.strip()] if each]


def _frame(text: str) -> tuple[str, str]:
    text = text.strip()
    if found := _TITLED.match(text):
        return found["id"], _label(found["title"])
    return text.strip('"'), _label(text)


def _guarded(
    drawing: Drawing, statement: str, group: tuple[str, ...], frames: dict[str, str], number: int
) -> None:
    try:
        _Line(drawing, statement, group, frames).read()
    except _NotUnderstood as error:
        drawing.unread.append(Unread(statement[:300], str(error), number))


class _Line:
    def __init__(
        self, drawing: Drawing, text: str, group: tuple[str, ...], frames: dict[str, str]
    ) -> None:
        self._drawing = drawing
        self._text = text
        self._at = 0
        self._group = group
        self._frames = frames

    def read(self) -> None:
        """``A & B -- text --> C[Label] --> D``."""
        sources = self._nodes()
        while self._at < len(self._text.rstrip()):
            link = self._link()
            targets = self._nodes()
            if link is not None:
                if len(sources) * len(targets) + self._drawing.size > _MOST:
                    raise _NotUnderstood("it joins more boxes than a person can read")
                self._join(sources, targets, *link)
            sources = targets

    def _join(
        self, sources: list[str], targets: list[str], label: str, both: bool, plain: bool
    ) -> None:
        for source in sources:
            for target in targets:
                self._drawing.link(Link(source, target, label, directed=not (both or plain)))

    def _nodes(self) -> list[str]:
        found = [self._node()]
        while match := re.compile(r"\s*&\s*").match(self._text, self._at):
            self._at = match.end()
            found.append(self._node())
        return found

    def _node(self) -> str:
        match = re.compile(r"\s*").match(self._text, self._at)
        self._at = match.end() if match else self._at
        named = _ID.match(self._text, self._at)
        if named is None:
            raise _NotUnderstood(f"no box begins at “{self._text[self._at : self._at + 20]}”")
        self._at = named.end()
        id = named[0]
        label, kind = self._shape(id)
        if self._text.startswith(":::", self._at):
            styled = re.compile(r":::[\w,-]+").match(self._text, self._at)
            self._at = styled.end() if styled else self._at + 3
        if id in self._frames and label == id:
            label = self._frames[id]
        self._drawing.node(Node(id, label, kind, self._group))
        return id

    def _shape(self, id: str) -> tuple[str, str]:
        """The label between brackets, and what the brackets draw; the id where there are none."""
        if self._text.startswith("@{", self._at):
            return self._described(id)
        for begin, end, kind in _SHAPES:
            if not self._text.startswith(begin, self._at):
                continue
            start = self._at + len(begin)
            close = self._closing(start, end)
            if close >= 0:
                self._at = close + len(end)
                return _label(self._text[start:close]) or id, kind
        if self._at < len(self._text) and self._text[self._at] in "[({":
            raise _NotUnderstood("a bracket is not closed")
        return id, ""

    def _closing(self, start: int, end: str) -> int:
        """Where the shape ends; what stands in quotes ends nothing."""
        if self._text.startswith('"', start):
            quote = self._text.find('"', start + 1)
            return self._text.find(end, quote + 1) if quote > 0 else -1
        return self._text.find(end, start)

    def _described(self, id: str) -> tuple[str, str]:
        """``A@{ shape: cyl, label: "Orders" }``."""
        close = self._text.find("}", self._at)
        if close < 0:
            raise _NotUnderstood("a brace is not closed")
        inner = self._text[self._at + 2 : close]
        self._at = close + 1
        label = re.search(r'label\s*:\s*(?:"([^"]*)"|([^,}]+))', inner)
        shape = re.search(r'shape\s*:\s*"?([\w-]+)', inner)
        kind = _KINDS.get(shape[1], shape[1]) if shape else ""
        return (_label(label[1] or label[2]) if label else id), kind

    def _link(self) -> tuple[str, bool, bool] | None:
        """Its label, whether it has two arrows, whether none; ``None`` for an invisible one."""
        found = _WORDED.match(self._text, self._at)
        if found:
            self._at = found.end()
            both = bool(found["start"] and found["end"])
            return _label(found["text"]), both, not found["end"] and not found["start"]
        found = _LINK.match(self._text, self._at)
        if found is None or found.end() == self._at:
            raise _NotUnderstood(f"no link begins at “{self._text[self._at : self._at + 20]}”")
        self._at = found.end()
        if found["invisible"]:
            return None
        both = bool(found["start"] and found["end"])
        return _label(found["bar"] or ""), both, not found["end"] and not found["start"]


def _label(text: str) -> str:
    """Without quotes, entities (``#35;``) and the HTML or Markdown that labels may carry."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    text = re.sub(
        r"#(\w+);", lambda found: f"&{'#' if found[1].isdecimal() else ''}{found[1]};", text
    )
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text[1:-1].replace("**", "")
    if "<" in text or "&" in text:
        parts, _ = html_parts(f"<html><body>{text}</body></html>")
        text = " ".join(part.text for part in parts)
    return one_line(text.replace("\\n", " "))
