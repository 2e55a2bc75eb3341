"""A case read from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.signals.diagnosis import Metric, read_case
from steersman.signals.diagnosis.reading import read_graph, read_target

SQUARE = ",front,store\nfront,0.0,1.0\nstore,0.0,0.0\n"
METRICS = "microservice,front,front\nmetric,latency,requests\nstatistic,Average,Sum\n300,0.5,10\n"
TARGET = {"node": "front", "metric": "latency", "agg": "Average", "timestamp": 300}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph.csv").write_text(SQUARE)
    (tmp_path / "normal.csv").write_text(METRICS)
    (tmp_path / "incident.csv").write_text(METRICS)
    (tmp_path / "target.json").write_text(json.dumps(TARGET))
    return tmp_path


def _problem(folder: Path) -> str:
    with pytest.raises(Permanent) as told:
        read_case(folder)
    return str(told.value)


def test_a_case_is_read_from_its_four_files(folder: Path) -> None:
    case = read_case(folder)
    assert case.graph.calls == {("front", "store")}
    assert case.target.metric is Metric.LATENCY
    assert (case.target.node, case.target.at) == ("front", 300)


def test_the_target_may_stand_under_its_name_and_know_no_time(folder: Path) -> None:
    target = {"target": TARGET | {"timestamp": None, "agg": "p99"}}
    (folder / "target.json").write_text(json.dumps(target))
    read = read_target(folder / "target.json")
    assert (read.node, read.statistic, read.at) == ("front", "p99", None)


@pytest.mark.parametrize("name", ["graph.csv", "normal.csv", "incident.csv", "target.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert _problem(folder).startswith(f"{name}: not in {folder}; put it there")


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    assert "is no folder; name the one that holds graph.csv" in _problem(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        ("", "graph.csv: is empty"),
        (",a,b\na,0,1\nb,0\n", "graph.csv, line 3: has 1 cells for 2 components"),
        (",a,b\na,0,often\n", "graph.csv, line 2, column 3: 'often' is no number"),
    ],
)
def test_a_graph_that_is_none_is_named_with_its_place(folder: Path, graph: str, told: str) -> None:
    (folder / "graph.csv").write_text(graph)
    assert told in _problem(folder)


def test_columns_in_another_order_and_repeated_lines_give_the_same_graph(folder: Path) -> None:
    (folder / "graph.csv").write_text(",c,a,b\nb,1,0,0\na,0,,2.0\na,0,0,True\n")
    assert read_graph(folder / "graph.csv").calls == {("a", "b"), ("b", "c")}


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("not json", "target.json: is not JSON"),
        ("[]", "target.json: names no node; write"),
        ('{"node": 4}', "target.json: names no node; write"),
        (json.dumps(TARGET | {"metric": "mood"}), "'mood' is unknown; it is one of latency, avail"),
        (json.dumps(TARGET | {"metric": ["latency"]}), "is unknown; it is one of"),
        (json.dumps(TARGET | {"timestamp": "noon"}), "timestamp 'noon' is no number"),
        (json.dumps(TARGET | {"node": "cart"}), "'cart' is in neither graph.csv nor incident.csv"),
        (json.dumps(TARGET | {"node": "store"}), "'store' is in graph.csv only; name one that"),
        (json.dumps(TARGET | {"agg": "p99"}), "no latency p99 of 'front'; it has latency Average"),
        (json.dumps(TARGET | {"metric": "availability"}), "no availability Average of 'front'"),
    ],
)
def test_a_target_that_cannot_be_looked_at_is_named(folder: Path, target: str, told: str) -> None:
    (folder / "target.json").write_text(target)
    problem = _problem(folder)
    assert problem.startswith("target.json: ")
    assert told in problem


def test_an_incident_without_rows_is_refused(folder: Path) -> None:
    (folder / "incident.csv").write_text("")
    assert _problem(folder) == "incident.csv: has no rows; give at least the row of the alert"
