"""Queries of Prometheus' HTTP API, read with care: every part of an answer is looked at.

Source: prometheus.io/docs/prometheus/latest/querying/api (query, query_range, series).  Thanos,
Mimir, VictoriaMetrics and others answer the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.capabilities.json_errors import BadRequest
from steersman.capabilities.metrics import (
    LONGEST_EXPRESSION,
    MOST_POINTS,
    MOST_SERIES,
    Measured,
    MeasuredSeries,
)
from steersman.connectors.prometheus.client import PrometheusReader
from steersman.domain.canonical import Json
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent

LISTED = 1_000  # series that ``series`` lists at most
LONGEST_LABEL = 300  # characters of a label's value


@dataclass(frozen=True, slots=True)
class PrometheusMetrics:
    """A ``MetricSource`` over one Prometheus."""

    reader: PrometheusReader
    timeout: float  # seconds that Prometheus itself may take for one question

    keeps_history = True

    def query(self, expression: str, at: float) -> Measured:
        return self._asked("query", expression, {"time": _number(at)})

    def range(self, expression: str, start: float, end: float, step: float) -> Measured:
        if not step > 0 or not end >= start:
            raise Permanent(f"from {start} to {end} every {step} s is no range of time")
        if (end - start) / step >= MOST_POINTS:
            raise Permanent(f"more than {MOST_POINTS:,} points: take a longer step, or less time")
        given = {"start": _number(start), "end": _number(end), "step": _number(step)}
        return self._asked("query_range", expression, given)

    def series(self, selector: str, start: float, end: float) -> Sequence[Mapping[str, str]]:
        given = {"match[]": selector, "start": _number(start), "end": _number(end)}
        told = self._ask("series", {**given, "limit": str(LISTED)}).get("data")
        listed = told if isinstance(told, list) else []
        return [_labels(each) for each in listed[:LISTED] if isinstance(each, dict)]

    def _asked(self, path: str, expression: str, given: Mapping[str, str]) -> Measured:
        if len(expression) > LONGEST_EXPRESSION:
            raise Permanent(f"the expression is longer than {LONGEST_EXPRESSION:,} characters")
        wanted = {"query": expression, "timeout": f"{_number(self.timeout)}s", **given}
        told = self._ask(path, wanted)
        data = told.get("data")
        if not isinstance(data, dict):
            raise Permanent("it is no answer of Prometheus: is url right?")
        return Measured(_measured(data), _warnings(told))

    def _ask(self, path: str, given: Mapping[str, str]) -> Json:
        try:
            return self.reader.ask(path, given)
        except BadRequest as error:
            raise Permanent(f"Prometheus does not understand the expression: {error}") from error


def _measured(data: Json) -> list[MeasuredSeries]:
    kind, result = data.get("resultType"), data.get("result")
    if not isinstance(result, list) or kind not in ("vector", "matrix", "scalar"):
        raise Permanent(f"the expression gives a {kind}: it must give numbers over time")
    if kind == "scalar":
        return [MeasuredSeries({}, _points([result]))]
    if len(result) > MOST_SERIES:
        raise Permanent(
            f"the expression gives {len(result):,} series, {MOST_SERIES} at most can be watched: "
            "narrow it by labels, or take sum by (…) or topk"
        )
    return [_one(each) for each in result if isinstance(each, dict)]


def _one(told: Json) -> MeasuredSeries:
    found = told["values"] if "values" in told else [told.get("value")]
    if not isinstance(found, list):
        raise Permanent("a series of the answer has no values: is url right?")
    return MeasuredSeries(_labels(told.get("metric")), _points(found))


def _points(told: Sequence[object]) -> list[tuple[float, float]]:
    """Prometheus writes values as text, among them NaN and +Inf."""
    points = []
    for each in told:
        if not isinstance(each, list) or len(each) != 2:
            raise Permanent("a point of the answer is no pair of time and value: is url right?")
        try:
            at, value = float(each[0]), float(each[1])
        except (TypeError, ValueError) as error:
            raise Permanent("a point of the answer is no number: is url right?") from error
        if math.isfinite(at):
            points.append((at, value if math.isfinite(value) else math.nan))
    return points


def _labels(told: object) -> dict[str, str]:
    found = told if isinstance(told, dict) else {}
    return {one_line(str(k))[:100]: one_line(str(v))[:LONGEST_LABEL] for k, v in found.items()}


def _warnings(told: Json) -> list[str]:
    found = told.get("warnings")
    return [one_line(str(each))[:200] for each in found[:5]] if isinstance(found, list) else []


def _number(value: float) -> str:
    """Without an exponent, which durations may not have."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
