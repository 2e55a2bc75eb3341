"""The graph as a file for other programs: Graphviz DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from steersman.domain.graph.edges import Dependency
from steersman.domain.graph.words import words_of


def dot(
    names: Mapping[str, str], roots: Iterable[str], edges: Iterable[Dependency]
) -> Iterator[str]:
    """Lines of a directed graph in the DOT language: from what depends to what it needs."""
    yield "digraph dependencies {"
    yield "  rankdir=RL; node [shape=box];"
    first = set(roots)
    for one, name in names.items():
        more = ", peripheries=2" if one in first else ""
        yield f"  {quoted(one)} [label={quoted(name)}{more}];"
    for edge in edges:
        ends = f"{quoted(edge.dependent)} -> {quoted(edge.needed)}"
        yield f"  {ends} [label={quoted(words_of(edge))}];"
    yield "}"


def quoted(text: str) -> str:
    """A quoted string of DOT: its only escape is that of the quote; a backslash means more."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
