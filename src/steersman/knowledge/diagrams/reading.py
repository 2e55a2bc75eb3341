"""A diagram's source of any known kind."""

from __future__ import annotations

import re

from steersman.domain.errors import Permanent
from steersman.knowledge.diagrams.dot import read_dot
from steersman.knowledge.diagrams.drawio import read_drawio
from steersman.knowledge.diagrams.mermaid import HEAD, read_mermaid
from steersman.knowledge.diagrams.model import Diagram
from steersman.knowledge.documents.decoding import decode

_LARGEST = 20_000_000  # bytes
_FENCE = re.compile(
    r"^[ \t]*(?:```+|~~~+|:::)[ \t]*\{?[ \t]*mermaid[^\n]*\n(.*?)^[ \t]*(?:```+|~~~+|:::)[ \t]*$",
    re.M | re.S,
)
_DRAWIO = re.compile(rb"<(?:mxfile|mxGraphModel)\b|<svg\b[^>]*\bcontent=", re.DOTALL)
_DOT = re.compile(r"^\s*(?:strict\s+)?(?:di)?graph\b[^{\n]*\{", re.MULTILINE | re.IGNORECASE)


def read_diagrams(name: str, content: bytes) -> tuple[Diagram, ...]:
    """One for each page; ``Permanent`` where it is no diagram that is known, or is too large."""
    if len(content) > _LARGEST:
        raise Permanent(f"{name} has more than {_LARGEST:,} bytes: no diagram has")
    try:
        return _read(name, content)
    except Permanent as refusal:
        raise Permanent(f"{name} cannot be read: {refusal}") from refusal


def _read(name: str, content: bytes) -> tuple[Diagram, ...]:
    title = name.replace("\\", "/").rsplit("/", 1)[-1]
    if _DRAWIO.search(content[:20_000]):
        return read_drawio(title, content)
    text = decode(content).text.replace("\r\n", "\n")
    if name.lower().endswith((".dot", ".gv")) or _DOT.search(text[:20_000]):
        return (read_dot(title, text),)
    if name.lower().endswith((".mmd", ".mermaid")) or HEAD.search(text[:20_000]):
        return (read_mermaid(title, text),)
    raise Permanent("it is no diagram that is known: draw.io, Graphviz and Mermaid are")


def mermaid_in(name: str, markdown: str) -> tuple[Diagram, ...]:
    """The Mermaid diagrams that stand between fences in a Markdown document."""
    return tuple(read_mermaid(name, found[1]) for found in _FENCE.finditer(markdown))
