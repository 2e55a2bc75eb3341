"""How often chance alone looks as bad."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.signals.diagnosis.habit import Tail, lasting, levels, peaks, usual_rise
from steersman.signals.diagnosis.load import Load
from tests.signals.diagnosis.made import NAN, noisy

ROW = st.floats(0, 1e6)


def _load(*each: float) -> Load:
    return Load(np.array(each), np.full(len(each), 10.0))


def test_one_bad_row_is_a_peak_and_does_not_last() -> None:
    load = _load(1, 1, 5, 1)
    assert peaks(load, 4).tolist() == [40]
    assert lasting(load, 4).tolist() == [0]
    assert lasting(_load(1, 4, 5, 1), 4).tolist() == [30]


def test_each_window_is_counted_from_its_own_quietest_row() -> None:
    assert peaks(_load(1, 2, 4), 2).tolist() == [10, 20]


def test_a_level_is_what_every_row_stands_above_the_base() -> None:
    assert levels(_load(3, 4, 5), 2.0, 3).tolist() == [10]
    assert levels(_load(3, 1, 5), 2.0, 3).tolist() == [0]
    assert levels(_load(3, NAN, 5), 2.0, 3).tolist() == [10]


def test_a_record_shorter_than_the_window_has_none() -> None:
    assert peaks(_load(1, 2), 3).size == levels(_load(1, 2), 1.0, 3).size == 0


def test_what_an_ordinary_row_seems_to_lose_is_the_mean_over_the_quietest() -> None:
    assert usual_rise(_load(1, 2, 3), 3) == pytest.approx(10)
    assert usual_rise(_load(1, 2), 3) == 0


@given(st.lists(ROW, max_size=60), st.floats(0.01, 100), ROW, ROW)
def test_larger_is_never_likelier_and_a_likelihood_is_one(
    sizes: list[float], least: float, one: float, other: float
) -> None:
    tail = Tail(np.array(sizes), least)
    small, large = sorted([one, other])
    assert 0 <= tail.probability(large) <= tail.probability(small) + 1e-12 <= 1 + 1e-9


def test_what_normal_running_reaches_half_of_the_time_is_no_finding() -> None:
    tail = Tail(noisy(10, 500, seed=1, share=0.3), 0.1)
    assert tail.probability(10.0) == pytest.approx(0.5, abs=0.05)
    assert tail.probability(10 + 3 * 2.33) == pytest.approx(0.01, abs=0.012)
    assert tail.probability(100.0) < 1e-4


def test_one_failed_request_may_be_chance_where_none_ever_failed() -> None:
    tail = Tail(np.zeros(300), 1.0)
    assert tail.probability(1.0) > 1e-3
    assert tail.probability(10.0) < 1e-6


def test_without_normal_running_only_what_is_large_is_unlikely() -> None:
    tail = Tail(np.empty(0), 2.0)
    assert tail.probability(2.0) == pytest.approx(np.exp(-1))
    assert tail.probability(40.0) < 1e-8
    assert Tail(np.empty(0), 0.0).probability(0.0) == 1.0
