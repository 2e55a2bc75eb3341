"""A history as a file: what is tolerated is told, what is broken is named with its line."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.signals.series.reading import Series, read_series


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "cpu.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(folder: Path, data: bytes | str) -> Series:
    return read_series(written(folder, data))


def test_rows_come_in_their_order_as_they_are_written(tmp_path: Path) -> None:
    found = read(tmp_path, "timestamp,value\n2020-01-02,2\n2020-01-01,1.5\n")
    assert [(row.stamp, row.value) for row in found.rows] == [
        ("2020-01-02", 2.0),
        ("2020-01-01", 1.5),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbftimestamp,value\r\n0,1\r\n60,2\r\n",
        "timestamp,value\n0,1\n60,2\n".encode("utf-16"),
        "\n timestamp , VALUE \n\n0,1\n\n60,2",
        "value,host,timestamp\n1,web1,0\n2,web1,60\n",
        "time;value\n0;1,0\n60;2,0\n",
        "ts\tvalue\n0\t1\n60\t2\n",
        '"timestamp","value"\n"0","1"\n"60","2"\n',
        "0,1\n60,2\n",
        "timestamp,value\r0,1\r60,2\r",
    ],
)
def test_the_same_series_in_many_dresses(tmp_path: Path, data: bytes | str) -> None:
    found = read(tmp_path, data)
    assert [(row.seconds, row.value) for row in found.rows] == [(0.0, 1.0), (60.0, 2.0)]


@pytest.mark.parametrize("cell", ["", " ", "NaN", "null", "None", "N/A", "-"])
def test_a_missing_value_keeps_its_row_and_is_told(tmp_path: Path, cell: str) -> None:
    found = read(tmp_path, f"timestamp,value\n0,1\n60,{cell}\n120,3\n")
    assert isnan(found.rows[1].value)
    assert found.remarks == ["1 of 3 rows have no value, the first in line 3."]


def test_disorder_and_repeats_are_told_with_their_line(tmp_path: Path) -> None:
    found = read(tmp_path, "timestamp,value\n60,1\n60,2\n0,3\n")
    assert found.remarks == [
        "1 of 3 rows are older than the row before them, the first in line 4.",
        "1 of 3 rows repeat the timestamp before them, the first in line 3.",
    ]


def test_a_missing_header_is_told(tmp_path: Path) -> None:
    assert "no header" in read(tmp_path, "0,1\n60,2\n").remarks[0]


def test_a_header_alone_is_an_empty_series(tmp_path: Path) -> None:
    assert read(tmp_path, "timestamp,value\n").rows == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("timestamp,value\n0,1\n60,many\n", "line 3: 'many' is no number"),
        ('timestamp,value\n0,1\n60,"1,5"\n', "line 3: '1,5' is no number"),
        ("timestamp,value\n0,1\nsoon,2\n", "line 3: 'soon' is no point in time"),
        ("timestamp,value\n0,1\n\n60\n", "line 4: 1 of 2 columns"),
        ("host,load\nweb1,3\n", "line 1: no timestamp and value among: host, load"),
        (b"timestamp,value\n0,1\n60,\xff\n", "line 3: this is no utf-8"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, data: bytes | str, said: str) -> None:
    with pytest.raises(Permanent, match=said) as broken:
        read(tmp_path, data)
    assert "cpu.csv" in str(broken.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"cpu\.csv cannot be opened"):
        read_series(tmp_path / "cpu.csv")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="0123456789.,;\t\n\r\"' -:TZaéN\0")))
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | str
) -> None:
    path = written(tmp_path_factory.getbasetemp(), data)
    try:
        found = read_series(path)
    except Permanent as refused:
        assert "cpu.csv" in str(refused)  # noqa: PT017 - a file that is refused is as right
    else:
        assert all(isinstance(row.value, float) for row in found.rows)
