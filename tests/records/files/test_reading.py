from __future__ import annotations

import csv
import io
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.records.files.problems import ProblemKind
from steersman.records.files.reading import Unreadable, read

HEADER = "employee_number,given_name\n"


def problem_of(content: str | bytes, format: str = "csv", encoding: str = "utf-8") -> str:
    with pytest.raises(Unreadable) as caught:
        read(content, format, encoding)
    return f"{caught.value.problem.kind}: {caught.value.problem}"


def test_a_row_keeps_its_line_and_its_own_text() -> None:
    reading = read(HEADER + '1,"An\nn"\n2,Bob\n', "csv")
    assert [(row.line, row.verbatim) for row in reading.rows] == [
        (2, '1,"An\nn"\n'),
        (4, "2,Bob\n"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(encoding: str) -> None:
    reading = read((HEADER + "1,Zoë\n").encode(encoding), "csv")
    assert reading.rows[0].cells == {"employee_number": "1", "given_name": "Zoë"}


def test_latin_1_is_named_with_its_line_and_the_mend() -> None:
    told = problem_of((HEADER + "1,Ann\n2,Zoë\n").encode("latin-1"))
    assert told.startswith("encoding: line 3: byte 0xeb is not utf-8; save the file as UTF-8")


def test_latin_1_can_be_read_when_it_is_asked_for() -> None:
    reading = read((HEADER + "2,Zoë\n").encode("latin-1"), "csv", "latin-1")
    assert reading.rows[0].cells["given_name"] == "Zoë"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_usual_separators_are_understood(delimiter: str) -> None:
    text = HEADER.replace(",", delimiter) + f"1{delimiter}Ann\n"
    assert read(text, "csv").rows[0].cells["given_name"] == "Ann"


def test_empty_lines_are_no_rows() -> None:
    assert len(read(HEADER + "\n1,Ann\n,\n", "csv").rows) == 1


@pytest.mark.parametrize(
    ("content", "format", "told"),
    [
        ("", "csv", "empty_file: the file: it is empty"),
        (" \n", "json", "empty_file"),
        (HEADER + '1,"Ann\n', "csv", "malformed: line 2: it is no valid CSV"),
        ("a,a\n1,2\n", "csv", "the column 'a' stands there twice"),
        ("a,\n1,2\n", "csv", "a column has no name"),
        ('[\n{"a": 1},\n{"a": }]', "json", "malformed: line 3: it is no valid JSON"),
        ('{"a": 1}', "json", "does not begin with \\["),
        ('[{"a": 1} {"a": 2}]', "json", "a comma or \\] is missing"),
        ('[{"a": 1}', "json", "a comma or \\] is missing"),
        ("[", "json", "no valid JSON"),
        ("[1]", "json", "an element of the array is no object"),
        ("[] x", "json", "something follows"),
        ('[\n{"a": 1, "a": 2}]', "json", "line 2: the column 'a' stands there twice"),
        ("[" * 100_000, "json", "no valid JSON"),
    ],
)
def test_what_cannot_be_read_is_named(content: str, format: str, told: str) -> None:
    assert re.search(told, problem_of(content, format))


def test_a_row_with_too_many_cells_is_named() -> None:
    reading = read(HEADER + "1,Ann,Berg\n", "csv")
    assert [(p.line, p.kind) for p in reading.problems] == [(2, ProblemKind.BAD_VALUE)]
    assert "3 cells and the header has 2" in reading.problems[0].message


def test_json_values_become_text_and_nested_ones_are_named() -> None:
    reading = read('[{"a": 7, "b": null, "c": true, "d": 1.50, "e": {"x": [1]}}]', "json")
    assert reading.rows[0].cells == {"a": "7", "b": "", "c": "true", "d": "1.50"}
    assert [(p.column, p.verbatim[:7]) for p in reading.problems] == [("e", '{"a": 7')]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Permanent, match="say csv or json"):
        read("x", "xml")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_csv_reads_back_whatever_a_spreadsheet_wrote(table: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows(table)
    wanted = [{"a": a.strip(), "b": b.strip()} for a, b in table if a.strip() or b.strip()]
    reading = read(out.getvalue().encode(), "csv")
    assert [dict(row.cells) for row in reading.rows] == wanted


@given(st.lists(st.tuples(cells, cells), max_size=5), st.none() | st.integers(1, 4))
def test_json_reads_back_whatever_a_program_wrote(
    table: list[tuple[str, str]], indent: int | None
) -> None:
    rows = [{"a": a, "b": b} for a, b in table]
    reading = read(json.dumps(rows, indent=indent), "json")
    assert [dict(row.cells) for row in reading.rows] == [
        {"a": a.strip(), "b": b.strip()} for a, b in table
    ]


@given(st.binary(max_size=60), st.sampled_from(["csv", "json"]))
def test_noise_is_either_read_or_named(noise: bytes, format: str) -> None:
    with suppress(Unreadable):
        assert read(noise, format).columns is not None
