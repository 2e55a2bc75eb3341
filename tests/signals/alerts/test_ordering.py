"""Each alert once, in order, whatever the way took from it."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.ordering import TOLERANCE, WAITING, Ordering

ALERTS = st.lists(
    st.tuples(st.integers(0, 100), st.sampled_from("abc"), st.integers(0, 60)), max_size=40
)


def passed(ordering: Ordering, now: float) -> list[tuple[int, str]]:
    return [(second, alert.name) for second, alerts in ordering.due(now) for alert in alerts]


def test_an_alert_waits_for_those_before_it() -> None:
    ordering = Ordering()
    ordering.take(Alert(100, "later"), 100)
    assert passed(ordering, 100) == []
    ordering.take(Alert(90, "earlier"), 110)
    assert passed(ordering, 100 + TOLERANCE) == [(90, "earlier"), (100, "later")]


def test_within_a_second_the_order_is_by_what_they_say() -> None:
    ordering = Ordering()
    for name in "cab":
        ordering.take(Alert(100.5, name), 101)
    assert [name for _, name in passed(ordering, 200)] == ["a", "b", "c"]


def test_who_comes_too_late_is_taken_for_one_of_now() -> None:
    ordering = Ordering()
    assert passed(ordering, 1_000) == []
    ordering.take(Alert(5, "late"), 1_000)
    assert ordering.late == 1
    assert passed(ordering, 1_001) == [(1_000 - TOLERANCE + 1, "late")]


def test_a_clock_that_runs_ahead_is_set_back() -> None:
    ordering = Ordering()
    ordering.take(Alert(9_999_999, "ahead"), 100)
    assert passed(ordering, 100 + TOLERANCE) == [(100, "ahead")]


def test_a_second_sending_is_noticed_before_and_after_it_was_passed() -> None:
    ordering = Ordering()
    once = Alert(100, "x", text="the same")
    ordering.take(once, 100)
    ordering.take(once, 101)
    assert len(passed(ordering, 200)) == 1
    ordering.take(once, 201)
    assert passed(ordering, 300) == []
    assert ordering.repeats == 2


def test_a_second_sending_is_noticed_after_a_restart_too() -> None:
    first, second = Ordering(), Ordering()
    sent = [Alert(100 + n, "x", text=f"number {n}") for n in range(50)]
    for one in sent:
        first.take(one, one.time)
    assert len(passed(first, 300)) == 50
    second.restore(json.loads(json.dumps(first.state())))
    kept = [Alert(100 + n, "x", text=f"number {n}") for n in range(50)]
    for one in kept:
        second.take(one, 301)
    assert second.repeats == 50
    assert len(second.state()["told"]) == 50


def test_another_text_is_another_alert() -> None:
    ordering = Ordering()
    ordering.take(Alert(100, "x", text="user anna"), 100)
    ordering.take(Alert(100, "x", text="user bert"), 100)
    assert len(passed(ordering, 200)) == 2


def test_in_a_flood_the_oldest_go_sooner() -> None:
    ordering = Ordering()
    assert passed(ordering, 112) == []
    for n in range(WAITING + 10):
        ordering.take(Alert(100 + n // 2_000, f"x{n}"), 112)
    ordering.take(Alert(101, "one more"), 112)
    assert ordering.is_due(112)
    assert {second for second, _ in passed(ordering, 112)} == {100}
    assert not ordering.is_due(112)


@given(ALERTS)
def test_nothing_is_lost_and_nothing_goes_back_in_time(sent: list[tuple[int, str, int]]) -> None:
    ordering = Ordering()
    out: list[tuple[int, str]] = []
    for now, (when, name, delay) in enumerate(sorted(sent, key=lambda e: e[0] + e[2])):
        ordering.take(Alert(when, name, reference=now), when + delay)
        out += passed(ordering, when + delay)
    out += passed(ordering, 1_000)
    assert all(one[0] <= two[0] for one, two in pairwise(out))
    assert len(out) + ordering.repeats == len(sent)
    assert {name for _, name in out} == {name for _, name, _ in sent}


@given(ALERTS, st.integers(0, 40))
def test_a_restart_loses_nothing(sent: list[tuple[int, str, int]], cut: int) -> None:
    straight, broken = Ordering(), Ordering()
    for place, (when, name, delay) in enumerate(sent):
        if place == cut:
            again = Ordering()
            again.restore(json.loads(json.dumps(broken.state())))
            broken = again
        for one in (straight, broken):
            one.take(Alert(when, name), when + delay)
        assert passed(straight, when) == passed(broken, when)
    assert passed(straight, 900) == passed(broken, 900)
    assert straight.repeats == broken.repeats
