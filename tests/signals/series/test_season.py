"""A rhythm of any length is found and used."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.signals.series.season import Season, period_of
from tests.signals.series.histories import constant, noise, rhythm


@pytest.mark.parametrize("period", [6, 17, 50, 144, 288, 420])
def test_the_period_is_found_in_noise(period: int) -> None:
    wave = np.sin(2 * np.pi * np.arange(1024) / period)
    found = period_of((wave + np.random.default_rng(2).normal(0, 0.2, 1024)).tolist())
    rounds = max(1, round(found / period))  # two rounds are a period too
    assert found == pytest.approx(rounds * period, abs=max(1.0, 0.03 * rounds * period))


@pytest.mark.parametrize("values", [noise(1024), constant(1024), [0.0] * 1024])
def test_what_has_none_gets_none(values: list[float]) -> None:
    assert period_of(values) == 0


def test_an_edge_in_time_is_no_surprise_and_one_out_of_time_is() -> None:
    season, values = Season(), rhythm(1600)
    told = [season.residual(value) for value in values]
    known = [abs(each) for each in told[600:] if each is not None]
    assert max(known) < 2.0
    late = season.residual(values[-1] + 10.0)
    assert late is not None
    assert abs(late) > 5.0


def test_it_keeps_a_bounded_number_of_values() -> None:
    season = Season()
    for value in noise(5000):
        season.residual(value)
    assert len(season.values) <= 1024 + 256


def test_after_a_gap_it_learns_anew() -> None:
    season = Season()
    for value in rhythm(600):
        season.residual(value)
    assert season.period
    season.forget()
    assert season.residual(1.0) is None


def test_a_rhythm_that_is_no_whole_number_of_points_long_is_followed() -> None:
    season, square = Season(), [10.0 * (place % 50.37 < 25) for place in range(1600)]
    told = [season.residual(value) for value in square]
    assert season.period
    assert {each for each in told[800:] if each is not None} == {0.0}
