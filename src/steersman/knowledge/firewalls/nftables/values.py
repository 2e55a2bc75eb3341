"""Values in nftables' language: one, several between braces, pairs of a map."""

from __future__ import annotations

from steersman.knowledge.firewalls.nftables.cursor import Cursor, NotUnderstood
from steersman.knowledge.firewalls.nftables.parts import VERDICTS, Element, Verdict

_ATTRIBUTES = {"counter", "timeout", "expires", "comment", "limit", "quota", "last", "ct"}


def value(cursor: Cursor) -> list[Element]:
    """``{ a, b }``, ``a,b`` or one value; concatenations with dots between their parts."""
    if cursor.next.text == "{" and not cursor.next.string:
        return elements_of(cursor)
    found = [_element(cursor)]
    while cursor.took(","):
        found.append(_element(cursor))
    return found


def elements_of(cursor: Cursor) -> list[Element]:
    """Between braces; braces within braces come from variables and mean the same."""
    found: list[Element] = []
    cursor.expect("{")
    while not cursor.took("}"):
        if cursor.done:
            raise NotUnderstood("a brace is not closed")
        cursor.skip_ends()
        if cursor.took(","):
            continue
        if cursor.next.text == "{":
            found.extend(elements_of(cursor))
        elif cursor.next.text != "}":
            found.append(_element(cursor))
            _attributes(cursor)
    return found


def pairs_of(cursor: Cursor) -> list[tuple[Element, Verdict]]:
    """``{ 22 : accept, 80 : jump web }``."""
    found: list[tuple[Element, Verdict]] = []
    cursor.expect("{")
    while not cursor.took("}"):
        if cursor.done:
            raise NotUnderstood("a brace is not closed")
        cursor.skip_ends()
        if cursor.took(","):
            continue
        if cursor.next.text == "{":
            found.extend(pairs_of(cursor))
        elif cursor.next.text != "}":
            element = _element(cursor)
            _attributes(cursor)
            cursor.expect(":")
            found.append((element, verdict(cursor)))
    return found


def verdict(cursor: Cursor) -> Verdict:
    word = cursor.take().text
    if word not in VERDICTS or word == "reject":
        raise NotUnderstood(f"{word} is no verdict")
    return Verdict(VERDICTS[word], cursor.take().text if word in {"jump", "goto"} else None)


def _element(cursor: Cursor) -> Element:
    parts = [_single(cursor)]
    while cursor.took("."):
        parts.append(_single(cursor))
    return tuple(parts)


def _single(cursor: Cursor) -> str:
    token = cursor.take()
    if not token.string and (not token.text or token.text in "{}(),;:=<>|&^!\n[]"):
        raise NotUnderstood(f"“{token.text.strip()}” stands where a value was expected")
    if token.text.startswith("@") and not token.string:
        raise NotUnderstood(f"the set {token.text} stands where a value was expected")
    text = token.text
    if cursor.next.text == "-" and not cursor.next.string:  # "10.0.0.1 - 10.0.0.9"
        cursor.take()
        text = f"{text}-{cursor.take().text}"
    while cursor.next.text in {"/", "|"} and not cursor.next.string:
        text = f"{text}{cursor.take().text}{cursor.take().text}"
    return text


def _attributes(cursor: Cursor) -> None:
    """``timeout 1h expires 52m counter packets 0 bytes 0 comment "…"`` behind an element."""
    if cursor.next.text not in _ATTRIBUTES:
        return
    while not cursor.done and (cursor.next.string or cursor.next.text not in {",", "}", ":"}):
        cursor.take()
