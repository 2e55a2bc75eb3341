"""Graphviz' DOT: graphs, clusters, chains of edges, and labels in all their forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from steersman.domain.clean import clean, one_line
from steersman.knowledge.diagrams.model import Diagram, Drawing, Link, Node, Unread
from steersman.knowledge.documents.html import html_parts

_TOKEN = re.compile(
    r"""
      (?P<skip>\s+|//[^\n]*|/\*.*?\*/|^\#[^\n]*)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<sign>->|--|[{}\[\];,=:+])
    | (?P<word>-?(?:\.\d+|\d+(?:\.\d*)?)(?![\w])|[\w\x80-\U0010ffff]+(?:\.\w+)*)
    | (?P<html><)
    | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_DEEPEST = 60
_MOST = 100_000  # links: groups that are joined to groups multiply
_PLAIN = {
    "",
    "box",
    "rect",
    "rectangle",
    "ellipse",
    "oval",
    "plaintext",
    "none",
    "plain",
    "record",
    "Mrecord",
}
_SKIP_PORT = re.compile(r"<[^<>|{}]*>")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    line: int


@dataclass(slots=True)
class _Scope:
    """What holds within braces: the defaults of nodes, and the clusters around."""

    group: tuple[str, ...] = ()
    shape: str = ""
    edge_label: str = ""
    way: str = ""  # of the edges: forward, back, both or none; empty: as the graph has them
    cluster: str = ""


def read_dot(name: str, text: str) -> Diagram:
    return _Parser(name, _tokens(text)).read()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            break
        kind, word = str(match.lastgroup), match.group()
        if kind == "html":
            word = _html(text, at)
            kind = "string"
            found.append(_Token(_from_html(word), "html", line))
        elif kind != "skip":
            found.append(_Token(word, kind, line))
        line += word.count("\n")
        at += max(len(word), 1)
    return found


def _html(text: str, at: int) -> str:
    """From one angle bracket to the one that closes it."""
    depth = 0
    for position in range(at, len(text)):
        depth += (text[position] == "<") - (text[position] == ">")
        if depth == 0:
            return text[at : position + 1]
    return text[at:]


def _from_html(text: str) -> str:
    parts, _ = html_parts(f"<html><body>{text[1:-1]}</body></html>")
    return one_line(" ".join(part.text.replace("| --- ", "").replace("|", " ") for part in parts))


class _Parser:
    def __init__(self, name: str, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._drawing = Drawing(name, "dot")
        self._directed = True

    def read(self) -> Diagram:
        while self._at < len(self._tokens) and self._tokens[self._at].text != "{":
            word = self._take().text
            if word.lower() in {"graph", "digraph"}:
                self._directed = word.lower() == "digraph"
            elif word.lower() != "strict":
                self._drawing.title = _plain(word) or self._drawing.title
        self._at += 1
        self._statements(_Scope(), 0)
        return self._drawing.done()

    @property
    def _next(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _take(self) -> _Token:
        token = self._tokens[self._at] if self._at < len(self._tokens) else _Token("", "end", 0)
        self._at += 1
        return token

    def _took(self, text: str) -> bool:
        if self._next == text and self._at < len(self._tokens):
            self._at += 1
            return True
        return False

    def _statements(self, scope: _Scope, depth: int) -> list[str]:
        """Everything up to the closing brace; the ids of the nodes that stand there."""
        named: list[str] = []
        while self._at < len(self._tokens) and not self._took("}"):
            if self._next in {";", ","}:
                self._at += 1
                continue
            named.extend(self._statement(scope, depth))
        return named

    def _statement(self, scope: _Scope, depth: int) -> list[str]:
        token = self._tokens[self._at]
        low = token.text.lower()
        if token.kind == "word" and low in {"node", "edge", "graph"} and self._peek(1) == "[":
            self._at += 1
            self._defaults(scope, low)
            return []
        if token.kind in {"word", "string", "html"} and self._peek(1) == "=":
            self._at += 2
            value = self._value()
            if _plain(token.text) == "label" and scope.cluster:
                scope.group = (*scope.group[:-1], _label(value, scope.cluster))
            elif _plain(token.text) == "label" and depth == 0:
                self._drawing.title = _label(value, "") or self._drawing.title
            return []
        ends = [self._end(scope, depth)]
        while self._next in {"->", "--"}:
            self._at += 1
            ends.append(self._end(scope, depth))
        attributes = self._attributes()
        self._joined(scope, ends, attributes)
        return [id for end in ends for id in end]

    def _peek(self, ahead: int) -> str:
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _defaults(self, scope: _Scope, what: str) -> None:
        attributes = self._attributes()
        if what == "node":
            scope.shape = attributes.get("shape", scope.shape)
        elif what == "edge":
            scope.edge_label = attributes.get("label", scope.edge_label)
            scope.way = attributes.get("dir", scope.way)
        elif scope.cluster and "label" in attributes:
            scope.group = (*scope.group[:-1], _label(attributes["label"], scope.cluster))

    def _end(self, scope: _Scope, depth: int) -> list[str]:
        """One node, or all nodes of a subgraph."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else _Token("", "end", 0)
        if token.text.lower() == "subgraph" or token.text == "{":
            return self._subgraph(scope, depth)
        self._at += 1
        if token.kind not in {"word", "string", "html"}:
            self._drawing.unread.append(
                Unread(token.text[:200], "it has no meaning here", token.line)
            )
            return []
        id = self._concatenated(token)
        while self._took(":"):
            self._at += 1  # the place on the node where the edge ends
        if not self._drawing.has(id):
            self._drawing.node(Node(id, _label(id, id), _kind(scope.shape), scope.group))
        return [id]

    def _subgraph(self, scope: _Scope, depth: int) -> list[str]:
        name = ""
        if self._take().text.lower() == "subgraph":
            if self._next != "{":
                name = _plain(self._take().text)
            if not self._took("{"):
                return []
        if depth > _DEEPEST:
            self._drawing.unread.append(Unread(name, "subgraphs stand too deep within each other"))
            self._at = len(self._tokens)
            return []
        cluster = name if name.lower().startswith("cluster") else ""
        group = (*scope.group, cluster) if cluster else scope.group
        ahead = self._label_ahead(group, cluster)
        inner = _Scope(ahead, scope.shape, scope.edge_label, scope.way, cluster)
        return self._statements(inner, depth + 1)

    def _label_ahead(self, group: tuple[str, ...], cluster: str) -> tuple[str, ...]:
        """A cluster's label may stand below its nodes, so it is looked up first."""
        depth = brackets = 0
        for at in range(self._at, len(self._tokens) - 2 if cluster else 0):
            text = self._tokens[at].text
            depth += (text == "{") - (text == "}")
            brackets += (text == "[") - (text == "]")
            if depth < 0:
                break
            named = depth == 0 and text == "label" and self._tokens[at + 1].text == "="
            if named and (brackets == 0 or self._of_graph(at)):
                token = self._tokens[at + 2]
                value = token.text if token.kind == "html" else _plain(token.text)
                return (*group[:-1], _label(value, cluster))
        return group

    def _of_graph(self, at: int) -> bool:
        back = at
        while back > 0 and self._tokens[back].text != "[":
            back -= 1
        return back > 0 and self._tokens[back - 1].text.lower() == "graph"

    def _attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._took("["):
            while self._at < len(self._tokens) and not self._took("]"):
                name = _plain(self._take().text)
                if self._took("="):
                    found[name] = self._value()
        return found

    def _value(self) -> str:
        token = self._take()
        return token.text if token.kind == "html" else self._concatenated(token)

    def _concatenated(self, token: _Token) -> str:
        """``"one " + "two"`` is one string."""
        text = token.text if token.kind == "html" else _plain(token.text)
        while self._next == "+":
            self._at += 1
            text += _plain(self._take().text)
        return text

    def _joined(self, scope: _Scope, ends: list[list[str]], attributes: dict[str, str]) -> None:
        if len(ends) == 1:
            for id in ends[0]:
                self._described(id, scope, attributes)
            return
        label = _label(attributes.get("label", scope.edge_label), "")
        usual = scope.way or ("forward" if self._directed else "none")
        way = attributes.get("dir", usual).lower()
        for sources, targets in pairwise(ends):
            if len(sources) * len(targets) + self._drawing.size > _MOST:
                why = "it joins more boxes than a person can read"
                self._drawing.unread.append(Unread(f"{len(sources)} to {len(targets)} boxes", why))
                continue
            for source in sources:
                for target in targets:
                    self._linked(source, target, label, way)

    def _linked(self, source: str, target: str, label: str, way: str) -> None:
        if way == "back":
            source, target = target, source
        self._drawing.link(Link(source, target, label, directed=way in {"forward", "back"}))

    def _described(self, id: str, scope: _Scope, attributes: dict[str, str]) -> None:
        if not attributes or not id:
            return
        label = _label(attributes.get("label", ""), id)
        noted = tuple(
            (name, one_line(value))
            for name, value in attributes.items()
            if name in {"URL", "href", "tooltip", "comment", "xlabel"}
        )
        kind = _kind(attributes.get("shape", scope.shape))
        self._drawing.node(Node(id, label, kind, scope.group, noted))


def _plain(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace("\\\n", "").replace('\\"', '"')
    return text


def _label(text: str, id: str) -> str:
    """With the escapes of labels undone, and the fields of a record apart."""
    text = text.replace("\\N", id).replace("\\G", "").replace("\\E", "").replace("\\L", "")
    text = re.sub(r"\\[nlr]", " ", text).replace("\\\\", "\\")
    if "|" in text or (text.startswith("{") and text.endswith("}")):
        text = _SKIP_PORT.sub(" ", text)
        text = " / ".join(part.strip() for part in re.split(r"[|{}]", text) if part.strip())
    return one_line(clean(text)) or id


def _kind(shape: str) -> str:
    return "" if shape in _PLAIN else shape
