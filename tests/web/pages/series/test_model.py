"""Lines of the list, titles of series, and the table that stands for the drawing."""

from __future__ import annotations

from steersman.domain.canonical import Json
from steersman.web.pages.series.model import spans_of, spark, title_of


def row(at: float, value: float, score: float = 0.0) -> Json:
    return {"at": at, "value": value, "score": score, "low": value - 1, "high": value + 1}


def test_a_line_breaks_off_where_nothing_was_read() -> None:
    path = spark([(0, 1), (60, 2), (300, 3)], gap=90)
    assert path == "M0.0 20.0L14.4 10.0M72.0 0.0"


def test_a_level_line_runs_through_the_middle_and_one_point_is_none() -> None:
    assert spark([(0, 5), (60, 5)], gap=90) == "M0.0 10.0L72.0 10.0"
    assert spark([(0, 5)], gap=90) == ""


def test_a_title_names_what_people_look_for_first() -> None:
    labels = {"__name__": "up", "instance": "web-1:9100", "job": "node", "zone": "a"}
    assert title_of("load", labels) == "web-1:9100, node, zone=a"
    assert title_of("load", {"__name__": "up"}) == "up"
    assert title_of("load", {}) == "load"


def test_a_span_has_its_extremes_and_an_empty_one_is_left_out() -> None:
    spans = spans_of([row(0, 1), row(1, 3, 0.8), row(230, 7)], 0.0, 240.0)
    assert [(s.at, s.low, s.mean, s.high, s.unusual) for s in spans] == [
        (230.0, 7, 7, 7, 0),
        (0.0, 1, 2, 3, 1),
    ]
    assert spans[1].expected == (1.0, 3.0)
