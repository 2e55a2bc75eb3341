"""A real shop under load with faults injected by its authors (see petshop/NOTICE.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.signals.diagnosis import Metric, Target, diagnose
from steersman.signals.diagnosis.reading import read_graph
from steersman.signals.diagnosis.tables import read_metrics

HERE = Path(__file__).parent / "petshop"
GRAPH, NORMAL = read_graph(HERE / "graph.csv"), read_metrics(HERE / "normal.csv")


@pytest.mark.parametrize(
    ("incident", "metric"), [("slow", Metric.LATENCY), ("failing", Metric.AVAILABILITY)]
)
def test_the_component_that_was_made_to_fail_is_named_first(incident: str, metric: Metric) -> None:
    recorded = read_metrics(HERE / f"{incident}.csv")
    found = diagnose(GRAPH, NORMAL, recorded, Target("PetSite", metric))
    assert found.issue
    assert found.findings[0].node == "PetSearch_AWS::ECS::Fargate"
    assert found.findings[0].score > 0.9


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("rows", [5, 40])
def test_held_out_normal_running_has_nothing_wrong(metric: Metric, rows: int) -> None:
    for start in range(60, 101 - rows, 8):
        quiet = NORMAL.rows(start, start + rows)
        found = diagnose(GRAPH, NORMAL.rows(0, 60), quiet, Target("PetSite", metric))
        assert not found.issue, start
