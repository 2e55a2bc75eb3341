"""``steersman signals forecast``: a sentence for people, one document for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from steersman.cli.app import app


def forecast(path: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["signals", "forecast", str(path), *map(str, words)])


def body(path: Path, *words: object) -> dict[str, Any]:
    told = forecast(path, "--json", *words)
    assert told.exit_code == 0, told.output
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Ten days of a disk that takes one per cent a day: 90 on the eleventh, 95 on the sixteenth."""
    rows = [
        f"2026-11-{1 + hour // 24:02d} {hour % 24:02d}:00:00,{80 + hour / 24 + hour % 2 / 10}"
        for hour in range(240)
    ]
    path = tmp_path / "disk.csv"
    path.write_text("\n".join(["timestamp,value", *rows]) + "\n")
    return path


def test_the_moment_comes_with_its_interval(disk: Path) -> None:
    found = body(disk, "--limit", 95)
    assert found["outcome"] == "will reach"
    assert found["at"].startswith("2026-11-15T2") or found["at"].startswith("2026-11-16T0")
    assert found["earliest"] <= found["at"] <= found["latest"]
    assert found["coverage"] == 0.9


def test_people_read_a_sentence_and_what_is_assumed(disk: Path) -> None:
    told = forecast(disk, "--limit", 95)
    assert "It will reach 95 on 2026-11-1" in told.stdout
    assert "9 of 10 times between" in told.stdout
    assert "Assumed:" in told.stderr


def test_a_floor_that_it_moves_away_from_may_never_be_reached(disk: Path) -> None:
    found = body(disk, "--limit", 10, "--falling")
    assert (found["outcome"], found["at"]) == ("no trend", None)
    assert "may never reach 10" in found["sentence"]


def test_what_is_reached_is_said(disk: Path) -> None:
    assert body(disk, "--limit", 85)["outcome"] == "reached"


def test_what_is_too_far_is_not_dated(disk: Path) -> None:
    found = body(disk, "--limit", 1000)
    assert (found["outcome"], found["at"]) == ("not in sight", None)


def test_too_short_a_history_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "disk.csv"
    path.write_text("timestamp,value\n0,1\n60,2\n")
    told = forecast(path, "--limit", 5)
    assert told.exit_code == 1
    assert "at least 20 values" in told.stderr


@pytest.mark.parametrize("limit", ["nan", "inf"])
def test_a_limit_is_a_number(disk: Path, limit: str) -> None:
    told = forecast(disk, "--limit", limit)
    assert told.exit_code == 2
    assert "--limit 95" in told.stderr
