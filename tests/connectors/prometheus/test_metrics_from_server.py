"""Queries against a real Prometheus, and against one that is killed and comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from company.process import Processes, wait_for
from company.services import prometheus
from company.services.prometheus import PrometheusServer
from steersman.domain.errors import Permanent, Transient
from steersman.runtime.clock import SystemClock
from tests.fixtures.needs import unavailable
from tests.fixtures.prometheus import RealPrometheus

CLOCK = SystemClock()


def test_a_range_has_a_point_for_each_step(real_prometheus: RealPrometheus) -> None:
    metrics, now = real_prometheus.connector().metrics(), CLOCK.now()
    told = metrics.range("vector(7) + 0 * time()", now - 600, now, 60.0)
    (series,) = told.series
    assert [value for _, value in series.points] == [7.0] * 11
    assert series.points[0][0] == pytest.approx(now - 600, abs=0.001)


def test_a_query_gives_every_series_with_its_labels(real_prometheus: RealPrometheus) -> None:
    metrics, now = real_prometheus.connector().metrics(), CLOCK.now()
    told = {each.labels["job"]: each.points[-1][1] for each in metrics.query("up", now).series}
    assert told == {"node": 1.0, "postgres": 0.0}
    listed = metrics.series('{job="node"}', now - 60, now)
    assert "node_uname_info" in {each["__name__"] for each in listed}


@pytest.mark.parametrize("expression", ["rate(", "up{", '"text"', "nonsense_function(up)"])
def test_what_it_does_not_understand_is_said(
    real_prometheus: RealPrometheus, expression: str
) -> None:
    with pytest.raises(Permanent):
        real_prometheus.connector().metrics().query(expression, CLOCK.now())


def test_a_server_that_was_killed_is_away_and_comes_back(tmp_path: Path) -> None:
    if why := prometheus.missing():
        unavailable(why)
    processes = Processes(tmp_path / "servers")
    try:
        server = prometheus.start(processes, 9)
        metrics = RealPrometheus(server).connector(timeout=2).metrics()
        assert metrics.query("vector(1)", CLOCK.now()).series
        processes.running["prometheus"].kill()
        processes.stop("prometheus")
        with pytest.raises(Transient):
            metrics.query("vector(1)", CLOCK.now())
        again = prometheus.start(processes, 9, port=server.port)
        wait_for(lambda: answers(again), "Prometheus to come back")
        assert metrics.query("vector(1)", CLOCK.now()).series
    finally:
        processes.stop_all()


def answers(server: PrometheusServer) -> bool:
    try:
        return bool(RealPrometheus(server).connector().metrics().query("1", CLOCK.now()).series)
    except Transient:
        return False
