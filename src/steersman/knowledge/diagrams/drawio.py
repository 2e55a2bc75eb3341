"""draw.io (diagrams.net): plain or compressed, with containers, layers and labels on lines."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml import etree

from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent
from steersman.knowledge.diagrams.model import Diagram, Drawing, Link, Node, Unread
from steersman.knowledge.diagrams.places import Geometry, Places, geometry_of
from steersman.knowledge.documents.html import html_parts
from steersman.knowledge.xml import local, parse_xml

_LARGEST = 50_000_000  # bytes of one page, unpacked
_MOST_PLACED = 2_000  # boxes that the loose ends of lines are compared with
_DEEPEST = 50  # containers within each other
_NOT_NOTED = {"id", "label", "placeholders", "tooltip", "link", "tags"}
_PLAIN = {
    "rounded",
    "text",
    "html",
    "whiteSpace",
    "group",
    "swimlane",
    "label",
    "rect",
    "rectangle",
    "image",
}


@dataclass(frozen=True, slots=True)
class _Cell:
    id: str
    label: str
    style: dict[str, str]
    parent: str
    source: str
    target: str
    is_edge: bool
    is_vertex: bool
    attributes: tuple[tuple[str, str], ...] = ()
    geometry: Geometry = field(default_factory=Geometry)


def read_drawio(name: str, content: bytes) -> tuple[Diagram, ...]:
    root = parse_xml(content, "the diagram")
    if local(root) == "svg":
        root = parse_xml((root.get("content") or "").encode(), "the diagram within the picture")
    if local(root) == "mxGraphModel":
        return (_page(name, root),)
    pages = [each for each in root if local(each) == "diagram"]
    found, broken = list[Diagram](), list[Unread]()
    for number, page in enumerate(pages, 1):
        title = page.get("name") or f"{name}, page {number}"
        try:
            found.append(_page(title, _model(page, title)))
        except Permanent as refusal:
            broken.append(Unread(f"page {title}", str(refusal)))
    if not found:
        raise Permanent(broken[0].why if broken else "it has no page")
    first, *others = found
    return (replace(first, unread=(*first.unread, *broken)), *others)


def _model(page: etree._Element, title: str) -> etree._Element:
    """What is drawn on a page; a page on which nothing was drawn yet holds no text either."""
    held = next((each for each in page if local(each) == "mxGraphModel"), None)
    if held is not None:
        return held
    packed = (page.text or "").strip()
    return _unpacked(packed, title) if packed else etree.Element("mxGraphModel")


def _unpacked(text: str, title: str) -> etree._Element:
    """Base64 of raw deflate of percent-encoded XML, as older versions save by default."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        inflate = zlib.decompressobj(-15)
        plain = inflate.decompress(packed, _LARGEST)
    except (binascii.Error, ValueError, zlib.error):
        raise Permanent(f"its page {title} is packed in a way that is not known") from None
    if inflate.unconsumed_tail:
        raise Permanent(f"its page {title} unpacks to more than {_LARGEST:,} bytes")
    model = parse_xml(unquote(plain.decode("utf-8", "replace")).encode(), f"its page {title}")
    return model


def _page(title: str, model: etree._Element) -> Diagram:
    cells = {cell.id: cell for cell in _cells(model)}
    drawing = Drawing(one_line(title), "drawio")
    labels = _line_labels(cells)
    containers = {cell.parent for cell in cells.values() if cell.is_vertex}
    for cell in cells.values():
        if cell.is_vertex and not _is_line_label(cell, cells):
            _vertex(drawing, cell, cells, cell.id in containers)
    places = Places(
        {cell.id: cell.geometry for cell in cells.values()},
        {cell.id: cell.parent for cell in cells.values()},
        tuple(cell.id for cell in cells.values() if drawing.has(cell.id))[:_MOST_PLACED],
    )
    for cell in cells.values():
        if cell.is_edge:
            _edge(drawing, cell, cells, labels.get(cell.id, ""), places)
    return drawing.done()


