"""A series that only rises is a counter, until it falls otherwise than by a reset."""

from __future__ import annotations

import pytest

from steersman.signals.series.counter import AGAIN, BELIEVED, Counter, is_reset
from tests.signals.series.histories import constant, counter, daily, noise, sparse, trend


def believes(values: list[float]) -> bool:
    judge = Counter()
    for value in values:
        judge.judge(value)
    return judge.is_counter


def test_what_only_rises_is_a_counter() -> None:
    assert believes(counter(400))
    assert not believes(counter(BELIEVED - 1))


@pytest.mark.parametrize("history", [constant, daily, noise, sparse, trend])
def test_what_falls_or_stays_is_none(history: object) -> None:
    assert callable(history)
    assert not believes(history(2000))


def test_a_reset_does_not_end_it() -> None:
    assert believes([*counter(400), *counter(20)])


def test_a_fall_that_is_no_reset_ends_it() -> None:
    values = counter(400)
    assert not believes([*values, values[-1] * 0.9])


def test_what_often_falls_to_zero_is_a_gauge() -> None:
    assert not believes([0.0, 0.0, 0.0, 5.0] * 200)


def test_a_change_of_belief_is_told_once() -> None:
    judge = Counter()
    told = [judge.judge(value) for value in [*counter(400), 0.0, -1.0]]
    assert [place for place, changed in enumerate(told) if changed] == [BELIEVED - 1, 401]


@pytest.mark.parametrize(
    ("last", "value", "reset"), [(1000.0, 3.0, True), (1000.0, 500.0, False), (5.0, -1.0, False)]
)
def test_a_reset_begins_again_near_zero(last: float, value: float, reset: bool) -> None:
    assert is_reset(last, value) is reset


def test_after_a_fall_that_is_no_reset_it_takes_long_to_be_believed_again() -> None:
    rising = [5.0, 4.0, *(float(place) for place in range(10, 10 + AGAIN))]
    assert not believes(rising[: 10 * BELIEVED])
    assert believes(rising)
