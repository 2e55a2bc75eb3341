"""The columns of a file: what each is for, and some of what stands in it."""

from __future__ import annotations

import pytest

from steersman.records.cmdb.columns import LONGEST, columns_of
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.files.streams import File
from tests.fixtures.cmdb import Cmdb, csv_file, source


def told(
    cmdb: Cmdb, file: File, subject: str = "configuration_item", **mapping: str
) -> list[tuple[str, str, list[str]]]:
    request = CmdbRequest(file=file, source=source(), mapping=mapping)
    with cmdb.engine.connect() as connection:
        found = columns_of(connection, subject, request)
    return [(each.name, each.field, each.samples) for each in found]


def test_columns_are_guessed_by_how_other_tools_call_them(cmdb: Cmdb) -> None:
    rows = [
        {"sys_id": "1", "Hostname": "web", "Colour": "red"},
        {"sys_id": "2", "Hostname": "web", "Colour": ""},
        *({"sys_id": str(n), "Hostname": f"h{n}", "Colour": ""} for n in range(3, 9)),
    ]
    assert told(cmdb, csv_file(rows)) == [
        ("sys_id", "key", ["1", "2", "3"]),
        ("Hostname", "name", ["web", "h3", "h4"]),
        ("Colour", "", ["red"]),
    ]


def test_a_mapping_goes_before_the_guess(cmdb: Cmdb) -> None:
    file = csv_file([{"Hostname": "web", "Colour": "red"}])
    assert [field for _, field, _ in told(cmdb, file, Hostname="", Colour="location")] == [
        "",
        "location",
    ]


def test_columns_of_relations_are_parent_type_and_child(cmdb: Cmdb) -> None:
    file = csv_file([{"From": "a", "relation": "depends_on", "to": "b", "x": ""}])
    assert [field for _, field, _ in told(cmdb, file, "ci_relation")] == [
        "parent",
        "type",
        "child",
        "",
    ]


def test_names_that_only_later_rows_have_are_columns_too(cmdb: Cmdb) -> None:
    file = File("jsonl", b'{"name": "a"}\n{"name": "b", "os": "%s"}\n' % (b"x" * 200))
    assert told(cmdb, file)[1] == ("os", "os", ["x" * LONGEST])


@pytest.mark.parametrize("text", [b"", b"\x00\x01", b"[{"])
def test_a_file_that_cannot_be_read_has_none(cmdb: Cmdb, text: bytes) -> None:
    assert told(cmdb, File("csv" if text != b"[{" else "json", text)) == []


def test_a_column_that_stands_there_twice_is_named_and_left_out(cmdb: Cmdb) -> None:
    found = told(cmdb, File("csv", b"name,serial,serial\na,S1,S2\n"))
    assert [(name, field) for name, field, _ in found] == [
        ("name", "name"),
        ("serial", "serial"),
        ("serial (2)", ""),
    ]