def _cells(model: etree._Element) -> list[_Cell]:
    found: list[_Cell] = []
    for element in model.iter():
        if local(element) != "mxCell":
            continue
        holder = element.getparent()
        noted = holder is not None and local(holder) in {"object", "UserObject"}
        owner = holder if noted and holder is not None else element
        attributes = tuple(
            (str(key), one_line(str(value)))
            for key, value in (owner.attrib.items() if noted else ())
            if key not in _NOT_NOTED and value
        )
        found.append(
            _Cell(
                id=owner.get("id") or element.get("id") or f"cell {len(found)}",
                label=_text(owner.get("label") if noted else element.get("value")),
                style=_style(element.get("style") or ""),
                parent=element.get("parent") or "",
                source=element.get("source") or "",
                target=element.get("target") or "",
                is_edge=element.get("edge") == "1",
                is_vertex=element.get("vertex") == "1",
                attributes=attributes,
                geometry=geometry_of(element),
            )
        )
    return found


def _text(label: str | None) -> str:
    """Labels are HTML more often than not."""
    if not label:
        return ""
    if "<" not in label and "&" not in label:
        return one_line(label)
    parts, _ = html_parts(f"<html><body>{label}</body></html>")
    return one_line(" ".join(part.text for part in parts))


def _style(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _is_line_label(cell: _Cell, cells: dict[str, _Cell]) -> bool:
    above = cells.get(cell.parent)
    return above is not None and above.is_edge


def _line_labels(cells: dict[str, _Cell]) -> dict[str, str]:
    """Text that stands on a line is a cell of its own, whose parent is the line."""
    found: dict[str, str] = {}
    for cell in cells.values():
        if _is_line_label(cell, cells) and cell.label:
            found[cell.parent] = " ".join(filter(None, [found.get(cell.parent, ""), cell.label]))
    return found


def _vertex(drawing: Drawing, cell: _Cell, cells: dict[str, _Cell], holds: bool) -> None:
    kind = _kind(cell.style)
    if not cell.label and (holds or not kind):
        return  # a frame or a piece of decoration
    drawing.node(Node(cell.id, cell.label or kind, kind, _groups(cell, cells), cell.attributes))


def _kind(style: dict[str, str]) -> str:
    """``shape=mxgraph.cisco.routers.router`` is a router; ``rhombus`` is one."""
    shape = style.get("shape", "") or style.get("resIcon", "")
    if shape in {"image", "mxgraph.basic.rect"}:
        shape = style.get("image", "").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if shape:
        return style.get("prIcon") or style.get("resIcon", shape).rsplit(".", 1)[-1]
    if style.get("image"):
        return style["image"].rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    named = next((key for key, value in style.items() if not value and key not in _PLAIN), "")
    return named


def _groups(cell: _Cell, cells: dict[str, _Cell]) -> tuple[str, ...]:
    labels: list[str] = []
    above = cells.get(cell.parent)
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.label:
            labels.insert(0, above.label)
        above = cells.get(above.parent)
    return tuple(labels)


def _edge(
    drawing: Drawing, cell: _Cell, cells: dict[str, _Cell], label: str, places: Places
) -> None:
    text = " ".join(filter(None, [cell.label, label]))
    ends = [
        _end(drawing, id, cells) or places.touched(cell.id, name)
        for id, name in ((cell.source, "source"), (cell.target, "target"))
    ]
    if not all(ends):
        known = [drawing.label_of(end) for end in ends if end]
        near = f" at {known[0]}" if known else ""
        why = "a line that is not joined to a box at both ends"
        drawing.unread.append(Unread(f"line{near}{f': {text}' if text else ''}", why))
        return
    source, target = (str(end) for end in ends)
    start = cell.style.get("startArrow", "none") not in {"none", ""}
    end = cell.style.get("endArrow", "classic") not in {"none", ""}
    if start and not end:
        source, target = target, source
    drawing.link(Link(source, target, text, directed=start is not end))


def _end(drawing: Drawing, id: str, cells: dict[str, _Cell]) -> str | None:
    """The node that a line ends at: a frame without a label counts as what it stands in."""
    for _ in range(_DEEPEST):
        if not id or id not in cells:
            return None
        if drawing.has(id):
            return id
        cell = cells[id]
        if cell.is_vertex and not any(each for each in (cell.label,)):
            drawing.node(
                Node(id, _kind(cell.style) or f"box {id}", _kind(cell.style), _groups(cell, cells))
            )
            return id
        id = cell.parent
    return None
