"""What a maintenance window or a silence covers is not told, and nothing else is lost by it."""

from __future__ import annotations

import time

import pytest

from benchmarks.alert_site import DAY, HOUR
from steersman.signals.alerts.pipeline import Pipeline
from steersman.signals.alerts.silences import Silence, Silences
from tests.signals.alerts.stories import (
    TROUBLE,
    all_told,
    played,
    stopped_service,
    told_of,
    with_trouble,
)

UNIT = "systemd: unit failed"


@pytest.mark.parametrize(
    ("host", "name", "covered"),
    [
        ("*", "*", True),
        ("db1", "*", True),
        ("DB?", "SYSTEMD:*", True),
        ("db2", "*", False),
        ("db", "*", False),
        ("*", "postgres*", False),
    ],
)
def test_what_it_covers(host: str, name: str, covered: bool) -> None:
    silences = Silences([Silence(10, 20, host, name)])
    assert silences.cover(UNIT, "db1", 10) is covered
    assert silences.count == covered


@pytest.mark.parametrize(("second", "covered"), [(9, False), (10, True), (19, True), (20, False)])
def test_it_begins_and_ends_when_it_says(second: int, covered: bool) -> None:
    assert Silences([Silence(10, 20)]).cover(UNIT, "db1", second) is covered


def test_a_host_in_maintenance_is_not_told_and_others_are() -> None:
    alerts = with_trouble(1, *stopped_service(), *stopped_service(TROUBLE + 600, "mail1"))
    pipeline = Pipeline()
    pipeline.silences.add(Silence(TROUBLE - HOUR, TROUBLE + HOUR, "db1", why="new disks"))
    told = [each for each in played(pipeline, alerts) if each.at >= TROUBLE]
    hosts = {host for each in told for name, host in each.kinds if name == UNIT}
    assert hosts == {"mail1"}
    assert pipeline.silences.count >= 2


def test_what_came_in_maintenance_is_still_news_afterwards() -> None:
    later = TROUBLE + 8 * HOUR
    alerts = with_trouble(2, *stopped_service(), *stopped_service(later))
    pipeline = Pipeline()
    pipeline.silences.add(Silence(TROUBLE - HOUR, TROUBLE + HOUR, "db1"))
    words = [
        reason.words
        for each in played(pipeline, alerts)
        if each.at >= later
        for reason in each.reasons
        if reason.name == UNIT
    ]
    assert words == [f"“{UNIT}”: never seen on db1 or anywhere else before"]


def test_a_silence_of_another_day_changes_nothing() -> None:
    alerts = with_trouble(1, *stopped_service())
    pipeline = Pipeline()
    pipeline.silences.add(Silence(TROUBLE + 5 * DAY, TROUBLE + 6 * DAY))
    assert played(pipeline, alerts) == played(Pipeline(), alerts)
    assert told_of(all_told(alerts), alerts, UNIT)


def test_it_survives_a_restart_and_is_forgotten_when_it_is_over() -> None:
    pipeline = Pipeline()
    pipeline.silences.add(Silence(10, 20, "db1"))
    pipeline.silences.add(Silence(10, 30, "db*"))
    again = Pipeline.restored(pipeline.state())
    assert sorted(again.silences.state()) == sorted(pipeline.silences.state())
    again.silences.forget(20)
    assert again.silences.state() == [(10, 30, "db*", "*", "")]
    again.silences.forget(30)
    assert not again.silences


def test_ten_thousand_are_as_fast_as_ten() -> None:
    def seconds(count: int) -> float:
        silences = Silences([Silence(0, 10**9, f"host{n}") for n in range(count)])
        began = time.process_time()
        for n in range(20_000):
            silences.cover("x", f"web{n}", 5)
        return time.process_time() - began

    assert seconds(10_000) < 5 * seconds(10) + 0.05
