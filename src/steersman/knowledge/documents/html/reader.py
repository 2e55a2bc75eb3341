"""From a page to headings and blocks, in the order in which a person reads them."""

from __future__ import annotations

from lxml import etree

from steersman.domain.clean import clean, one_line, smuggles
from steersman.domain.errors import Permanent
from steersman.knowledge.documents.html.blocks import Blocks
from steersman.knowledge.documents.html.tree import DEEPEST, depth_of, parse_html, shown, text_of
from steersman.knowledge.documents.model import Block, Kind
from steersman.knowledge.documents.outline import Part, Reading
from steersman.knowledge.documents.stated import Stated, stated

_FLATTENED = 120  # elements within each other: deeper nesting carries no meaning for people
_QUOTED = 80  # characters of a hidden text that a note shows


def read_html(text: str) -> Reading:
    root = parse_html(text)
    if root is None:
        return Reading(())
    told = _stated(root)
    parts, notes = _parts(root, text)
    return Reading(parts, told, notes)


def html_parts(text: str) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Parts and notes of HTML that we made ourselves: lines are those in ``data-line``."""
    root = parse_html(text)
    return ((), ()) if root is None else _parts(root, text, own=True)


def _parts(
    root: etree._Element, text: str, *, own: bool = False
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    depth = depth_of(root)
    if depth >= DEEPEST:
        raise Permanent(f"its elements stand {depth} deep within each other: nobody writes that")
    tree = shown(root)
    notes = [_hidden_note(tree.hidden)] if tree.hidden else []
    if smuggles(text):
        notes.append("Invisible characters that spell words were left out.")
    if depth > _FLATTENED:
        notes.append(f"Its elements stand {depth} deep: it was read without headings and lists.")
        return (Block(Kind.PARAGRAPH, one_line(text_of(root))),), tuple(notes)
    return tuple(Blocks(root, own).parts(_main(root))), tuple(notes)


def _main(root: etree._Element) -> etree._Element:
    """The page's main part where it names exactly one: the rest is the site around it."""
    for path in (".//main", ".//*[@role='main']"):
        found = root.findall(path)
        if len(found) == 1 and len(text_of(found[0]).strip()) > 40:
            return found[0]
    return root


def _stated(root: etree._Element) -> Stated:
    fields = {
        (meta.get("name") or meta.get("property") or ""): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    title = root.find(".//title")
    text = clean(text_of(title)) if title is not None else ""
    return stated(fields).over(Stated(title=one_line(text) or None))


def _hidden_note(hidden: tuple[str, ...]) -> str:
    first = one_line(hidden[0])
    quoted = first if len(first) <= _QUOTED else f"{first[:_QUOTED]}…"
    many = "One hidden text was" if len(hidden) == 1 else f"{len(hidden)} hidden texts were"
    return f"{many} left out, beginning with “{quoted}”."
