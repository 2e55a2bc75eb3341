"""The text of a paragraph: code in backticks, links with their address, breaks as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from steersman.domain.clean import clean

_SPACES = re.compile(r"[ \t\n]+")
_CODE = {"code", "tt", "samp", "kbd", "var"}
_STRUCK = {"del", "s", "strike"}
_MARK = "\x0b"  # stands for a line break until the other white space is folded
_ADDRESS = re.compile(r"(?:https?|mailto|ssh|ftp|file)://?\S+", re.I)


def inline(element: etree._Element, *, skip: frozenset[str] = frozenset()) -> str:
    """The text within ``element``, without the elements named in ``skip``."""
    return fold("".join(_pieces(element, skip)))


def fold(text: str) -> str:
    """White space as a browser folds it; each break a line of its own."""
    lines = (_SPACES.sub(" ", clean(line)).strip() for line in text.split(_MARK))
    return "\n".join(lines).strip("\n")


def piece(element: etree._Element, skip: frozenset[str] = frozenset()) -> str:
    """What one child of a paragraph says, before white space is folded, without its tail."""
    tag = str(element.tag).lower()
    if tag in skip:
        return ""
    if tag == "br":
        return _MARK
    if tag == "img":
        alt = " ".join((element.get("alt") or "").split())
        return f"[image: {alt}]" if alt else ""
    return _wrapped(element, tag, "".join(_pieces(element, skip)))


def plain(text: str | None) -> str:
    return (text or "").replace(_MARK, " ")


def _pieces(element: etree._Element, skip: frozenset[str]) -> Iterator[str]:
    """Not recursive where it matters: see ``blocks``, which bounds how deep this can go."""
    yield plain(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield piece(child, skip)
        yield plain(child.tail)


def _wrapped(element: etree._Element, tag: str, text: str) -> str:
    if not text.strip():
        return text
    if tag in _CODE and "`" not in text:
        return f"`{text.strip()}`" if tag == "code" else text
    if tag in _STRUCK:
        return f"~~{text.strip()}~~"
    if tag == "a":
        return _link(text, (element.get("href") or "").strip())
    if tag in {"p", "div", "li", "tr", "dt", "dd", "summary"}:
        return f"{_MARK}{text}{_MARK}"
    return text


def _link(text: str, address: str) -> str:
    address = clean(address)
    if not _ADDRESS.fullmatch(address) or address.removeprefix("mailto:") in text:
        return text
    return f"{text.rstrip()} ({address})"
