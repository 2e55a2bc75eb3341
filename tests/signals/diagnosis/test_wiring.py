"""What the graph does not say, on made-up shops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steersman.signals.diagnosis import Case, Column, Graph, diagnose
from steersman.signals.diagnosis.wiring import wire
from tests.signals.diagnosis.made import shop

SQUARE = Graph.of([("a", "b"), ("b", "c"), ("c", "d"), ("c", "a"), ("x", "b")])


def _causes(case: Case) -> dict[str, str]:
    found = diagnose(case.graph, case.normal, case.incident, case.target)
    return {each.node: each.why for each in found.findings}


def _without(case: Case, node: str) -> Case:
    def less(columns: dict[Column, np.ndarray]) -> dict[Column, np.ndarray]:
        return {key: values for key, values in columns.items() if key.node != node}

    return replace(
        case,
        normal=replace(case.normal, columns=less(dict(case.normal.columns))),
        incident=replace(case.incident, columns=less(dict(case.incident.columns))),
    )


def test_callers_of_a_silent_component_call_what_it_calls() -> None:
    assert SQUARE.seen_through({"b"}).calls == {("a", "c"), ("x", "c"), ("c", "d"), ("c", "a")}
    assert SQUARE.seen_through({"b", "c"}).calls == {("a", "d"), ("x", "d"), ("x", "a")}


def test_calls_back_towards_the_start_are_left_out_and_others_kept() -> None:
    assert SQUARE.without_calls_back("a").calls == SQUARE.calls - {("c", "a")}
    assert SQUARE.distances("a") == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_a_component_without_metrics_hides_nobody() -> None:
    causes = _causes(_without(shop(), "search"))
    assert list(causes) == ["store", "front"]
    assert "waited for store" in causes["front"]


def test_a_component_that_was_idle_is_not_looked_through() -> None:
    graph = shop().graph
    assert ("front", "store") in wire(graph, "front", {}, idle=["store"]).calls
    assert ("front", "search") in wire(graph, "front", {}, idle=["search", "store"]).calls


def test_a_call_missing_in_the_graph_is_told() -> None:
    case = replace(shop(), graph=Graph.of([("front", "cart"), ("search", "store")]))
    causes = _causes(case)
    assert next(iter(causes)) == "store"
    assert "The graph has no call that leads to it from front." in causes["store"]


def test_who_calls_from_outside_is_not_led_to() -> None:
    case = shop()
    graph = Graph.of(case.graph.calls - {("front", "search")} | {("front", "store")})
    assert "search" not in _causes(replace(case, graph=graph))


def test_a_circle_does_not_excuse_who_is_in_it() -> None:
    case = shop()
    graph = Graph.of(case.graph.calls | {("store", "front"), ("store", "search")})
    assert next(iter(_causes(replace(case, graph=graph)))) == "store"


def test_the_callers_end_of_a_call_is_not_taken_for_a_second_cause() -> None:
    case = shop()
    graph = Graph.of(case.graph.calls | {("search", "store at search")})
    kept = []
    for each in (case.normal, case.incident):
        columns = dict(each.columns)
        for column in [column for column in columns if column.node == "store"]:
            values = columns[column]
            shown = values * 0.8 if column.metric == "requests" else values
            columns[column._replace(node="store at search")] = shown
        kept.append(replace(each, columns=columns))
    causes = _causes(replace(case, graph=graph, normal=kept[0], incident=kept[1]))
    assert next(iter(causes)) == "store"
    assert "It seems to record the calls to store once more." in causes["store at search"]
