"""Answers of Prometheus read as series; what is none of it is an error with the mend."""

from __future__ import annotations

import math

import pytest

from steersman.capabilities.json_errors import BadRequest
from steersman.capabilities.metrics import MOST_SERIES
from steersman.connectors.prometheus.fake import FakePrometheus
from steersman.connectors.prometheus.metrics import PrometheusMetrics
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

UP = {"__name__": "up", "instance": "web-1:9100"}


def answered(kind: str, result: object, **more: object) -> PrometheusMetrics:
    body: Json = {"status": "success", "data": {"resultType": kind, "result": result}, **more}
    fake = FakePrometheus(answers={"query": body, "query_range": body})
    return PrometheusMetrics(fake, 30.0)


def test_a_range_is_read_with_its_labels_and_what_is_no_number_is_nan() -> None:
    values = [[60, "1.5"], [120, "NaN"], [180, "+Inf"], [240.5, "-2e3"]]
    metrics = answered("matrix", [{"metric": UP, "values": values}], warnings=["a store is away"])
    told = metrics.range("up", 60, 240, 60)
    (series,) = told.series
    assert series.labels == UP
    assert [at for at, _ in series.points] == [60, 120, 180, 240.5]
    assert series.known == [(60, 1.5), (240.5, -2000.0)]
    assert math.isnan(series.points[2][1])
    assert told.warnings == ["a store is away"]


def test_a_vector_and_a_scalar_are_one_point_each() -> None:
    vector = answered("vector", [{"metric": UP, "value": [60, "1"]}]).query("up", 60)
    assert vector.series[0].points == [(60, 1.0)]
    scalar = answered("scalar", [60, "42"]).query("42", 60)
    assert (scalar.series[0].labels, scalar.series[0].points) == ({}, [(60, 42.0)])


def test_the_moments_are_asked_for_as_prometheus_reads_them() -> None:
    metrics = answered("matrix", [])
    metrics.range("up", 1_780_000_000.0, 1_780_000_060.5, 0.25)
    reader = metrics.reader
    assert isinstance(reader, FakePrometheus)
    ((path, given),) = reader.asked
    assert (path, given["query"], given["timeout"]) == ("query_range", "up", "30s")
    assert (given["start"], given["end"], given["step"]) == ("1780000000", "1780000060.5", "0.25")


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("string", [60, "x"]),
        ("matrix", "x"),
        ("matrix", [{"metric": UP, "values": [[1, "2", 3]]}]),
        ("matrix", [{"metric": UP, "values": [[1, "two"]]}]),
        ("matrix", [{"metric": UP, "values": "x"}]),
        ("vector", [{"metric": UP}]),
        ("vector", [{"metric": {"n": str(n)}, "value": [1, "1"]} for n in range(MOST_SERIES + 1)]),
    ],
)
def test_an_answer_that_cannot_be_watched_is_refused(kind: str, result: object) -> None:
    with pytest.raises(Permanent):
        answered(kind, result).query("up", 60)


@pytest.mark.parametrize(("start", "end", "step"), [(0, 60, 0), (60, 0, 1), (0, 11_000, 1)])
def test_a_range_that_makes_no_sense_is_refused_before_it_is_asked(
    start: float, end: float, step: float
) -> None:
    metrics = answered("matrix", [])
    with pytest.raises(Permanent):
        metrics.range("up", start, end, step)
    assert metrics.reader.asked == []  # type: ignore[attr-defined]  # it is the fake


def test_a_wrong_expression_is_named_so() -> None:
    fake = FakePrometheus(refused={"query": BadRequest("400: parse error: unexpected end")})
    with pytest.raises(Permanent, match=r"does not understand the expression.*parse error"):
        PrometheusMetrics(fake, 30.0).query("rate(", 60)
    with pytest.raises(Permanent, match="longer"):
        PrometheusMetrics(fake, 30.0).query("x" * 5_000, 60)
