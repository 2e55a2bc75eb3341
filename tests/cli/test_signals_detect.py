"""``steersman signals detect``: a line for each row, remarks beside it, nothing half-printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from steersman.cli.app import app
from tests.signals.series.histories import EVERY, START, noise, scores


def detect(path: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["signals", "detect", str(path), *words])


@pytest.fixture
def history(tmp_path: Path) -> Path:
    values = noise(800)
    values[700] += 90.0
    rows = [f"{START + EVERY * place:.0f},{value!r}" for place, value in enumerate(values)]
    path = tmp_path / "cpu.csv"
    path.write_text("\n".join(["timestamp,value", *rows]) + "\n")
    return path


def test_each_row_has_a_line_with_its_timestamp_as_given(history: Path) -> None:
    told = detect(history, "--json")
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    given = [line.split(",")[0] for line in history.read_text().splitlines()[1:]]
    assert told.exit_code == 0
    assert [line["timestamp"] for line in lines] == given
    assert all(0.0 <= line["score"] <= 1.0 for line in lines)


def test_it_scores_as_the_running_product_does(history: Path) -> None:
    values = [float(line.split(",")[1]) for line in history.read_text().splitlines()[1:]]
    lines = [json.loads(line)["score"] for line in detect(history, "--json").stdout.splitlines()]
    assert lines == pytest.approx(scores(values), abs=1e-6)


def test_no_later_row_changes_a_line(history: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.csv"
    part.write_text("".join(history.read_text().splitlines(keepends=True)[:751]))
    whole = detect(history, "--json").stdout.splitlines()
    assert detect(part, "--json").stdout.splitlines() == whole[:750]


def test_people_read_when_and_how_high(history: Path) -> None:
    told = detect(history)
    assert "800 points" in told.stdout
    assert f"{START + EVERY * 700:.0f}" in told.stdout


def test_remarks_stand_beside_the_result(tmp_path: Path) -> None:
    path = tmp_path / "cpu.csv"
    path.write_text("timestamp,value\n0,1\n60,\n")
    told = detect(path, "--json")
    assert len(told.stdout.splitlines()) == 2
    assert "1 of 2 rows have no value, the first in line 3." in told.stderr


def test_of_a_broken_file_no_part_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "cpu.csv"
    path.write_text("timestamp,value\n0,1\n60,many\n")
    told = detect(path, "--json")
    assert told.exit_code == 1
    message = json.loads(told.stdout)["error"]["message"]
    assert "line 3" in message
    assert "cpu.csv" in message
