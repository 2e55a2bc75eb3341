"""Pages of metrics as a source of the values of this moment."""

from __future__ import annotations

import pytest

from steersman.capabilities.metrics import MOST_SERIES
from steersman.connectors.exporter.fake import FakeExporter
from steersman.connectors.exporter.metrics import ExporterMetrics
from steersman.domain.errors import Permanent, Transient

LOAD = 'load{cpu="0"} 1.5\nload{cpu="1"} NaN\n'


def test_a_selector_gives_the_values_of_this_moment_with_their_host() -> None:
    metrics = ExporterMetrics(FakeExporter({"db-1": LOAD, "db-2": 'load{cpu="0"} 2'}))
    told = metrics.query('load{cpu="0"}', 100.0)
    assert [(each.labels, each.points) for each in told.series] == [
        ({"__name__": "load", "cpu": "0", "host": "db-1"}, [(100.0, 1.5)]),
        ({"__name__": "load", "cpu": "0", "host": "db-2"}, [(100.0, 2.0)]),
    ]
    assert metrics.query('load{cpu="1"}', 100.0).series[0].known == []


def test_a_page_that_is_away_is_warned_of_and_up_tells_it() -> None:
    metrics = ExporterMetrics(FakeExporter({"db-1": LOAD, "db-2": LOAD}, away={"db-2"}))
    told = metrics.query("load", 1.0)
    assert {each.labels["host"] for each in told.series} == {"db-1"}
    assert told.warnings == ["db-2: no whole answer"]
    up = {each.labels["host"]: each.points[0][1] for each in metrics.query("up", 1.0).series}
    assert up == {"db-1": 1.0, "db-2": 0.0}


def test_no_page_at_all_is_no_empty_answer() -> None:
    metrics = ExporterMetrics(FakeExporter({"db-1": LOAD}, away={"db-1"}))
    with pytest.raises(Transient, match="no page was read: db-1"):
        metrics.query("load", 1.0)
    assert metrics.query("up", 1.0).series[0].points == [(1.0, 0.0)]


def test_several_questions_of_one_moment_are_answered_from_the_same_pages() -> None:
    fake = FakeExporter({"db-1": LOAD})
    metrics = ExporterMetrics(fake)
    for at in (100.0, 100.4, 101.0, 102.5, 90.0):
        metrics.query("load", at)
    assert fake.fetches == 3


def test_too_many_series_and_a_look_back_are_refused() -> None:
    many = "".join(f'x{{n="{n}"}} 1\n' for n in range(MOST_SERIES + 1))
    metrics = ExporterMetrics(FakeExporter({"db-1": many}))
    with pytest.raises(Permanent, match="narrow it"):
        metrics.query("x", 1.0)
    with pytest.raises(Permanent, match="no history"):
        metrics.range("x", 0.0, 1.0, 1.0)
