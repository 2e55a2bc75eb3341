"""Something wrong or nothing, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.faults import make
from steersman.signals.diagnosis import Case, Column, Diagnosis, Graph, Metric, Recording, diagnose
from steersman.signals.diagnosis.recording import Floats
from tests.signals.diagnosis.made import shop

SEEDS = st.integers(0, 10_000)


def _diagnose(case: Case) -> Diagnosis:
    return diagnose(case.graph, case.normal, case.incident, case.target)


@pytest.mark.parametrize("metric", list(Metric))
def test_the_component_where_it_began_is_named_and_not_who_waited(metric: Metric) -> None:
    found = _diagnose(shop(metric))
    assert found.issue
    assert found.findings[0].node == "store"
    assert found.findings[0].score == pytest.approx(1.0, abs=0.1)
    assert all(each.score < 0.01 for each in found.findings[1:])


def test_a_window_of_normal_running_has_nothing_wrong_and_names_nobody() -> None:
    case = shop()
    found = _diagnose(replace(case, incident=case.normal.rows(60, 65)))
    assert not found.issue
    assert found.findings == ()


@pytest.mark.parametrize("rows", [1, 3, 8])
def test_a_few_rows_of_normal_running_make_no_small_rise_an_issue(rows: int) -> None:
    case = shop()
    short = replace(case, normal=case.normal.rows(0, rows))
    assert _diagnose(short).findings[0].node == "store"
    assert not _diagnose(replace(short, incident=case.normal.rows(60, 65))).issue


def test_a_faint_symptom_without_a_cause_below_it_is_nothing() -> None:
    case = shop()
    columns = dict(case.incident.columns)
    for node in ("search", "store"):
        column = Column(node, "latency", "Average")
        columns[column] = np.full(5, columns[column].min())
    front = Column("front", "latency", "Average")
    columns[front] = 0.4 + np.array([0, 0, 0.038, 0.038, 0])
    found = _diagnose(replace(case, incident=Recording(case.incident.times, columns)))
    assert 1e-4 < found.symptom.chance < 0.05
    assert not found.issue


def test_a_target_that_is_broken_itself_is_named() -> None:
    case = shop()
    columns = dict(case.incident.columns)
    for node in ("search", "store"):
        column = Column(node, "latency", "Average")
        columns[column] = np.full(5, columns[column].min())
    found = _diagnose(replace(case, incident=Recording(case.incident.times, columns)))
    assert [each.node for each in found.findings] == ["front"]


def test_a_target_that_the_graph_does_not_know_is_diagnosed_by_its_rows() -> None:
    case = shop()
    found = _diagnose(replace(case, graph=Graph.of([("search", "store")])))
    assert found.issue
    assert found.findings[0].node == "store"


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_other_names_change_nothing_but_names(seed: int, chance: object) -> None:
    case = make("plain", seed).case
    names = sorted(case.graph.nodes | case.incident.nodes)
    order = np.random.default_rng(seed + 1).permutation(len(names))
    other = {name: f"n{place:03d}" for name, place in zip(names, order, strict=True)}
    renamed = Case(
        Graph.of([(other[a], other[b]) for a, b in case.graph.calls], other.values()),
        _renamed(case.normal, other),
        _renamed(case.incident, other),
        replace(case.target, node=other[case.target.node]),
    )
    one, two = _diagnose(case), _diagnose(renamed)
    assert one.issue == two.issue
    assert {(other[each.node], each.score) for each in one.findings} == {
        (each.node, each.score) for each in two.findings
    }
    assert [each.score for each in one.findings] == [each.score for each in two.findings]


def _reversed(columns: Mapping[Column, Floats]) -> dict[Column, Floats]:
    return {column: columns[column] for column in reversed(list(columns))}


def _renamed(recording: Recording, names: dict[str, str]) -> Recording:
    return replace(
        recording,
        columns={
            column._replace(node=names[column.node]): values
            for column, values in recording.columns.items()
        },
    )


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_order_of_columns_and_calls_changes_nothing(seed: int) -> None:
    case = make("plain", seed).case
    turned = Case(
        Graph.of(list(case.graph.calls)[::-1], case.graph.nodes),
        replace(case.normal, columns=_reversed(case.normal.columns)),
        replace(case.incident, columns=_reversed(case.incident.columns)),
        case.target,
    )
    assert _diagnose(turned).findings == _diagnose(case).findings


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from([0.001, 60.0]))
def test_another_unit_of_time_changes_no_verdict(seed: int, times: float) -> None:
    case = make("plain", seed).case

    def scaled(recording: Recording) -> Recording:
        columns = {
            column: values * times if column.metric == "latency" else values
            for column, values in recording.columns.items()
        }
        return replace(recording, columns=columns)

    other = replace(case, normal=scaled(case.normal), incident=scaled(case.incident))
    one, two = _diagnose(case), _diagnose(other)
    assert one.issue == two.issue
    assert [each.node for each in one.findings[:1]] == [each.node for each in two.findings[:1]]


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(["gaps", "circles", "without metrics", "one row", "no normal"]))
def test_whatever_is_missing_the_answer_is_whole(seed: int, kind: str) -> None:
    found = _diagnose(make(kind, seed).case)
    scores = [each.score for each in found.findings]
    assert scores == sorted(scores, reverse=True)
    assert all(np.isfinite(scores))
    assert all(each.why for each in found.findings)
    assert found.issue == bool(found.findings)
    assert len({each.node for each in found.findings}) == len(found.findings)
