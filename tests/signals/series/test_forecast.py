"""Forecasts: a growth that is known lies in its interval as often as promised; flat is never."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.signals.series.forecast import COVERAGE, Forecast, Outcome, forecast

HOUR, START = 3600.0, 1_700_006_400.0
Noise = Callable[[np.random.Generator, int], np.ndarray]
RUNS = 60


def white(chance: np.random.Generator, count: int) -> np.ndarray:
    return chance.normal(0.0, 1.0, count)


def with_a_day(chance: np.random.Generator, count: int) -> np.ndarray:
    wave = np.sin(2 * np.pi * np.arange(count) / 24)
    return np.asarray(5.0 * wave + white(chance, count))


def wild(chance: np.random.Generator, count: int) -> np.ndarray:
    made = white(chance, count)
    made[chance.integers(0, count, count // 50)] += 40.0
    return made


def slow(chance: np.random.Generator, count: int) -> np.ndarray:
    """Each point keeps nine tenths of the one before."""
    made = chance.normal(0.0, 0.5, count)
    for place in range(1, count):
        made[place] += 0.9 * made[place - 1]
    return made


def cleaned(chance: np.random.Generator, count: int) -> np.ndarray:
    """A clean-up in the middle, seen from afterwards."""
    return white(chance, count) + np.where(np.arange(count) < count // 2, 15.0, 0.0)


def grown(noise: Noise, seed: int, count: int = 400) -> tuple[Forecast, float]:
    """A forecast of a known line with noise, and when the line really reaches the limit."""
    chance = np.random.default_rng(seed)
    hours, slope = np.arange(count), chance.uniform(0.02, 0.08)
    values = 30.0 + slope * hours + noise(chance, count)
    ahead = chance.uniform(0.2, 2.0) * count
    limit = 30.0 + slope * (count - 1 + ahead)
    found = forecast((START + HOUR * hours).tolist(), values.tolist(), limit)
    return found, START + HOUR * (count - 1 + ahead)


def holds(found: Forecast, truth: float) -> bool:
    early = -inf if found.earliest is None else found.earliest
    late = inf if found.latest is None else found.latest
    return early <= truth <= late


@pytest.mark.parametrize("noise", [white, with_a_day, wild, slow, cleaned])
def test_the_interval_holds_the_truth_as_often_as_it_says(noise: Noise) -> None:
    held = sum(holds(*grown(noise, seed)) for seed in range(RUNS))
    assert held >= (COVERAGE - 0.1) * RUNS  # two and a half standard errors of 60 runs


@pytest.mark.parametrize("noise", [white, with_a_day, wild, cleaned])
def test_a_clear_growth_is_dated_closely(noise: Noise) -> None:
    for seed in range(10):
        found, truth = grown(noise, seed)
        assert found.outcome is Outcome.WILL_REACH
        assert found.at == pytest.approx(truth, abs=0.2 * (truth - START))


def test_a_rhythm_makes_the_interval_hardly_wider() -> None:
    assert np.median([width(with_a_day, seed) for seed in range(15)]) < 1.3 * np.median(
        [width(white, seed) for seed in range(15)]
    )


def width(noise: Noise, seed: int) -> float:
    found, _ = grown(noise, seed)
    assert found.earliest is not None
    assert found.latest is not None
    return found.latest - found.earliest


@pytest.mark.parametrize("noise", [white, with_a_day, slow])
def test_a_flat_series_is_said_to_have_no_trend(noise: Noise) -> None:
    told = []
    for seed in range(40):
        values = 50.0 + noise(np.random.default_rng(seed), 400)
        told.append(forecast([START + HOUR * at for at in range(400)], values.tolist(), 200.0))
    assert all(each.outcome in (Outcome.NO_TREND, Outcome.NOT_IN_SIGHT) for each in told)
    assert sum(each.outcome is Outcome.NO_TREND for each in told) >= 34
    assert all(each.at is None for each in told)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e6, 1e6), st.integers(20, 200))
def test_a_constant_never_reaches_anything(value: float, count: int) -> None:
    at = [START + HOUR * place for place in range(count)]
    found = forecast(at, [value] * count, value + abs(value) + 1.0)
    assert found.outcome is Outcome.NO_TREND
    assert found.at is found.latest is None


@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 100.0), st.floats(-1e5, 1e5), st.integers(60, 300), st.floats(0.1, 5.0))
def test_a_line_without_noise_is_met_to_the_hour(
    slope: float, start: float, count: int, ahead: float
) -> None:
    at = [START + HOUR * place for place in range(count)]
    values = [start + slope * place for place in range(count)]
    truth = (count - 1) * (1 + ahead)
    found = forecast(at, values, start + slope * truth)
    assert found.at == pytest.approx(START + HOUR * truth, abs=HOUR)


def test_it_is_the_same_upside_down() -> None:
    chance = np.random.default_rng(1)
    at = [START + HOUR * place for place in range(300)]
    values = 30.0 + 0.05 * np.arange(300) + chance.normal(0.0, 1.0, 300)
    up = forecast(at, values.tolist(), 60.0)
    down = forecast(at, (-values).tolist(), -60.0, falling=True)
    assert (up.at, up.earliest, up.latest) == (down.at, down.earliest, down.latest)
    assert down.per_day is not None
    assert down.per_day < 0


def test_peaks_reach_a_limit_before_the_level_does() -> None:
    found, _ = grown(with_a_day, 1)
    assert found.peaks_at is not None
    assert found.at is not None
    assert found.peaks_at < found.at


def test_order_and_missing_values_change_nothing() -> None:
    at = [START + HOUR * place for place in range(200)]
    values = [30.0 + 0.1 * place + place % 3 for place in range(200)]
    mixed = [*zip(at, values, strict=True), *((each + 60, nan) for each in at), (at[5] + 90, inf)]
    shuffled = np.random.default_rng(1).permutation(len(mixed))
    again = [mixed[place] for place in shuffled]
    given_again = forecast([each[0] for each in again], [each[1] for each in again], 90.0)
    assert given_again == forecast(at, values, 90.0)


def test_what_is_there_already_is_said() -> None:
    at = [START + HOUR * place for place in range(100)]
    assert forecast(at, [99.0] * 100, 95.0).outcome is Outcome.REACHED
    assert forecast(at, [3.0] * 100, 5.0, falling=True).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("seconds", "values"),
    [
        ([], []),
        ([START] * 50, [1.0] * 50),
        ([START + HOUR * at for at in range(19)], [1.0] * 19),
        ([START + HOUR * at for at in range(50)], [nan] * 50),
        ([START, *[START + 1e9 + at for at in range(40)]], [1.0] * 41),
    ],
)
def test_too_little_is_said_to_be_too_little(seconds: list[float], values: list[float]) -> None:
    assert forecast(seconds, values, 5.0).outcome is Outcome.TOO_SHORT


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e11, 1e11), st.floats()), max_size=80), st.floats(-1e9, 1e9))
def test_any_series_has_an_answer(points: list[tuple[float, float]], limit: float) -> None:
    found = forecast([each[0] for each in points], [each[1] for each in points], limit)
    if found.outcome is Outcome.WILL_REACH:
        assert found.at is not None
        assert found.earliest is not None
        assert found.earliest <= found.at <= (inf if found.latest is None else found.latest)
