"""The little of YAML that is read: names, values and lists, each with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.workflows.runbooks.faults import Broken
from steersman.workflows.runbooks.fields import Fields, Items, Node, Text, fields_of


def plain(node: Node) -> object:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(each) for each in node.items]
    return {name: plain(each) for name, each in node.fields.items()}


def told(text: str) -> object:
    return plain(fields_of(text.split("\n"), 1))


def test_names_values_and_lists() -> None:
    text = "a: one # why\nb:\n  c: 'it''s'\n  d: [x, \"y, z\"]\ne:\n- f: 1\n  g: 2\n- two\nh: {{x}}"
    assert told(text) == {
        "a": "one",
        "b": {"c": "it's", "d": ["x", "y, z"]},
        "e": [{"f": "1", "g": "2"}, "two"],
        "h": "{{x}}",
    }


def test_every_value_is_text() -> None:
    assert told("a: no\nb: 010\nc: null\nd: 1e3") == {
        "a": "no",
        "b": "010",
        "c": "null",
        "d": "1e3",
    }


def test_lines_are_those_of_the_file() -> None:
    fields = fields_of(["", "# why", "a: 1", "b:", "  c: 2"], 10)
    inner = fields.fields["b"]
    assert isinstance(inner, Fields)
    assert (fields.lines, inner.lines) == ({"a": 12, "b": 13}, {"c": 14})


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: 1\na: 2", 2, "a second time"),
        ("a: &x 1", 1, "may not begin with &"),
        ("a: *x", 1, "may not begin with \\*"),
        ("a: !!python/object x", 1, "may not begin with !"),
        ("a: |\n  text", 2, "belongs to nothing"),
        ("a: {b: c}", 1, "may not begin with {"),
        ("a: 'x", 1, "not closed"),
        ("a: 'x' y", 1, "behind the closing quote"),
        ("a: [x", 1, "without its end"),
        ("\ta: 1", 1, "a tab"),
        ("a: 1\n  b: 2", 2, "belongs to nothing"),
        ("  a: 1\nb: 2", 2, "further out"),
        ("- a", 1, "a list where names"),
        ("just words", 1, "names nothing"),
        ("a:\n  - \n", 2, "an empty item"),
    ],
)
def test_what_is_not_offered_is_told_at_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(Broken, match=why) as broken:
        told(text)
    assert broken.value.fault.line == line


def test_deep_nesting_ends() -> None:
    with pytest.raises(Broken, match="nested deeper"):
        told("\n".join(" " * n + "a:" for n in range(60)))


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), VALUES, max_size=5))
def test_what_is_quoted_comes_back(values: dict[str, str]) -> None:
    quoted = {name: v.replace("\\", "\\\\").replace('"', '\\"') for name, v in values.items()}
    assert told("\n".join(f'{name}: "{value}"' for name, value in quoted.items())) == values
