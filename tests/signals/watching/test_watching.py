"""Watched series: read once each, what stands out becomes an alert, a server away is said."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent, Transient
from steersman.records.series import Anomaly, Line, Watch
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON
from tests.signals.watching.made import EVERYTHING, HISTORY, Eyes, eyes

DAY = 86_400.0
JUMP = NOON + 3_600.0
STEP = 60.0


def noise(at: float) -> float:
    return 50.0 + random.Random(at).gauss(0.0, 1.0)


def jumps(at: float) -> float:
    """As usual, but for one hour."""
    return noise(at) + (60.0 if JUMP <= at < JUMP + 600 else 0.0)


def fills(at: float) -> float:
    """80 at noon, 1 more each day."""
    return 80.0 + (at - NOON) / DAY + random.Random(at).gauss(0.0, 0.05)


@pytest.fixture
def eye(record: sa.Engine, noon: ManualClock) -> Iterator[Eyes]:
    with eyes(record, noon, {"web-1": jumps, "web-2": noise}) as made:
        yield made


def points(eye: Eyes, host: str = "web-1") -> list[float]:
    line = line_of(eye, host)
    return [row["at"] for row in eye.watching.measurements.points(line.id, 0.0, 1e12)]


def line_of(eye: Eyes, host: str = "web-1") -> Line:
    return next(each for each in eye.watching.measurements.lines() if each.labels == {"host": host})


def test_a_new_watch_knows_the_past_and_tells_nobody_of_it(eye: Eyes) -> None:
    eye.clock.advance(7_200.0)  # the jump is history by now
    watch = eye.watch()

    assert len(points(eye)) == HISTORY
    assert watch.read_until == (eye.clock.now() // STEP) * STEP
    assert first_jump() in [each.at for each in found(eye)]
    assert eye.watching.alerts.search(EVERYTHING) == []


def first_jump() -> float:
    return math.ceil(JUMP / STEP) * STEP


def found(eye: Eyes) -> list[Anomaly]:
    """Those worth telling, the newest first."""
    ids = [each.id for each in eye.watching.measurements.lines()]
    return [each for each in eye.watching.measurements.anomalies(ids) if each.score >= 0.75]


def test_what_stands_out_is_an_alert_with_its_evidence_and_is_over_by_itself(eye: Eyes) -> None:
    eye.watch()
    eye.goes_on(3_700.0, every=60.0)
    (alert,) = eye.alerts()

    assert (alert["name"], alert["host"], alert["severity"]) == (
        "Unusual: load",
        "web-1",
        "warning",
    )
    assert alert["changed_at"] == first_jump()
    assert "above the expected" in str(alert["text"])
    assert alert["link"] == f"https://steersman.example.org/series/{line_of(eye).id}"
    eye.goes_on(3_600.0)
    assert [each["name"] for each in eye.alerts("resolved")] == ["Unusual: load"]


def test_each_point_is_read_once_whatever_the_pace(eye: Eyes) -> None:
    eye.watch()
    eye.goes_on(3_600.0, every=45.0)
    eye.goes_on(3_600.0, every=900.0)
    read = points(eye)

    assert read == sorted(set(read))
    assert {b - a for a, b in pairwise(read)} == {STEP}
    assert [start for start, _ in eye.source.asked] == sorted({s for s, _ in eye.source.asked})


def test_the_pace_of_looking_changes_no_score(record: sa.Engine, noon: ManualClock) -> None:
    scores = []
    for name, every in (("often", 60.0), ("seldom", 3_600.0)):
        clock = ManualClock(NOON)
        with eyes(record, clock, {"web-1": jumps}) as made:
            made.watching.keep(Watch(name=name, system="metrics", expression="x"), by="me")
            made.watching.look()
            for _ in range(round(7_200 / every)):
                clock.advance(every)
                made.watching.look()
            (line,) = made.watching.measurements.lines(name)
            rows = made.watching.measurements.points(line.id, NOON + 60, 1e12)
            scores.append([(row["at"], row["score"], row["low"]) for row in rows])
            made.watching.end(name, by="me")
    often, seldom = scores
    assert len(often) > 100
    assert dict.fromkeys(often) == dict.fromkeys(seldom)


def test_a_server_that_is_away_is_said_and_what_was_missed_is_read_later(eye: Eyes) -> None:
    eye.watch()
    eye.source.fails = Transient("GET /api/v1/query_range: no whole answer", retry_after=2)
    since = eye.clock.now() + 600.0
    eye.goes_on(1_800.0)
    watch = eye.now()
    assert (watch.failed_at, "no whole answer" in watch.failure) == (since, True)
    before = len(points(eye))

    eye.source.fails = None
    eye.goes_on(600.0)
    assert (eye.now().failure, eye.now().failed_at) == ("", None)
    assert len(points(eye)) == before + 40


def test_a_server_that_is_away_is_asked_once_a_look_and_holds_up_no_other(eye: Eyes) -> None:
    class Away:
        keeps_history, asked = True, 0

        def query(self, expression: str, at: float) -> None:
            self.asked += 1
            raise Transient("no answer", retry_after=2)

    away = Away()
    sources = {**eye.watching.sources, "away": away}
    watching = replace(eye.watching, sources=sources)  # type: ignore[arg-type]  # it never answers
    for name, system in (("a", "away"), ("b", "away"), ("c", "metrics")):
        watching.keep(Watch(name=name, system=system, expression="x"), by="me")
    watching.look()
    told = {each.name: each.failure for each in watching.watches.all()}
    assert (told, away.asked) == ({"a": "no answer", "b": "no answer", "c": ""}, 1)


def test_what_two_workers_read_at_once_is_kept_once(eye: Eyes) -> None:
    watch = eye.watch()
    eye.clock.advance(600.0)
    assert eye.watching.read(watch)
    assert not eye.watching.read(watch)
    assert len(points(eye)) == len(set(points(eye))) == HISTORY + 10


def test_a_series_that_vanishes_and_one_that_appears_are_kept_apart(eye: Eyes) -> None:
    eye.watch()
    eye.source.reads = {"web-3": noise}
    eye.goes_on(600.0)
    assert (len(points(eye, "web-3")), len(points(eye, "web-1"))) == (10, HISTORY)
    assert line_of(eye, "web-1").last_at < line_of(eye, "web-3").last_at


def test_a_gap_is_no_point_and_the_detector_goes_on(eye: Eyes) -> None:
    eye.source.reads = {"web-1": lambda at: math.nan if 600 <= at - NOON < 1_200 else noise(at)}
    eye.watch()
    eye.goes_on(1_800.0)
    gap = [at for at in points(eye) if NOON + 600 <= at < NOON + 1_200]
    assert (gap, eye.alerts()) == ([], [])


def test_a_counter_that_begins_again_wakes_nobody(eye: Eyes) -> None:
    restart = NOON + 1_800.0

    def counts(at: float) -> float:
        begun = restart if at >= restart else NOON - 30 * DAY
        return round((at - begun) * 5.0)

    eye.source.reads = {"web-1": counts}
    eye.watch()
    eye.goes_on(3_600.0)
    assert eye.alerts() == []


def test_a_capacity_is_told_when_the_near_end_of_its_interval_is_in_the_horizon(eye: Eyes) -> None:
    eye.source.reads = {"db-1": fills}
    eye.watch(capacity=95.0, horizon=7.0, step=600.0)
    assert eye.alerts() == []
    told = line_of(eye, "db-1").forecast
    assert told["outcome"] == "will reach"
    assert NOON + 14 * DAY < told["earliest"] <= told["at"] <= told["latest"] < NOON + 16 * DAY

    eye.goes_on(9 * DAY, every=6 * 3_600.0)
    (alert,) = eye.alerts()
    assert (alert["name"], alert["severity"]) == ("Capacity: load", "high")
    assert "It will reach 95 on 2026-06-" in str(alert["text"])
    assert (
        float(str(alert["changed_at"])) >= NOON + 7 * DAY
    )  # not before the near end came into the horizon


def test_a_capacity_without_a_trend_wakes_nobody(eye: Eyes) -> None:
    eye.watch(capacity=60.0, horizon=3_650.0)
    eye.goes_on(1_200.0)
    assert line_of(eye, "web-2").forecast["outcome"] in ("no trend", "not in sight")
    assert eye.alerts() == []


def test_ending_a_watch_ends_its_alerts_and_forgets_its_points(eye: Eyes) -> None:
    eye.watch()
    eye.goes_on(3_900.0)
    assert len(eye.alerts()) == 1
    assert eye.watching.end("load", by="system:test")
    assert (eye.alerts(), eye.watching.measurements.lines()) == ([], [])
    assert not eye.watching.end("load", by="system:test")


def test_a_detector_that_people_find_useless_tells_nobody_any_more(eye: Eyes) -> None:
    eye.clock.advance(7_200.0)
    watch = eye.watch()
    rows = found(eye)
    ids = [each.id for each in eye.watching.measurements.lines()]
    judged = eye.watching.measurements.anomalies(ids)[:6]
    assert len(judged) == 6, rows
    for each in judged:
        assert eye.watching.verdicts.judge(each.id, False, by="per_1")
    worth = eye.watching.verdicts.worth(watch.name)
    assert (worth.precision, worth.is_muted) == (0.0, True)
    eye.source.reads["web-2"] = lambda at: 500.0
    eye.goes_on(600.0)
    assert eye.alerts() == []
    assert found(eye)[0].told is False
    assert found(eye)[0].at > NOON + 7_200.0


def test_without_detection_points_are_kept_and_nothing_is_scored(eye: Eyes) -> None:
    eye.clock.advance(7_200.0)
    eye.watch(detect=False)
    line = line_of(eye)
    assert (line.state, found(eye), len(points(eye))) == ("", [], HISTORY)


def test_a_source_without_history_is_read_as_time_goes_by(eye: Eyes) -> None:
    eye.source.keeps_history = False
    eye.watch()
    eye.goes_on(1_800.0, every=60.0)
    assert len(points(eye)) == 31


def test_another_expression_begins_anew_and_the_same_keeps_what_it_learned(eye: Eyes) -> None:
    watch = eye.watch()
    eye.watching.keep(replace(watch, capacity=90.0), by="me")
    assert len(points(eye)) == HISTORY
    eye.watching.keep(replace(watch, expression="other"), by="me")
    assert eye.watching.measurements.lines() == []


@pytest.mark.parametrize(
    "wrong",
    [
        *({"name": "Bad Name"}, {"step": 0.1}, {"expression": " "}),
        *({"capacity": math.nan}, {"horizon": 0.0}, {"system": "nowhere"}),
    ],
)
def test_what_makes_no_sense_is_refused(eye: Eyes, wrong: dict[str, object]) -> None:
    with pytest.raises(Permanent):
        eye.watch(**wrong)
    assert eye.watching.watches.all() == []
