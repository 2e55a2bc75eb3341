"""The Atlassian Document Format as plain text, a line for each block.

Source: developer.atlassian.com/cloud/jira/platform/apis/document/structure.
"""

from __future__ import annotations

from typing import Any

_LINES = frozenset({"paragraph", "heading", "codeBlock", "listItem", "tableRow", "rule"})
_DEEPEST = 60  # levels; a person's text has ten


def text_of(document: Any) -> str:
    """Empty for what is no document; a plain text is taken as it is."""
    if isinstance(document, str):
        return document
    told: list[str] = []
    _walk(document, told, "", 0)
    lines = "".join(told).split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _walk(node: Any, told: list[str], mark: str, depth: int) -> None:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    kind = str(node.get("type"))
    if kind in _LINES:
        told.append("\n")
    if mark:
        told.append(mark)
    told.append(_said(node, kind))
    children = node.get("content")
    for number, child in enumerate(children if isinstance(children, list) else [], 1):
        _walk_child(child, told, kind, number, depth)
    if kind in _LINES:
        told.append("\n")


def _walk_child(child: Any, told: list[str], kind: str, number: int, depth: int) -> None:
    """An entry of a list begins with its number or a dash, on the line of its first paragraph."""
    marks = {"orderedList": f"{number}. ", "bulletList": "- "}
    mark = marks.get(kind, "")
    is_first = kind == "listItem" and number == 1 and isinstance(child, dict)
    if is_first and child.get("type") == "paragraph":
        inline = child.get("content")
        for each in inline if isinstance(inline, list) else []:
            _walk(each, told, "", depth + 1)
        return
    _walk(child, told, mark, depth + 1)


def _said(node: dict[str, Any], kind: str) -> str:
    attributes = node.get("attrs")
    told = attributes if isinstance(attributes, dict) else {}
    if kind == "text":
        return str(node.get("text", ""))
    if kind == "hardBreak":
        return "\n"
    if kind in ("mention", "emoji", "status", "inlineCard"):
        return str(told.get("text") or told.get("url") or "")
    return ""
