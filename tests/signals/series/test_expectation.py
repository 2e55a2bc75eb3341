"""What a series should read: by its last points, its level, its time of day and of week."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.signals.series.expectation import CHANNELS, Expectation

HOUR = 3600.0
STEP, NEAR, SLOW, DAY, SHAPE, WEEK = 0, 1, 2, 6, 7, 8


def known(residual: float | None) -> float:
    assert residual is not None
    return residual


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-1e10, 1e10), st.floats(-1e9, 1e9)), max_size=50))
def test_there_is_one_residual_for_each_channel_at_any_time(
    points: list[tuple[float, float]],
) -> None:
    expectation = Expectation()
    assert all(len(expectation.residuals(*point)) == CHANNELS for point in points)


def test_just_before_1970_is_a_time_of_day_too() -> None:
    assert Expectation().residuals(-1e-20, 1.0)


def test_nothing_is_expected_of_the_first_point() -> None:
    assert set(Expectation().residuals(0.0, 5.0)) == {None}


def test_a_constant_is_as_expected() -> None:
    expectation = Expectation()
    for hour in range(500):
        told = expectation.residuals(hour * HOUR, 0.1)
    assert set(told) == {0.0}


def test_the_same_hour_of_other_days_is_remembered() -> None:
    expectation = Expectation()
    for hour in range(24 * 40):
        expectation.residuals(hour * HOUR, 100.0 if hour % 24 == 9 else 0.0)
    usual = expectation.residuals(24 * 40 * HOUR + 9 * HOUR, 100.0)
    assert usual[DAY] == pytest.approx(0.0)
    assert known(usual[SLOW]) > 90.0


def test_a_weekend_is_remembered() -> None:
    expectation = Expectation()
    for hour in range(168 * 30):
        expectation.residuals(hour * HOUR, 0.0 if hour % 168 >= 120 else 100.0)
    told = expectation.residuals(168 * 30 * HOUR + 130 * HOUR, 0.0)
    assert told[WEEK] == pytest.approx(0.0)
    assert known(told[DAY]) < -10.0


def test_a_day_that_runs_higher_as_a_whole_keeps_its_shape() -> None:
    expectation = Expectation()
    for hour in range(24 * 30):
        expectation.residuals(hour * HOUR, float(hour % 24))
    for hour in range(24 * 30, 24 * 35):
        told = expectation.residuals(hour * HOUR, hour % 24 + 50.0)
    assert abs(known(told[SHAPE])) < 0.2 * abs(known(told[DAY]))


def test_after_a_gap_the_points_before_it_are_not_compared_with() -> None:
    expectation = Expectation()
    for hour in range(30):
        expectation.residuals(hour * HOUR, 1.0)
    told = expectation.residuals(300 * HOUR, 9.0, after_gap=True)
    assert told[STEP] is None
    assert told[NEAR] is None
    assert expectation.residuals(301 * HOUR, 9.0)[NEAR] == 0.0
