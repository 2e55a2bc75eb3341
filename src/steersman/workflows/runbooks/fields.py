"""The little of YAML that a runbook needs: names, values and lists, each with its line.

Every value is text; what it must be is said by who asks for it.  No tags, anchors, aliases or
folded text, so there is nothing to explode and nothing to guess.  ``{{name}}`` needs no quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.workflows.runbooks.faults import Broken

DEEPEST = 6
_KEY = re.compile(r"([A-Za-z][\w.-]*(?: [\w.-]+)*)[ \t]*:(?:[ \t]+(.*)|)$")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\[\"\\])*)\"|'((?:[^']|'')*)'")
_STRANGE = "&*!|>%@`{}]"  # what YAML gives a meaning that is not offered here
QUOTE = "put the value in double quotes"


@dataclass(frozen=True, slots=True)
class Text:
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    line: int
    fields: Mapping[str, Node]
    lines: Mapping[str, int]  # where each name stands


Node = Text | Items | Fields


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def fields_of(lines: Sequence[str], first: int) -> Fields:
    """What these lines say; the first of them is line ``first`` of the file.

    Raises ``Broken`` at the first line that cannot be understood.
    """
    told = [line for place, text in enumerate(lines) if (line := _line(first + place, text))]
    if not told:
        return Fields(first, {}, {})
    if _is_item(told[0]):
        raise Broken(told[0].number, "a list where names were expected", "write “name: value”")
    found, rest = _block(told, 1)
    if rest:
        raise Broken(rest[0].number, "this stands further out than what is above", "indent it")
    assert isinstance(found, Fields)
    return found


def _line(number: int, text: str) -> _Line | None:
    """None: nothing but blanks or a comment."""
    text = text.rstrip()
    bare = text.lstrip(" ")
    if bare.startswith("\t"):
        raise Broken(number, "a tab at the beginning", "indent with blanks")
    if not bare or bare.startswith("#"):
        return None
    if not bare.isprintable() and "\t" not in bare:
        raise Broken(number, "a character that cannot be printed", "remove it")
    return _Line(number, len(text) - len(bare), bare)


def _is_item(line: _Line) -> bool:
    return line.text == "-" or line.text.startswith("- ")


def _block(lines: list[_Line], depth: int) -> tuple[Node, list[_Line]]:
    if depth > DEEPEST:
        raise Broken(lines[0].number, f"nested deeper than {DEEPEST} times", "make it flatter")
    return (_items if _is_item(lines[0]) else _fields)(lines, depth)


def _items(lines: list[_Line], depth: int) -> tuple[Node, list[_Line]]:
    first, found = lines[0], list[Node]()
    while lines and lines[0].indent == first.indent and _is_item(lines[0]):
        here = lines[0]
        inner = here.text[1:].lstrip(" ")
        if not inner:
            raise Broken(here.number, "an empty item", "write its value behind the hyphen")
        if _KEY.match(inner):
            shift = len(here.text) - len(inner)
            line = _Line(here.number, here.indent + shift, inner)
            node, lines = _fields([line, *lines[1:]], depth + 1)
        else:
            node, lines = _scalar(inner, here.number), lines[1:]
            _refuse_deeper(lines, here)
        found.append(node)
    _refuse_deeper(lines, first)
    return Items(first.number, tuple(found)), lines


def _fields(lines: list[_Line], depth: int) -> tuple[Node, list[_Line]]:
    first = lines[0]
    found: dict[str, Node] = {}
    places: dict[str, int] = {}
    while lines and lines[0].indent == first.indent and not _is_item(lines[0]):
        here = lines[0]
        key = _KEY.match(here.text)
        if key is None:
            raise Broken(here.number, f"“{here.text[:60]}” names nothing", "write “name: value”")
        name, value = key[1], _COMMENT.sub("", key[2] or "").strip()
        if name in found:
            raise Broken(here.number, f"{name} a second time", "say it once")
        value = (key[2] or "").strip() if value else ""
        found[name], lines = _value(value, here, lines[1:], depth)
        places[name] = here.number
    _refuse_deeper(lines, first)
    return Fields(first.number, found, places), lines


def _value(value: str, here: _Line, rest: list[_Line], depth: int) -> tuple[Node, list[_Line]]:
    if value:
        _refuse_deeper(rest, here)
        return _scalar(value, here.number), rest
    inner = rest and (
        rest[0].indent > here.indent or (rest[0].indent == here.indent and _is_item(rest[0]))
    )
    return _block(rest, depth + 1) if inner else (Text(here.number, ""), rest)


def _refuse_deeper(lines: list[_Line], than: _Line) -> None:
    if lines and lines[0].indent > than.indent:
        mend = "bring it in line, or put a long value into one line"
        raise Broken(lines[0].number, "this is indented, and belongs to nothing", mend)


def _scalar(text: str, line: int) -> Node:
    if text.startswith("["):
        return _inline(_COMMENT.sub("", text).strip(), line)
    return Text(line, _plain(text, line))


def _inline(text: str, line: int) -> Items:
    if not text.endswith("]"):
        raise Broken(line, "a list without its end", "close it with ]")
    rest, found = text[1:-1].strip(), list[Node]()
    while rest:
        quoted = _QUOTED.match(rest)
        one = quoted[0] if quoted else rest.partition(",")[0]
        found.append(Text(line, _plain(one.strip(), line)))
        rest = rest[len(one) :].lstrip()
        if rest and not rest.startswith(","):
            raise Broken(line, f"“{rest[:40]}” behind a value", "separate values with commas")
        rest = rest[1:].lstrip()
    return Items(line, tuple(found))


def _plain(text: str, line: int) -> str:
    quoted = _QUOTED.match(text)
    if quoted:
        if _COMMENT.sub("", text[quoted.end() :]).strip():
            raise Broken(line, "more behind the closing quote", "put the whole value in quotes")
        if quoted[1] is not None:
            return re.sub(r"\\(.)", r"\1", quoted[1])
        return quoted[2].replace("''", "'")
    text = _COMMENT.sub("", text).strip()
    if not text:
        raise Broken(line, "an empty value", "write it down, or leave the line out")
    if text[0] in "\"'":
        raise Broken(line, "a quote that is not closed", "close it")
    if text[0] in _STRANGE and not text.startswith("{{"):
        raise Broken(line, f"a value may not begin with {text[0]}", QUOTE)
    return text
