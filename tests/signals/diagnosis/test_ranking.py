"""Whose own trouble it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from steersman.signals.diagnosis import Graph, Metric
from steersman.signals.diagnosis.evidence import Evidence, gather, match
from steersman.signals.diagnosis.load import load
from steersman.signals.diagnosis.ranking import own, rank, waited_for
from steersman.signals.diagnosis.symptom import Symptom, find_symptoms
from tests.signals.diagnosis.made import NAN, STEP, noisy, recording

CHAIN = Graph.of([("front", "cart"), ("cart", "store")])
HIT = (0.0, 0.0, 1.0, 1.0, 0.0)


def _seen(**extra: float | list[float]) -> tuple[Symptom, Mapping[str, Evidence]]:
    """Components of 100 requests a row and 1 s each; ``extra`` seconds in two rows of five."""
    usual = {
        node: {"requests": np.full(120, 100.0), "latency": noisy(1.0, 120, seed)}
        for seed, node in enumerate(extra)
    }
    now = {
        node: {
            "requests": np.full(5, 100.0),
            "latency": 1.0 + (np.array(HIT) * more if isinstance(more, float) else np.array(more)),
        }
        for node, more in extra.items()
    }
    normal, incident = recording(usual), recording(now, 120 * STEP)
    before, now_shown = (load(each, "front", Metric.LATENCY) for each in (normal, incident))
    symptom = find_symptoms(before, now_shown, 1.0)[0]
    return symptom, gather(normal, incident, Metric.LATENCY, symptom)


def test_a_caller_that_only_waits_has_nothing_of_its_own() -> None:
    _, seen = _seen(front=1.0, cart=1.0, store=1.0)
    assert own(CHAIN, "front", seen) == pytest.approx(0, abs=5)
    assert own(CHAIN, "store", seen) == seen["store"].felt > 190
    assert rank(CHAIN, "front", seen, 200)[0].node == "store"


def test_what_callees_do_not_explain_is_the_callers_own() -> None:
    _, seen = _seen(front=1.0, cart=1.0, store=0.25)
    first, *others = rank(CHAIN, "front", seen, 200)
    assert first.node == "cart"
    assert first.own == pytest.approx(150, rel=0.1)
    assert [each.node for each in others] == ["store", "front"]


def test_a_callees_excess_is_shared_by_what_its_callers_felt() -> None:
    graph = Graph.of([("front", "store"), ("batch", "store")])
    _, seen = _seen(front=0.5, batch=1.5, store=2.0)
    waits = waited_for(graph, "front", seen)
    assert waits["store"] == pytest.approx(100, rel=0.1)


def test_only_what_can_reach_the_target_counts() -> None:
    """A queue lost ten times what the target did: nobody can have waited for all of that."""
    graph = Graph.of([("front", "store"), ("front", "queue")])
    _, seen = _seen(front=1.0, store=1.0, queue=10.0)
    found = {each.node: each for each in rank(graph, "front", seen, 200)}
    assert found["queue"].own > 1900
    assert found["queue"].reaching == 200
    assert found["queue"].score < 201


def test_a_way_through_a_component_that_did_nothing_carries_nothing() -> None:
    _, seen = _seen(front=1.0, cart=0.0, store=1.0)
    found = {each.node: each for each in rank(CHAIN, "front", seen, 200)}
    assert found["store"].reaching < 2
    assert "cart" not in found


def test_who_is_not_called_is_not_suspected() -> None:
    _, seen = _seen(front=1.0, cart=1.0, client=1.0)
    graph = Graph.of([("client", "front"), ("front", "cart")])
    assert {each.node for each in rank(graph, "front", seen, 200)} == {"front", "cart"}


def test_other_rows_than_the_symptoms_count_for_less() -> None:
    graph = Graph.of([("front", "store"), ("front", "other")])
    _, seen = _seen(front=1.0, store=1.0, other=[1.0, 0, 1.0, 0, 1.0])
    found = {each.node: each for each in rank(graph, "front", seen, 200)}
    assert found["store"].score > 5 * found["other"].score


def test_a_view_has_nothing_of_its_own_and_explains_nobody() -> None:
    graph = Graph.of([("front", "store"), ("front", "view")])
    _, seen = _seen(front=1.0, store=1.0, view=1.0)
    found = {each.node: each for each in rank(graph, "front", seen, 200, {"view"})}
    assert found["view"].own == 0
    assert found["store"].own > 190


def test_profiles_are_compared_where_both_are_known() -> None:
    assert match(np.array([0, 1, NAN]), np.array([0, 2, 5])) == pytest.approx(1)
    assert match(np.array([1.0, 0]), np.array([0, 1.0])) == 0
    assert match(np.zeros(3), np.ones(3)) == 0


def test_a_component_that_is_not_known_in_the_rows_in_trouble_is_no_evidence() -> None:
    _, seen = _seen(front=1.0, store=[0, 0, NAN, NAN, 0], cart=[0, 0, 1.0, NAN, 0])
    assert "store" not in seen
    assert seen["cart"].during == pytest.approx(100)
    assert seen["cart"].felt == pytest.approx(200, abs=15), "as much in the row that is missing"
    assert seen["cart"].requests(np.array(HIT)) == 100
