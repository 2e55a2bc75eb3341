"""JSON of web APIs: a list within an object, a value within a value."""

from __future__ import annotations

import json

import pytest

from steersman.records.files.nested import Nested, array_of
from steersman.records.files.streams import File, rows_of


def cells(value: object) -> str:
    text = json.dumps([{"x": value}])
    (row,) = rows_of(File("json", text.encode()))
    return row.cells["x"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ({"display_value": "London", "link": "https://x"}, "London"),
        ({"id": 1, "name": "LON1", "url": "https://x"}, "LON1"),
        ({"value": "active", "label": "Active"}, "Active"),
        (["S1"], "S1"),
        (["a", "b"], "a, b"),
        ([{"name": "a"}], "a"),
        ([], ""),
        ({}, ""),
        (None, ""),
        (1.50, "1.5"),
    ],
)
def test_one_value_is_found_where_there_is_one(value: object, cell: str) -> None:
    assert cells(value) == cell


@pytest.mark.parametrize("value", [{"a": 1}, [{"a": 1}, {"a": 2}], {"name": {"first": "a"}}])
def test_where_none_is_sure_the_whole_is_kept_and_said_to_be_nested(value: object) -> None:
    assert isinstance(cells(value), Nested)


def test_the_one_list_of_objects_within_an_object_is_meant() -> None:
    text = '{"count": 1, "tags": ["a"], "results": [{"version": 1.10}]}'
    assert json.loads(array_of(text)) == [{"version": "1.10"}]


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": [{}], "b": [{}]}', '{"a": 1}'])
def test_anything_else_stays_for_its_reader_to_refuse(text: str) -> None:
    assert array_of(text) == text


def test_where_that_is_asked_for_a_value_must_be_one() -> None:
    file = File("json", b'[{"x": {"name": "a"}}]')
    (row,) = rows_of(file, strict=True)
    assert row.fault is not None
    assert "list or an object" in row.fault.message
