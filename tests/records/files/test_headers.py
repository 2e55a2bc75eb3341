"""Which row names the columns, and how each is called once."""

from __future__ import annotations

import pytest

from steersman.records.files.headers import check_columns, header_at, names_of, trimmed
from steersman.records.files.reading import Unreadable

DATA = ["1", "web-1", "S1"]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["a", "b", "c"], DATA], 0),
        ([["Report"], [], ["a", "b", "c"], DATA], 2),
        ([["", "b", "c"], DATA], 0),
        ([["a", "b", ""], DATA], 0),
        ([["Hardware", "", "", "", ""], ["a", "b", "c", "d", "e"]], 1),
        ([["a"], ["1"]], 0),
        ([["a", "b"], ["1", "2"]], 0),
        ([[], ["a", "b", "c"]], 1),
        ([[]], 0),
        ([], 0),
    ],
)
def test_the_first_row_that_names_most_columns_names_them(
    rows: list[list[str]], place: int
) -> None:
    assert header_at(rows) == place


def test_what_has_no_name_is_called_by_its_place_and_a_second_one_by_its_number() -> None:
    assert names_of(["a", "", "a", "a", ""]) == ("a", "column 2", "a (2)", "a (3)")


def test_what_a_separator_at_the_end_adds_is_no_column() -> None:
    assert trimmed([" a ", "b\n c", "", " "]) == ["a", "b c"]


@pytest.mark.parametrize("row", [["a", "a"], ["a", ""]])
def test_where_that_is_asked_for_each_column_must_have_a_name_of_its_own(row: list[str]) -> None:
    with pytest.raises(Unreadable):
        check_columns(row)
