"""A watch over a real Prometheus that is killed and comes back: nothing twice, the gap is a gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.process import Processes, wait_for
from company.services import prometheus
from steersman.records.series import Watch
from steersman.runtime.clock import ManualClock, SystemClock
from steersman.signals.watching import Watching
from tests.fixtures.needs import unavailable
from tests.fixtures.prometheus import RealPrometheus
from tests.signals.watching.made import eyes

NAME = "monitoring"


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path / "servers")
    try:
        yield made
    finally:
        made.stop_all()


def test_it_is_read_on_after_prometheus_was_killed(record: sa.Engine, processes: Processes) -> None:
    if why := prometheus.missing():
        unavailable(why)
    server = prometheus.start(processes, 9)
    source = RealPrometheus(server).connector(timeout=2).metrics()
    with eyes(record, ManualClock(0.0), {}) as made:
        watching = at_the_moment(replace(made.watching, sources={NAME: source}))
        watch = Watch(name="targets", system=NAME, expression="count(up) > 1", step=1.0)
        watching.keep(watch, by="system:test")
        wait_for(lambda: seen(watching) > 1, "the first points")
        processes.running["prometheus"].kill()
        processes.stop("prometheus")
        wait_for(lambda: "no whole answer" in failure(watching), "that it is away")
        assert watching.watches.all()[0].failed_at is not None

        before = seen(watching)
        prometheus.start(processes, 9, port=server.port)
        wait_for(lambda: seen(watching) > before + 1, "the points after it came back")
        assert failure(watching) == ""
        (line,) = watching.measurements.lines()
        rows = watching.measurements.points(line.id, 0.0, 1e12)
        assert {row["value"] for row in rows} == {2.0}
        assert len({row["at"] for row in rows}) == len(rows) == line.seen


def at_the_moment(watching: Watching) -> Watching:
    clock = SystemClock()
    parts = ("watches", "measurements", "verdicts", "alerts")
    timed = {name: replace(getattr(watching, name), clock=clock) for name in parts}
    return replace(watching, clock=clock, **timed)


def seen(watching: Watching) -> int:
    watching.look()
    return sum(line.seen for line in watching.measurements.lines())


def failure(watching: Watching) -> str:
    watching.look()
    return watching.watches.all()[0].failure
