"""Dates, numbers and nothing, as exports write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.cmdb.attributes import Attribute, AttributeType, parse
from steersman.domain.cmdb.written import read_cell

DAY = Attribute(name="purchased_on", title="Purchased on", type=AttributeType.DATE)
COST = Attribute(name="cost", title="Cost", type=AttributeType.NUMBER)
MEMORY = Attribute(name="memory_gb", title="Memory in GB", type=AttributeType.NUMBER)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-31",
        "2026-01-31 13:45:10",
        "2026-01-31T13:45:10.123Z",
        "2026-01-31T13:45:10+01:00",
        "2026/01/31",
        "31.01.2026",
        "31.1.2026 08:00",
        "31/01/2026",
        "01/31/2026",
        "1/31/2026 8:00:00 AM",
        "31-01-2026",
        "31 Jan 2026",
        "31-Jan-2026",
        "January 31, 2026",
        "Jan 31, 2026",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: str) -> None:
    assert parse(DAY, read_cell(DAY, cell)) == "2026-01-31"


def test_a_date_that_may_be_two_is_none() -> None:
    with pytest.raises(ValueError, match="it may be 2026-04-03 or 2026-03-04: write which"):
        read_cell(DAY, "03/04/2026")


def test_the_same_day_and_month_is_one_date_either_way() -> None:
    assert read_cell(DAY, "04/04/2026") == "2026-04-04"


def test_a_year_of_two_digits_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="two digits"):
        read_cell(DAY, "31.01.26")


@pytest.mark.parametrize("cell", ["yesterday", "31.02.2026", "2026-13-01", "12", "Jan 2026"])
def test_what_is_no_date_stays_what_it_is_and_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="write a date"):
        parse(DAY, read_cell(DAY, cell))


@pytest.mark.parametrize("cell", ["-", "N/A", "never", "0000-00-00 00:00:00", "unknown"])
def test_nothing_is_nothing(cell: str) -> None:
    assert (read_cell(DAY, cell), read_cell(COST, "n/a")) == ("", "")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234.5", 1234.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1'234.50", 1234.5),
        ("12,5", 12.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("€ 1.234,50", 1234.5),
        ("$1,234.50", 1234.5),
        ("1 234,50 EUR", 1234.5),
        ("-3", -3),
        ("16", 16),
        ("2.500", 2.5),
    ],
)
def test_a_number_is_read_however_it_is_written(cell: str, number: float) -> None:
    assert parse(COST, read_cell(COST, cell)) == number


def test_a_number_that_may_be_two_is_none() -> None:
    with pytest.raises(ValueError, match=r"it may be 1234 or 1\.234: write which"):
        read_cell(COST, "1,234")


@pytest.mark.parametrize("cell", ["1,23,4", "many", "1e999", "12 apples"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse(COST, read_cell(COST, cell))


@pytest.mark.parametrize(
    ("cell", "gigabytes"),
    [("16 GB", 16), ("16384 MB", 16), ("16GiB", 16), ("1 TB", 1024), ("0,5 TB", 512)],
)
def test_an_amount_with_its_unit_is_in_the_unit_of_the_attribute(
    cell: str, gigabytes: float
) -> None:
    assert parse(MEMORY, read_cell(MEMORY, cell)) == gigabytes


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_of_ours_and_of_germany_comes_back(day: date) -> None:
    assert read_cell(DAY, day.isoformat()) == day.isoformat()
    assert read_cell(DAY, day.strftime("%d.%m.") + f"{day.year:04}") == day.isoformat()


@given(st.text(max_size=30))
def test_whatever_stands_there_it_is_read_or_refused(cell: str) -> None:
    for attribute in (DAY, COST, MEMORY):
        with suppress(ValueError):
            assert parse(attribute, read_cell(attribute, cell)) is not None
