"""Who calls whom."""

from __future__ import annotations

from steersman.signals.diagnosis import Graph


def test_everything_a_component_waits_for_is_below_it_nearest_first() -> None:
    graph = Graph.of([("a", "b"), ("b", "c"), ("a", "d"), ("x", "a")])
    assert graph.below("a") == ["b", "d", "c"]
    assert graph.callers("a") == ["x"]


def test_circles_end_and_a_component_is_not_below_itself() -> None:
    graph = Graph.of([("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])
    assert graph.below("a") == ["b", "c"]
    assert graph.callees("b") == ["c"]


def test_a_call_named_twice_is_one_call() -> None:
    assert Graph.of([("a", "b"), ("a", "b")]) == Graph.of([("a", "b")])


def test_a_component_without_calls_is_kept() -> None:
    graph = Graph.of([], ["alone"])
    assert graph.nodes == {"alone"}
    assert graph.below("alone") == graph.callees("alone") == graph.callers("nobody") == []
