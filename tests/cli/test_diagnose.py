"""``steersman diagnose``: files in, a cause out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from steersman.cli.app import app
from steersman.signals.diagnosis import Case, Recording
from tests.signals.diagnosis.made import shop


def _save(folder: Path, case: Case) -> Path:
    names = sorted(case.graph.nodes)
    square = [",".join(["", *names])]
    for caller in names:
        cells = ("1.0" if (caller, callee) in case.graph.calls else "0.0" for callee in names)
        square.append(",".join([caller, *cells]))
    (folder / "graph.csv").write_text("\n".join(square) + "\n")
    _metrics(folder / "normal.csv", case.normal)
    _metrics(folder / "incident.csv", case.incident)
    target = {"node": case.target.node, "metric": case.target.metric, "agg": "Average"}
    (folder / "target.json").write_text(json.dumps({"target": target | {"timestamp": None}}))
    return folder


def _metrics(path: Path, recording: Recording) -> None:
    header = zip(*[("microservice", "metric", "statistic"), *recording.columns], strict=True)
    lines = [",".join(line) for line in header]
    columns = list(recording.columns.values())
    for place, time in enumerate(recording.times.tolist()):
        cells = ("" if np.isnan(each[place]) else repr(float(each[place])) for each in columns)
        lines.append(",".join([str(time), *cells]))
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _save(tmp_path, shop())


def _run(*words: object) -> Result:
    return CliRunner().invoke(app, ["diagnose", *map(str, words)])


def test_a_program_gets_the_verdict_and_the_causes_best_first(folder: Path) -> None:
    told = _run(folder, "--json")
    assert told.exit_code == 0
    body = json.loads(told.stdout)
    assert set(body) == {"verdict", "causes"}
    assert body["verdict"] == "issue"
    assert [set(each) for each in body["causes"]] == [{"node", "score", "why"}] * 3
    assert body["causes"][0]["node"] == "store"
    scores = [each["score"] for each in body["causes"]]
    assert scores == sorted(scores, reverse=True)


def test_people_read_the_cause_first_and_who_only_waited_below(folder: Path) -> None:
    lines = _run(folder).stdout.splitlines()
    assert lines[0] == "Something is wrong with the latency of front.  Probable cause: store"
    assert "took 500 ms each, against 100 ms" in lines[1]
    assert any(line.strip().startswith("search (explains 0 %)") for line in lines)


def test_quiet_hours_are_nothing_wrong(folder: Path) -> None:
    case = shop()
    _metrics(folder / "incident.csv", case.normal.rows(80, 120))
    _metrics(folder / "normal.csv", case.normal.rows(0, 80))
    assert json.loads(_run(folder, "--json").stdout) == {"verdict": "nothing wrong", "causes": []}
    assert _run(folder).stdout.startswith("Nothing wrong: the latency of front is within what")


def test_bad_input_ends_with_one_and_a_sentence_and_prints_no_verdict(folder: Path) -> None:
    lines = (folder / "incident.csv").read_text().splitlines()
    lines[4] = lines[4].replace("100.0", "many", 1)
    (folder / "incident.csv").write_text("\n".join(lines))
    told = _run(folder, "--json")
    assert told.exit_code == 1
    problem = json.loads(told.stdout)["error"]["message"]
    assert problem.startswith("incident.csv, line 5, column 2 (front requests Sum): 'many' is no")
    told = _run(folder)
    assert told.exit_code == 1
    assert told.stdout == ""
    assert "leave the cell empty where nothing was measured" in told.stderr


def test_a_folder_must_be_named() -> None:
    assert _run().exit_code == 2
    assert _run("/nowhere").exit_code == 1


def test_names_are_shown_and_never_obeyed(folder: Path) -> None:
    for name in ("graph.csv", "normal.csv", "incident.csv"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("store", "[red]\x1b[31mstore"))
    assert "\x1b" not in _run(folder).stdout
    assert "[red]" in _run(folder).stdout


def test_no_server_database_or_sign_in_is_needed(folder: Path) -> None:
    command = [sys.executable, "-m", "steersman.cli", "diagnose", str(folder), "--json"]
    told = subprocess.run(
        command, capture_output=True, text=True, env={"PATH": "/usr/bin"}, cwd=folder, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["causes"][0]["node"] == "store"
    assert sorted(each.name for each in folder.iterdir()) == [
        "graph.csv",
        "incident.csv",
        "normal.csv",
        "target.json",
    ]
