"""``steersman signals replay`` on files of one's own."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from steersman.signals.alerts.alert import Alert
from tests.cli.office import steersman
from tests.signals.alerts.stories import TROUBLE, stopped_service, with_trouble


def written(file: Path, alerts: Iterable[Alert]) -> Path:
    with file.open("w", newline="") as text:
        table = csv.writer(text)
        table.writerow(["time", "name", "ip", "host", "text"])
        table.writerows([a.time, a.name, a.ip, a.host, a.text] for a in alerts)
    return file


@pytest.fixture(scope="module")
def alerts() -> list[Alert]:
    return with_trouble(1, *stopped_service())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, alerts: list[Alert]) -> Path:
    return written(tmp_path_factory.mktemp("alerts") / "history.csv", alerts)


def test_each_notification_is_one_json_line(file: Path, alerts: list[Alert]) -> None:
    told = steersman("signals", "replay", str(file), "--json")
    assert told.exit_code == 0
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert all({"at", "situation", "alerts", "why"} <= set(line) for line in lines)
    assert all(max(alerts[row].time for row in line["alerts"]) <= line["at"] for line in lines)
    named = [line for line in lines if any("unit failed" in a.name for a in _of(line, alerts))]
    assert TROUBLE <= named[0]["at"] <= TROUBLE + 300


def test_the_order_of_the_file_does_not_matter(tmp_path: Path, alerts: list[Alert]) -> None:
    backwards = written(tmp_path / "backwards.csv", reversed(alerts))
    straight = written(tmp_path / "straight.csv", alerts)
    told = [
        [(line["at"], line["situation"], line["why"]) for line in map(json.loads, out.splitlines())]
        for out in (
            steersman("signals", "replay", str(each), "--json").stdout
            for each in (backwards, straight)
        )
    ]
    assert told[0] == told[1] != []


def test_people_read_when_where_and_why(file: Path) -> None:
    told = steersman("signals", "replay", str(file), COLUMNS="200")
    assert "db1" in told.stdout
    assert "“systemd: unit failed”: never seen on db1 or anywhere else before" in told.stdout
    assert "notifications" in told.stderr


def test_bad_lines_are_named_beside_the_result(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("time,name,host\n1750000000,x,web1\nnever,x,web1\n1750000100,y\n")
    told = steersman("signals", "replay", str(file), "--json")
    assert told.exit_code == 0
    assert told.stdout == ""
    assert "line 3: 'never' is no moment" in told.stderr
    assert "line 4: it has 2 cells" in told.stderr
    assert "2 lines were no alert" in told.stderr


def test_a_file_without_alerts_is_a_clear_word(tmp_path: Path) -> None:
    file = tmp_path / "head.csv"
    file.write_text("time,name\n")
    told = steersman("signals", "replay", str(file))
    assert told.exit_code == 0
    assert "no alert in it" in told.stderr


@pytest.mark.parametrize("content", ["", "when,what\n1,2\n", "time,name\nnever,x\n"])
def test_what_is_no_file_of_alerts_fails_and_names_the_mend(tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(content)
    told = steersman("signals", "replay", str(file), "--json")
    assert told.exit_code == 1
    assert "odd.csv" in told.stdout + told.stderr


def _of(line: dict[str, list[int]], alerts: list[Alert]) -> list[Alert]:
    return [alerts[row] for row in line["alerts"]]
