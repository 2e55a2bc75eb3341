"""The fields at the head of a Markdown file, between ``---`` (YAML) or ``+++`` (TOML)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

_YAML = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z][\w .-]{0,60}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(.*)$")
_INDENTED = re.compile(r"^[ \t]+(?:(?:name|email|title|team)[ \t]*:[ \t]*)?(.+)$")
_LONGEST = 50_000  # characters; more is a rule in the text, not a head


def split(text: str) -> tuple[Mapping[str, str], str, int]:
    """The fields, the text behind them, and how many lines the head took.

    Of YAML only what a head needs is read: scalars, lists and folded text as one line each.
    No tags, anchors or aliases, so there is nothing to explode.
    """
    if (found := _TOML.match(text[:_LONGEST])) and (fields := _toml(found[1])) is not None:
        return fields, text[found.end() :], found[0].count("\n")
    if (found := _YAML.match(text[:_LONGEST])) and (fields := _yaml(found[1])):
        return fields, text[found.end() :], found[0].count("\n")
    return {}, text, 0


def _toml(head: str) -> Mapping[str, str] | None:
    try:
        values = tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return {name: _told(value) for name, value in values.items()}


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_told(each) for each in value if not isinstance(each, list | dict))
    return "" if isinstance(value, dict) else str(value)


def _yaml(head: str) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in head.split("\n"):
        if found := _FIELD.match(line):
            name = found[1]
            fields[name] = _scalar(found[2] or "")
        elif name and (more := _ITEM.match(line) or _INDENTED.match(line)):
            value = _scalar(more[1])
            comma = ", " if _ITEM.match(line) else " "
            fields[name] = f"{fields[name]}{comma}{value}" if fields[name] else value
        elif line.strip() and not line.startswith("#"):
            return {}  # not a head: the dashes were a rule
    return fields


def _scalar(text: str) -> str:
    text = text.strip()
    if text[:1] in {"|", ">"} and len(text) <= 2:
        return ""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    text = re.sub(r"(^|\s)#.*$", "", text).strip()
    if text.startswith("[") and text.endswith("]"):
        return ", ".join(part.strip().strip("\"'") for part in text[1:-1].split(","))
    return text
