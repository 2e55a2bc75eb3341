"""Sudden changes of level are found where they are, and a trend or a rhythm is none."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.signals.series.changes import changes_of

AT = np.arange(600.0)
NOISE = np.random.default_rng(3).normal(0.0, 1.0, 600)


@pytest.mark.parametrize("place", [100, 301, 317, 480])
@pytest.mark.parametrize("size", [-20.0, 15.0])
def test_a_jump_is_found_where_it_is(place: int, size: float) -> None:
    (found,) = changes_of(AT, NOISE + 0.01 * AT + np.where(place <= AT, size, 0.0))
    assert found.at == pytest.approx(place, abs=2)
    assert found.size == pytest.approx(size, abs=1.5)


def test_two_jumps_are_found() -> None:
    steps = np.where(AT >= 200, 20.0, 0.0) - np.where(AT >= 400, 30.0, 0.0)
    assert [round(each.at, -1) for each in changes_of(AT, NOISE + steps)] == [200, 400]


def test_many_jumps_are_how_the_series_is() -> None:
    assert changes_of(AT, NOISE + 30.0 * (AT // 100 % 2)) == []


@pytest.mark.parametrize("shape", [0.0 * AT, 0.05 * AT, 10 * np.sin(AT / 40)])
def test_noise_a_trend_and_a_rhythm_are_no_changes(shape: np.ndarray) -> None:
    assert changes_of(AT, NOISE + shape) == []


def test_a_constant_has_none() -> None:
    assert changes_of(AT, 0.0 * AT) == []
