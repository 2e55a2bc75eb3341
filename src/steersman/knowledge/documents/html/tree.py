"""A tree of what HTML shows: what nobody sees or what is not the document's own is taken out."""

from __future__ import annotations

import html
from dataclasses import dataclass

from lxml import etree

from steersman.knowledge.documents.html.hidden import Stylesheet, is_hidden

_CDATA = "<![CDATA["
NEVER_SHOWN = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg",
    "math", "canvas", "audio", "video", "map", "select", "datalist", "input", "button",
    "textarea", "dialog", "head", "link", "meta", "title",
}  # fmt: skip
_FURNITURE_ROLES = {"navigation", "search", "banner", "contentinfo", "menu", "menubar"}
_FURNITURE_CLASSES = {
    "headerlink", "mw-editsection", "toc", "breadcrumb", "breadcrumbs", "sr-only",
    "navbox", "noprint", "skip-link", "copybtn",
}  # fmt: skip
DEEPEST = 2_000  # libxml2 stops at 2,048 and says nothing of what came after


@dataclass(frozen=True, slots=True)
class Tree:
    root: etree._Element
    hidden: tuple[str, ...] = ()  # what stood in the parts that nobody sees


def parse_html(text: str) -> etree._Element | None:
    """The tree as browsers build it, or ``None`` where there is no element at all."""
    text = _without_cdata(text).replace("\0", "")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    content = text.encode("utf-8", "replace")
    if not content.strip():
        return None
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return root


def text_of(element: etree._Element) -> str:
    """All text within, as it stands there."""
    return "".join(piece for piece in element.itertext() if isinstance(piece, str))


def _without_cdata(text: str) -> str:
    """CDATA, in which wikis keep code, as the text that it stands for."""
    head, *rest = text.split(_CDATA)
    pieces = [head]
    for part in rest:
        code, end, after = part.partition("]]>")
        pieces.append(html.escape(code) + after if end else part)
    return "".join(pieces)


def depth_of(root: etree._Element) -> int:
    """How many elements stand within each other, at most."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def shown(root: etree._Element) -> Tree:
    """Take out what nobody sees.  The texts of hidden elements are told, not kept."""
    sheet = Stylesheet.of(root)
    hidden: list[str] = []
    doomed: list[etree._Element] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if _never_shown(element):
            doomed.append(element)
            walk.skip_subtree()
        elif is_hidden(element, sheet):
            hidden.append(" ".join(text_of(element).split()))
            doomed.append(element)
            walk.skip_subtree()
    for element in doomed:
        _remove(element)
    return Tree(root, tuple(text for text in hidden if text))


def _never_shown(element: etree._Element) -> bool:
    tag = str(element.tag).lower()
    if tag in NEVER_SHOWN or tag == "nav" or element.get("role") in _FURNITURE_ROLES:
        return True
    return bool(_FURNITURE_CLASSES & set((element.get("class") or "").split()))


def _remove(element: etree._Element) -> None:
    """Without its text, but with what follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
