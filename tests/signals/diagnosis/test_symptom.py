"""When the symptom shows."""

from __future__ import annotations

import numpy as np

from steersman.signals.diagnosis.load import Load
from steersman.signals.diagnosis.recording import Floats
from steersman.signals.diagnosis.symptom import NARROW, Symptom, find_symptoms
from tests.signals.diagnosis.made import NAN, noisy

NORMAL = Load(noisy(0.2, 300, seed=3), np.full(300, 100.0))


def _find(each: Floats | list[float], normal: Load = NORMAL, alert: int | None = None) -> Symptom:
    rows = np.asarray(each, dtype=np.float64)
    return find_symptoms(normal, Load(rows, np.full(len(rows), 100.0)), 0.4, alert)[0]


def test_normal_running_is_no_symptom() -> None:
    found = _find(noisy(0.2, 5, seed=9))
    assert found.chance > 0.05


def test_a_rise_within_the_window_is_counted_from_its_quietest_row() -> None:
    found = _find([0.2, 0.21, 0.4, 0.35, 0.2])
    assert found.baseline.rising
    assert found.rows.tolist() == [0, 0, 1, 1, 0]
    assert found.whole == (0.2 + 0.15) * 100
    assert found.chance < 1e-4


def test_trouble_that_was_there_before_the_window_is_counted_from_normal_running() -> None:
    found = _find([0.41, 0.4, 0.42, 0.4, 0.41])
    assert not found.baseline.rising
    assert found.rows.all()
    assert found.chance < 1e-4


def test_one_row_alone_is_compared_with_normal_running() -> None:
    assert _find([0.4]).chance < 1e-3
    assert _find([0.2]).chance > 0.05


def test_hours_are_searched_and_the_worst_part_is_found() -> None:
    rows = noisy(0.2, 96, seed=5)
    rows[40:44] += 0.15
    found = _find(rows)
    assert found.start <= 40
    assert found.stop - found.start == NARROW
    assert found.rows.sum() == 4
    assert found.chance < 1e-3


def test_of_two_troubles_in_hours_the_one_of_the_alert_is_meant() -> None:
    rows = noisy(0.2, 96, seed=5)
    rows[20:24] += 0.15
    rows[70:74] += 0.3
    assert _find(rows).start > 60
    assert 15 < _find(rows, alert=22).start < 24
    assert _find(rows, alert=50).start > 60, "nothing is there"


def test_in_hours_one_bad_row_is_nothing_and_in_minutes_it_may_be() -> None:
    rows = noisy(0.2, 96, seed=5)
    rows[40] += 0.15
    assert _find(rows).chance > 0.02
    assert _find(rows[38:43]).chance < 1e-3


def test_rows_that_normal_running_has_too_are_no_symptom() -> None:
    each = noisy(0.2, 300, seed=3)
    each[10::30] += 0.15
    spiky = Load(each, np.full(300, 100.0))
    assert _find([0.2, 0.2, 0.35, 0.2, 0.2], spiky).chance > 0.05


def test_a_row_that_is_not_known_is_not_in_trouble() -> None:
    found = _find([0.2, NAN, 0.4, 0.4, 0.2])
    assert found.rows.tolist() == [0, 0, 1, 1, 0]
    assert found.whole == 40


def test_a_target_that_was_never_measured_shows_nothing() -> None:
    assert _find([NAN] * 5).whole == 0


def test_without_normal_running_a_large_rise_counts_and_a_small_one_does_not() -> None:
    nothing = Load(np.empty(0), np.empty(0))
    assert _find([0.2, 0.2, 0.4, 0.4, 0.2], nothing).chance < 1e-4
    assert _find([0.2, 0.201, 0.202, 0.201, 0.2], nothing).chance > 0.2


def test_what_rose_a_little_on_top_of_a_level_is_counted_from_normal_running() -> None:
    found = _find([0.4, 0.4, 0.44, 0.46, 0.4])
    assert not found.baseline.rising
    assert found.rows.all()
