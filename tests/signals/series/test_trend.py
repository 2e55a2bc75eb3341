"""The level as a line, or as a line with steps of chance."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.signals.series.trend import BLOCKS, blocks, trend_of

AT = np.arange(0.0, 7200.0, 12.0)
CHANCE = np.random.default_rng(5)


def test_blocks_are_medians_over_equal_time() -> None:
    times, levels = blocks(AT, np.where(AT % 240 == 0, 1e9, AT))
    assert len(times) == BLOCKS
    assert levels == pytest.approx(times, abs=20)


def test_a_line_is_found_with_its_errors() -> None:
    found = trend_of(AT, 5.0 + 0.01 * AT + CHANCE.normal(0.0, 1.0, len(AT)))
    assert found is not None
    assert not found.wanders
    assert found.slope == pytest.approx(0.01, abs=4 * found.slope_error)
    assert found.level == pytest.approx(5.0 + 0.01 * AT[-1], abs=4 * found.level_error)
    assert found.error(3600.0) > found.error(0.0) > 0.0
    assert found.error(-3600.0) == pytest.approx(0.064, rel=0.6)  # where it is surest


def test_a_random_walk_is_less_sure_the_farther_ahead() -> None:
    found = trend_of(AT, np.cumsum(CHANCE.normal(0.0, 1.0, len(AT))))
    assert found is not None
    assert found.wanders
    assert found.error(7200.0) > 10.0


def test_a_known_change_does_not_bend_the_line() -> None:
    values = 0.01 * AT + CHANCE.normal(0.0, 0.5, len(AT)) - np.where(AT >= 3000, 50.0, 0.0)
    found = trend_of(AT, values, [3000.0])
    assert found is not None
    assert found.slope == pytest.approx(0.01, abs=4 * found.slope_error)
    assert found.level == pytest.approx(0.01 * AT[-1] - 50.0, abs=4 * found.level_error)


def test_too_few_blocks_say_nothing() -> None:
    assert trend_of(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) is None


def test_a_known_change_is_no_step_of_a_level_that_wanders() -> None:
    walk = np.cumsum(np.random.default_rng(9).normal(0.0, 1.0, len(AT)))
    calm = trend_of(AT, walk)
    moved = trend_of(AT, walk + np.where(AT >= 3000, 500.0, 0.0), [3000.0])
    assert calm is not None
    assert moved is not None
    assert calm.wanders
    assert moved.wanders
    assert moved.step_error == pytest.approx(calm.step_error, rel=0.3)


def test_the_level_is_as_sure_as_it_says() -> None:
    held = 0
    for seed in range(100):
        values = 0.01 * AT + np.random.default_rng(seed).normal(0.0, 1.0, len(AT))
        found = trend_of(AT, values)
        assert found is not None
        held += abs(found.level - 0.01 * AT[-1]) <= 1.72 * found.level_error
    assert 80 <= held <= 99
