"""What of the documents is asked as it stands and not by its words: firewalls and diagrams."""

from __future__ import annotations

from steersman.domain.errors import Permanent
from steersman.knowledge.diagrams import Diagram, mermaid_in, read_diagrams
from steersman.knowledge.documents.decoding import decode
from steersman.knowledge.firewalls import is_firewall

FIREWALL, DIAGRAM = "firewall", "diagram"
_PACKED = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x7fELF")
_MARKDOWN = (".md", ".markdown", ".mdown")
_PROSE = (*_MARKDOWN, ".html", ".htm", ".xhtml", ".rst", ".adoc", ".asciidoc")


def is_configuration(name: str, text: str) -> bool:
    """Whether it is a firewall's configuration; rules on a page are quoted there, not at work."""
    return not name.lower().endswith(_PROSE) and is_firewall(text)


def shape_of(name: str, content: bytes) -> str:
    """Empty for a text like any other."""
    if not content.strip() or content.startswith(_PACKED):
        return ""
    if is_configuration(name, decode(content).text):
        return FIREWALL
    return DIAGRAM if diagrams_in(name, content) else ""


def diagrams_in(name: str, content: bytes) -> tuple[Diagram, ...]:
    """The diagrams of a file, also those between the lines of a Markdown text; none: no diagram."""
    try:
        if name.lower().endswith(_MARKDOWN):
            return mermaid_in(name, decode(content).text.replace("\r\n", "\n"))
        found = read_diagrams(name, content)
    except Permanent:
        return ()
    return tuple(each for each in found if each.links)
