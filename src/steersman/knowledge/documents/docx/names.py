"""Names in WordprocessingML, in the transitional and in the strict namespace (ECMA-376 part 1)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from steersman.knowledge.xml import local


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its local name: Word qualifies it, other writers may not."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of the first child … by local names, or ``None``."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in element if local(each) in names)


def value(element: etree._Element | None, *path: str) -> str | None:
    """The ``val`` attribute at the end of a path."""
    return attribute(child(element, *path), "val")


def is_on(element: etree._Element | None, name: str) -> bool:
    """A toggle property: present and not switched off (17.17.4)."""
    found = child(element, name)
    return found is not None and (attribute(found, "val") or "1").lower() not in {
        "0",
        "false",
        "off",
    }


def integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 10 else otherwise
