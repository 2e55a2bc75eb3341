"""Metrics read from CSV, and what is said about files that are not as they should be."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from steersman.domain.errors import Permanent
from steersman.signals.diagnosis import Column
from steersman.signals.diagnosis.tables import read_metrics

HEADER = [
    "microservice,shop,shop,shop",
    "metric,latency,requests,availability",
    "statistic,Average,Sum,Average",
    "unix_timestamp,,,",
]
ROWS = ["600,0.5,12,100", "900,,0,nan", "1200,0.75,8,99.5"]
LATENCY = Column("shop", "latency", "Average")


def _write(path: Path, lines: list[str]) -> Path:
    (path / "normal.csv").write_text("\n".join(lines) + "\n")
    return path / "normal.csv"


def _problem(path: Path, lines: list[str]) -> str:
    with pytest.raises(Permanent) as told:
        read_metrics(_write(path, lines))
    return str(told.value)


def test_rows_and_columns_are_read_and_empty_cells_are_unknown(tmp_path: Path) -> None:
    read = read_metrics(_write(tmp_path, HEADER + ROWS))
    assert read.times.tolist() == [600, 900, 1200]
    assert np.array_equal(read.columns[LATENCY], [0.5, np.nan, 0.75], equal_nan=True)
    assert read.step == 300


def test_the_order_of_rows_columns_and_header_lines_changes_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    cells = [line.split(",") for line in [*HEADER[:3], *ROWS]]
    plain = read_metrics(_write(tmp_path, HEADER + ROWS))
    for _ in range(10):
        columns = [0, *chance.sample([1, 2, 3], 3)]
        lines = [",".join(line[place] for place in columns) for line in cells]
        mixed = [*chance.sample(lines[:3], 3), HEADER[3], *chance.sample(lines[3:], 3)]
        read = read_metrics(_write(tmp_path, mixed))
        assert read.times.tolist() == plain.times.tolist()
        assert read.columns.keys() == plain.columns.keys()
        for column, values in plain.columns.items():
            assert np.array_equal(read.columns[column], values, equal_nan=True)


def test_times_may_be_written_as_people_do_and_the_line_above_them_may_lack(
    tmp_path: Path,
) -> None:
    rows = ["2026-11-23T14:05:00Z,0.5,1,100", "2026-11-23 14:10,0.5,1,100"]
    read = read_metrics(_write(tmp_path, HEADER[:3] + rows))
    assert read.step == 300
    assert read.times[0] == 1795442700


def test_other_metrics_are_passed_over_whatever_they_hold(tmp_path: Path) -> None:
    lines = [f"{line},{more}" for line, more in zip(HEADER[:3], ("shop", "mood", "x"), strict=True)]
    read = read_metrics(_write(tmp_path, [*lines, "600,0.5,12,100,sunny"]))
    assert LATENCY in read.columns
    assert all(column.metric != "mood" for column in read.columns)


@pytest.mark.parametrize("lines", [[], [""], HEADER, HEADER[:3]])
def test_a_file_without_rows_is_an_empty_recording(tmp_path: Path, lines: list[str]) -> None:
    assert len(read_metrics(_write(tmp_path, lines))) == 0


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([*HEADER, "600,fast,12,100"], "line 5, column 2 (shop latency Average): 'fast' is no num"),
        ([*HEADER, "600,0.5,12,100", "900,0.5,-1,100"], "line 6, column 3 (shop requests Sum)"),
        ([*HEADER, "600,0.5,12,101"], "'101' cannot be a value of availability"),
        ([*HEADER, "600,inf,12,100"], "'inf' cannot be a value of latency"),
        ([*HEADER, "600,0.5,12"], "line 5: has 3 cells where the header has 4"),
        ([*HEADER, "yesterday,0.5,12,100"], "line 5, column 1: 'yesterday' is no time"),
        ([*HEADER, *ROWS, ROWS[0]], "lines 5 and 8 have the same time 600; keep one"),
        ([HEADER[0], *HEADER[2:], *ROWS], "line 3: starts with 'unix_timestamp' where"),
        (["node,shop", "600,1"], "line 1: starts with 'node' where the header's 'microservice'"),
        (HEADER[:2], "the header has no line 'statistic'"),
        ([HEADER[0], HEADER[1] + ",x", HEADER[2], *ROWS], "lines of the header differ in cells"),
        (
            [
                "microservice,shop,shop",
                "metric,latency,latency",
                "statistic,Average,Average",
                "600,1,2",
            ],
            "column 3 gives shop latency Average again",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_the_mend(
    tmp_path: Path, lines: list[str], told: str
) -> None:
    problem = _problem(tmp_path, lines)
    assert problem.startswith("normal.csv")
    assert told in problem
    assert ";" in problem, "the mend follows"


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"normal\.csv: not in .*; put it there"):
        read_metrics(tmp_path / "normal.csv")
    (tmp_path / "normal.csv").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(Permanent, match=r"normal\.csv: cannot be read .*; save it as UTF-8"):
        read_metrics(tmp_path / "normal.csv")
    (tmp_path / "normal.csv").write_bytes(b"a\0b")
    with pytest.raises(Permanent, match="is not text"):
        read_metrics(tmp_path / "normal.csv")
