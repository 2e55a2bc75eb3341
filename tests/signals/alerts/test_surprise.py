"""What counts as unusual, in numbers."""

from __future__ import annotations

import math

from steersman.signals.alerts.habits import Habits, Kind
from steersman.signals.alerts.surprise import score_of, surprise_of

A, B, C = ("login failed", "web1"), ("mail refused", "web1"), ("disk full", "web1")


def after(*slots: dict[Kind, int]) -> Habits:
    habits = Habits()
    for number, counts in enumerate(slots):
        habits.learn(number, counts, number + 1)
    return habits


def test_what_comes_in_every_slot_is_no_surprise() -> None:
    habits = after(*[{A: 5}] * 200)
    assert surprise_of(A, 5, habits, 200).weight < 0.01


def test_what_came_once_in_hundreds_of_slots_is_one() -> None:
    habits = after({A: 1}, *[{B: 1}] * 300)
    assert surprise_of(A, 1, habits, 301).weight > 2


def test_ten_times_the_usual_is_a_burst() -> None:
    habits = after(*[{A: 10}] * 200)
    found = surprise_of(A, 100, habits, 200)
    assert found.is_burst
    assert math.isclose(found.weight, 3.0, abs_tol=0.1)


def test_a_little_more_than_usual_is_none() -> None:
    assert not surprise_of(A, 16, after(*[{A: 10}] * 50), 50).is_burst


def test_news_means_little_from_a_host_that_always_has_some() -> None:
    always = after(*[{(f"news {n}", "web1"): 1} for n in range(100)])
    never = after(*[{A: 1}] * 100)
    new = ("never heard", "web1")
    assert surprise_of(new, 1, always, 100).weight < 0.5
    assert surprise_of(new, 1, never, 100).weight > 1.5


def test_news_from_an_unknown_host_means_nothing() -> None:
    assert surprise_of(("x", "new host"), 1, after(*[{A: 1}] * 100), 100).weight < 0.5


def test_a_name_that_no_host_ever_said_weighs_more() -> None:
    habits = after(*[{A: 1, ("x", "web2"): 1}] * 100)
    known = surprise_of(("x", "web1"), 1, habits, 100)
    unknown = surprise_of(("y", "web1"), 1, habits, 100)
    assert unknown.new_name
    assert not known.new_name
    assert unknown.weight > known.weight


def test_what_always_comes_together_counts_once() -> None:
    together = after(*[{A: 1, B: 1}, *[{C: 1}] * 60] * 4)
    found = [surprise_of(kind, 1, together, 244) for kind in (A, B)]
    assert score_of(found, together) < found[0].weight + 0.1


def test_what_never_came_together_adds_up() -> None:
    apart = after(*[{A: 1}, *[{C: 1}] * 60, {B: 1}, *[{C: 1}] * 60] * 2)
    found = [surprise_of(kind, 1, apart, 244) for kind in (A, B)]
    assert math.isclose(score_of(found, apart), sum(each.weight for each in found))


def test_quiet_hours_make_what_came_before_them_rarer() -> None:
    busy, calm = Habits(), Habits()
    busy.learn(0, {A: 1}, 1)
    calm.learn(0, {A: 1}, 200)
    assert surprise_of(A, 1, calm, 200).weight > surprise_of(A, 1, busy, 1).weight + 1


def test_the_record_of_a_kind_stays() -> None:
    habits = after({A: 90}, *[{A: 3}] * 50)
    assert surprise_of(A, 400, habits, 51).record == 90
