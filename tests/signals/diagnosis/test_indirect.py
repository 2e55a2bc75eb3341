"""Causes that do not show in the metric of the symptom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steersman.signals.diagnosis import Case, Column, Diagnosis, Graph, Metric, Recording, diagnose
from steersman.signals.diagnosis.clues import Traffic
from steersman.signals.diagnosis.recording import Floats
from tests.signals.diagnosis.made import STEP, noisy, recording, shop

FLAT = np.zeros(5)
HIT = np.array([0.0, 0.0, 1.0, 1.0, 0.0])


def _with(case: Case, node: str, metric: str, values: Floats) -> Case:
    statistic = "Sum" if metric == "requests" else "Average"
    columns = {**case.incident.columns, Column(node, metric, statistic): values}
    return replace(case, incident=Recording(case.incident.times, columns))


def _quiet(case: Case, *nodes: str) -> Case:
    """No failures and no extra seconds in ``nodes``."""
    for node in nodes:
        case = _with(case, node, "availability", np.full(5, 100.0))
    return case


def _find(case: Case) -> Diagnosis:
    return diagnose(case.graph, case.normal, case.incident, case.target)


def test_a_component_that_nobody_reaches_is_named_for_the_failures_of_its_caller() -> None:
    case = _quiet(shop(Metric.AVAILABILITY), "store")
    case = replace(case, graph=Graph.of(case.graph.calls | {("search", "cart")}))
    found = _find(_with(case, "store", "requests", 100 - 80 * HIT))
    assert found.findings[0].node == "store"
    assert found.findings[0].why == (
        "It got 40 requests in 10 min where about 200 were due, and search failed meanwhile: "
        "calls end before they reach it."
    )


def test_where_a_caller_calls_nobody_else_both_are_named_and_the_doubt_is_told() -> None:
    case = _quiet(shop(Metric.AVAILABILITY), "store")
    found = _find(_with(case, "store", "requests", 100 - 80 * HIT))
    assert [each.node for each in found.findings[:2]] == ["search", "store"]
    assert found.findings[1].why.endswith("Or search ended before it called.")


def test_a_count_that_is_missing_is_no_request_that_is() -> None:
    case = _quiet(shop(Metric.AVAILABILITY), "store")
    hole = np.where(HIT > 0, np.nan, 100.0)
    found = _find(_with(case, "store", "requests", hole))
    assert all("were due" not in each.why for each in found.findings)


def test_a_slow_component_is_named_for_the_failures_of_its_caller() -> None:
    case = _quiet(shop(Metric.AVAILABILITY), "store")
    found = _find(_with(case, "store", "latency", 0.1 + 4.9 * HIT))
    assert found.findings[0].node == "store"
    assert found.findings[0].why.startswith("Its 200 requests in 10 min took 5 s each, against 100")
    assert "Meanwhile search failed" in found.findings[0].why


def test_a_failing_component_is_named_for_the_slowness_of_its_caller() -> None:
    case = _with(shop(), "store", "latency", np.full(5, 0.1))
    found = _find(_with(case, "store", "availability", 100 - 40 * HIT))
    assert found.findings[0].node == "store"
    assert found.findings[0].why.startswith("40 % of its 200 requests in 10 min failed")
    assert "Meanwhile search got slow" in found.findings[0].why


def test_who_floods_a_component_from_outside_is_named_beside_it() -> None:
    case = shop()
    graph = Graph.of(case.graph.calls | {("batch", "store")})
    usual = recording({"batch": {"requests": np.full(120, 5.0), "latency": noisy(0.1, 120, 8)}})
    sent = recording({"batch": {"requests": 5 + 500 * HIT, "latency": 0.1 + 0.4 * HIT}}, STEP)
    case = replace(
        case,
        graph=graph,
        normal=replace(case.normal, columns={**case.normal.columns, **usual.columns}),
        incident=replace(case.incident, columns={**case.incident.columns, **sent.columns}),
    )
    found = _find(_with(case, "store", "requests", 105 + 500 * HIT))
    assert [each.node for each in found.findings[:2]] == ["store", "batch"]
    assert "It got 5.76 times the requests due (210)." in found.findings[0].why
    assert found.findings[1].why == (
        "It sent 1,010 requests in 10 min where about 10 were due: that is what store suffers from."
    )


def test_requests_vary_by_chance() -> None:
    assert not Traffic(70, 80, 2).vanished
    assert not Traffic(3, 6, 2).vanished, "too few to tell"
    assert Traffic(40, 200, 2).vanished
    assert not Traffic(130, 100, 2).flooded
    assert Traffic(300, 100, 2).flooded
    assert Traffic(5, 0, 2).missing == 0


def test_a_count_that_is_missing_in_one_row_leaves_the_others() -> None:
    case = _quiet(shop(Metric.AVAILABILITY), "store")
    case = replace(case, graph=Graph.of(case.graph.calls | {("search", "cart")}))
    got = np.array([100, 100, np.nan, 20, 100])
    first = _find(_with(case, "store", "requests", got)).findings[0]
    assert first.why.startswith("It got 20 requests in 5 min where about 100 were due")


def test_who_sends_more_because_the_target_asks_more_is_no_flood_from_outside() -> None:
    case = shop()
    for node in ("search", "store"):
        case = _with(case, node, "requests", 100 + 500 * HIT)
    assert all("It sent" not in each.why for each in _find(case).findings)
