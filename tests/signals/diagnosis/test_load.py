"""Seconds of work and failed requests."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.signals.diagnosis import Column, Metric
from steersman.signals.diagnosis.load import load, share_above
from tests.signals.diagnosis.made import NAN, recording


def test_excess_seconds_are_the_extra_of_a_request_times_the_requests() -> None:
    made = load(
        recording({"a": {"requests": [10, 20], "latency": [0.1, 0.3]}}), "a", Metric.LATENCY
    )
    assert made.quietest == 0.1
    assert made.above(0.1) == pytest.approx([0.0, 4.0])


def test_excess_failures_are_the_extra_share_times_the_requests() -> None:
    given = recording({"a": {"requests": [100, 50], "availability": [99, 90]}})
    made = load(given, "a", Metric.AVAILABILITY)
    assert made.above(0.01) == pytest.approx([0.0, 4.5])


def test_excess_is_never_below_nothing() -> None:
    made = load(recording({"a": {"requests": [10, 10], "latency": [1, 2]}}), "a", Metric.LATENCY)
    assert made.above(5.0).tolist() == [0.0, 0.0]


def test_no_requests_lose_nothing_and_a_hole_in_the_record_is_not_known() -> None:
    given = recording({"a": {"requests": [0, NAN, 5, 5], "latency": [NAN, 1, NAN, 2]}})
    above = load(given, "a", Metric.LATENCY).above(1.0)
    assert np.array_equal(above, [0, NAN, NAN, 5], equal_nan=True)


def test_nobody_failed_who_did_not_ask() -> None:
    given = recording({"a": {"requests": [0, 8], "availability": [NAN, 0]}})
    made = load(given, "a", Metric.AVAILABILITY)
    assert made.quietest == 0
    assert made.above(made.quietest).tolist() == [0, 8]


def test_a_component_never_recorded_is_not_known() -> None:
    made = load(recording({"a": {"requests": [1], "latency": [1]}}), "b", Metric.LATENCY)
    assert not made.known
    assert np.isnan(made.usual)
    assert np.isnan(made.quietest)


def test_a_percentile_speaks_for_the_requests_above_it() -> None:
    given = recording({"a": {"requests": [200, 200], "latency": [1, 1]}})
    columns = {**given.columns, Column("a", "latency", "p99"): np.array([1.0, 3.0])}
    made = load(type(given)(given.times, columns), "a", Metric.LATENCY, "p99")
    assert made.above(1.0) == pytest.approx([0.0, 4.0])  # 2 of 200 requests, 2 s each
    assert [share_above(each) for each in ("p50", "P99.9", "Average", "peak")] == pytest.approx(
        [0.5, 0.001, 1, 1]
    )
