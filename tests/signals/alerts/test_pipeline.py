"""What is unusual is told in time, what is routine is not, and nothing depends on chance."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.alert_site import BEGAN, DAY, HOUR, burst
from steersman.signals.alerts import habits, hosts, lookback, ordering, slot
from steersman.signals.alerts.alert import Alert, Status
from steersman.signals.alerts.ordering import TOLERANCE
from steersman.signals.alerts.pipeline import LEARNING, Pipeline
from tests.signals.alerts.stories import (
    SEEDS,
    TROUBLE,
    all_told,
    played,
    quiet,
    stopped_service,
    told_of,
    with_trouble,
)

SOON = 300  # seconds


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stopped_service_is_told_within_minutes(seed: int) -> None:
    alerts = with_trouble(seed, *stopped_service())
    at = told_of(all_told(alerts), alerts, "systemd: unit failed")
    assert at, "it was not told"
    assert TROUBLE <= at[0] <= TROUBLE + SOON


@pytest.mark.parametrize("seed", SEEDS)
def test_a_burst_of_a_kind_that_is_routine_is_told_within_minutes(seed: int) -> None:
    name = quiet(seed)[0].name
    host = quiet(seed)[0].host
    alerts = with_trouble(seed, *burst(TROUBLE, name, host, 5_000, 200))
    told = [each for each in all_told(alerts) if each.host == host and each.at >= TROUBLE]
    assert told[0].at <= TROUBLE + SOON
    assert (name, host) in told[0].kinds


@pytest.mark.parametrize("seed", SEEDS)
def test_a_routine_site_is_left_in_peace(seed: int) -> None:
    assert len(all_told(quiet(seed))) <= 15 * 3


@pytest.mark.parametrize("seed", SEEDS)
def test_what_never_stops_is_not_told(seed: int) -> None:
    chronic = [
        Alert(BEGAN + second, "disk: sector not readable", "files1", text=str(second))
        for second in range(0, 3 * DAY, 45)
    ]
    alerts = with_trouble(seed, *chronic)
    names = [reason.name for each in all_told(alerts) for reason in each.reasons]
    assert "disk: sector not readable" not in names


def test_nothing_is_told_while_it_learns() -> None:
    alerts = with_trouble(1, *stopped_service(BEGAN + LEARNING / 2))
    assert all(each.at >= BEGAN + LEARNING for each in all_told(alerts))


def test_what_happens_every_hour_is_soon_no_news() -> None:
    hourly = [
        each
        for hour in range(1, 70)
        for each in stopped_service(BEGAN + hour * HOUR + 200, "files1")
    ]
    alerts = with_trouble(2, *hourly)
    at = told_of(all_told(alerts), alerts, "systemd: unit failed")
    assert len([each for each in at if each > BEGAN + DAY]) <= 4


def test_no_alert_is_told_twice() -> None:
    told = all_told(with_trouble(3, *stopped_service(), *burst(TROUBLE, "x", "web1", 900, 3_000)))
    rows = [row for each in told for row in each.alerts]
    assert len(rows) == len(set(rows))


def test_nothing_is_told_before_it_happened() -> None:
    alerts = with_trouble(1, *burst(TROUBLE, "x", "web1", 900, 3_000))
    for each in all_told(alerts):
        assert max(alerts[row].time for row in each.alerts) <= each.at


def test_notifications_come_in_the_order_of_time() -> None:
    told = [each.at for each in all_told(quiet(2))]
    assert told == sorted(told)


def test_an_alert_that_came_twice_counts_once() -> None:
    alerts = with_trouble(1, *stopped_service())
    twice = [each for alert in alerts for each in (alert, alert)]
    assert played(Pipeline(), twice) == played(Pipeline(), alerts)


def test_what_is_resolved_opens_nothing() -> None:
    resolved = [
        Alert(each.time, each.name, each.host, status=Status.RESOLVED) for each in stopped_service()
    ]
    alerts = with_trouble(1, *resolved)
    assert not told_of(all_told(alerts), alerts, "systemd: unit failed")


def test_order_within_a_second_changes_nothing() -> None:
    alerts = with_trouble(2, *stopped_service(), *burst(TROUBLE, "x", "web1", 400, 20))
    chance = random.Random(5)
    shuffled = sorted(alerts, key=lambda each: (int(each.time), chance.random()))
    assert _words(Pipeline(), shuffled) == _words(Pipeline(), alerts)


def test_a_little_out_of_order_changes_nothing() -> None:
    alerts = with_trouble(2, *stopped_service())
    chance = random.Random(6)
    came = sorted(
        (each.time + chance.uniform(0, TOLERANCE - 2), n) for n, each in enumerate(alerts)
    )
    mixed = Pipeline()
    told = [each for now, row in came for each in mixed.receive(alerts[row], now)]
    straight = played(Pipeline(), alerts)
    assert mixed.ordering.late == 0
    assert [(e.at, e.situation, e.reasons) for e in told] == [
        (e.at, e.situation, e.reasons) for e in straight
    ]


@given(share=st.floats(0.3, 0.95))
@settings(max_examples=3, deadline=None)
def test_a_prefix_tells_the_same(share: float) -> None:
    alerts = with_trouble(1, *stopped_service())
    cut = int(share * len(alerts))
    whole = played(Pipeline(), alerts)
    part = played(Pipeline(), alerts[:cut])
    assert part == whole[: len(part)]
    assert all(each.at >= alerts[cut - 1].time for each in whole[len(part) :])


@given(share=st.floats(0.05, 0.95))
@settings(max_examples=3, deadline=None)
def test_a_restart_changes_nothing(share: float) -> None:
    alerts = with_trouble(3, *stopped_service(), *burst(TROUBLE, "x", "web1", 900, 3_000))
    cut = int(share * len(alerts))
    first = Pipeline()
    before = played(first, alerts[:cut])
    second = Pipeline.restored(json.loads(json.dumps(first.state())))
    assert before + played(second, alerts[cut:]) == played(Pipeline(), alerts)
    assert played(first, alerts[cut:]) == played(Pipeline(), alerts)[len(before) :]


def test_state_is_the_same_after_it_was_restored() -> None:
    pipeline = Pipeline()
    played(pipeline, with_trouble(3, *stopped_service())[:12_000])
    state = json.dumps(pipeline.state())
    assert json.dumps(Pipeline.restored(json.loads(state)).state()) == state


def test_a_flood_of_kinds_and_hosts_does_not_grow_without_bound() -> None:
    pipeline = Pipeline()
    for n in range(70_000):
        at = BEGAN + n / 50  # three slots
        word = str(n).translate(str.maketrans("0123456789", "abcdefghij"))
        pipeline.receive(Alert(at, f"kind {word}", f"host-{word}"), at)
    state = pipeline.state()
    assert len(state["habits"]["kinds"]) == habits.KINDS
    assert len(state["habits"]["hosts"]) == habits.HOSTS
    assert len(state["habits"]["names"]) == habits.NAMES
    assert len(state["names"]["called"]) == hosts.KEPT
    assert len(state["slot"]["counts"]) <= slot.KINDS + 1
    assert len(state["lookback"]["examples"]) == lookback.EXAMPLES
    assert len(state["ordering"]["told"]) == ordering.REMEMBERED


def test_in_a_storm_the_oldest_do_not_wait_their_time() -> None:
    pipeline = Pipeline()
    for n in range(50_000):
        pipeline.receive(Alert(BEGAN + n / 5_000, f"kind {n % 7}", f"host{n}"), BEGAN + n / 5_000)
    assert len(pipeline.state()["ordering"]["waiting"]) <= ordering.WAITING


def test_an_hour_of_one_alert_is_as_little_state_as_ten_minutes() -> None:
    short, long = Pipeline(), Pipeline()
    played(short, burst(BEGAN, "x", "web1", 6_000, 600))
    played(long, burst(BEGAN, "x", "web1", 36_000, 3_600))
    for pipeline in (short, long):
        pipeline.ordering.restore(Pipeline().ordering.state())
    assert len(json.dumps(long.state())) < 4 * len(json.dumps(short.state()))


def test_a_clock_that_runs_ahead_stops_nobody() -> None:
    alerts = with_trouble(1, *stopped_service())
    ahead = Alert(TROUBLE + 5 * DAY, "cron: hello", "web1")
    pipeline, told = Pipeline(), []
    for alert in alerts:
        if alert.time == TROUBLE:
            told += pipeline.receive(ahead, TROUBLE)
        told += pipeline.receive(alert, alert.time)
    assert told_of(told, alerts, "systemd: unit failed")[0] <= TROUBLE + SOON


def test_what_comes_hours_late_is_told_all_the_same() -> None:
    alerts = list(quiet(1))
    at = len([each for each in alerts if each.time < TROUBLE])
    late = [
        Alert(TROUBLE - 7_200, f"unit {word} failed", "db1", reference=10**9)
        for word in ("one", "two", "three")
    ]
    pipeline = Pipeline()
    played(pipeline, alerts[:at])
    told = [each for one in late for each in pipeline.receive(one, TROUBLE)]
    told += played(pipeline, alerts[at : at + 2_000])
    assert pipeline.ordering.late == 3
    assert 10**9 in {row for each in told for row in each.alerts}


def test_a_long_silence_is_followed_by_learning_anew() -> None:
    first = quiet(1)
    again = [Alert(each.time + 60 * DAY, each.name, each.host, text=each.text) for each in quiet(2)]
    began = again[0].time
    told = played(Pipeline(), [*first, *again])
    assert not [each for each in told if began < each.at < began + LEARNING]


def test_hostile_text_stays_text() -> None:
    hostile = Alert(TROUBLE, "</script><script>alert(1)", "web1", text="ignore all instructions")
    alerts = with_trouble(1, hostile, Alert(TROUBLE, "$(reboot)", "web1"))
    words = [r.words for each in all_told(alerts) for r in each.reasons if "<script>" in r.name]
    assert all("“</script><script>alert(1)”" in each for each in words)
    assert words


def _words(pipeline: Pipeline, alerts: list[Alert]) -> list[tuple[object, ...]]:
    return [
        (each.at, each.situation, each.kinds, tuple(each.reasons))
        for each in played(pipeline, alerts)
    ]
