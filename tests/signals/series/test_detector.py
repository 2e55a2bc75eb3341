"""The detector: no look ahead, one scale for every series, and a state that can be kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.signals.series.detector import CHART, PAGE, Detector
from tests.signals.series.histories import (
    EVERY,
    KINDS,
    START,
    constant,
    counter,
    daily,
    noise,
    rhythm,
    scores,
    sparse,
)  # fmt: skip

ANYTHING = st.lists(
    st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 1e9, -3.0]), st.integers(-5, 5).map(float)),
    max_size=400,
)
History = Callable[[int, int], list[float]]


@settings(max_examples=60, deadline=None)
@given(ANYTHING, st.integers(0, 400))
def test_no_later_point_changes_a_score(values: list[float], cut: int) -> None:
    assert scores(values[:cut]) == scores(values)[:cut]


@pytest.mark.parametrize("history", KINDS, ids=lambda kind: kind.__name__)
def test_scores_of_the_beginning_are_the_beginning_of_the_scores(history: History) -> None:
    values = history(1500, 3)
    assert scores(values[:1100]) == scores(values)[:1100]


@settings(max_examples=60, deadline=None)
@given(ANYTHING, st.lists(st.floats(-1e12, 1e12), max_size=400))
def test_a_score_is_a_number_from_0_to_1(values: list[float], stamps: list[float]) -> None:
    detector = Detector()
    for stamp, value in zip(stamps, values, strict=False):
        assert 0.0 <= detector.update(stamp, value) <= 1.0


@pytest.mark.parametrize("history", KINDS, ids=lambda kind: kind.__name__)
def test_a_restored_detector_goes_on_with_the_same_scores(history: History) -> None:
    values = history(1200, 5)
    values[900] += 500.0
    detector = Detector()
    first = scores(values[:700], detector)
    kept = json.loads(json.dumps(detector.state()))
    later = Detector.restore(kept)
    rest = [later.update(START + EVERY * place, values[place]) for place in range(700, 1200)]
    assert first + rest == scores(values)
    assert kept == json.loads(json.dumps(kept))


def test_a_kept_state_does_not_change_with_the_detector_it_was_taken_from() -> None:
    detector = Detector()
    scores(noise(400), detector)
    kept = detector.state()
    before = json.dumps(kept)
    scores(noise(400, 2), detector)
    assert json.dumps(kept) == before


@pytest.mark.parametrize("history", KINDS, ids=lambda kind: kind.__name__)
def test_the_state_has_a_bound(history: History) -> None:
    detector = Detector()
    scores(history(6000, 1), detector)
    assert len(json.dumps(detector.state())) < 100_000


@pytest.mark.parametrize("history", [noise, daily, rhythm, constant, sparse])
def test_a_spike_is_worth_a_mark(history: History) -> None:
    values = history(2000, 2)
    values[1600] += 120.0
    assert scores(values)[1600] >= CHART


@pytest.mark.parametrize("history", [noise, daily, rhythm, constant])
def test_a_level_that_stays_elsewhere_is_worth_waking_somebody(history: History) -> None:
    values = history(2000, 2)
    values[1600:] = [value + 120.0 for value in values[1600:]]
    assert max(scores(values)[1600:1630]) >= PAGE


@pytest.mark.parametrize("history", KINDS, ids=lambda kind: kind.__name__)
def test_a_usual_series_is_marked_seldom(history: History) -> None:
    told = [scores(history(2000, seed)) for seed in range(5)]
    assert sum(score >= CHART for each in told for score in each) <= 5 * 8


def test_one_scale_for_every_series() -> None:
    values = noise(1500)
    values[1200] += 60.0
    moved = [value * 1024.0 - 4096.0 for value in values]  # exact in floating point
    assert scores(moved) == pytest.approx(scores(values), abs=1e-6)


def test_a_series_that_never_changes_says_nothing() -> None:
    assert set(scores(constant(3000))) == {0.0}


def test_an_event_that_keeps_happening_stops_being_one() -> None:
    values = noise(5000)
    for place in range(500, 5000, 250):
        values[place] += 40.0
    found = scores(values)
    assert found[500] >= PAGE
    assert max(found[3000:]) < PAGE


def test_an_outage_after_many_spikes_is_worth_waking_somebody() -> None:
    values = noise(4000)
    for place in range(1000, 3500, 250):
        values[place] += 60.0
    values[3700:3760] = [0.0] * 60
    found = scores(values)
    assert max(found[2000:3600]) < PAGE
    assert max(found[3700:3760]) >= PAGE


def test_an_episode_is_told_where_it_begins() -> None:
    values = noise(2000)
    values[1600:1650] = [value + 60.0 for value in values[1600:1650]]
    told = [place for place, score in enumerate(scores(values)) if score >= CHART and place > 1500]
    assert told
    assert told[-1] - 1600 < 30


def test_a_reset_of_a_counter_is_no_anomaly() -> None:
    values = counter(2000)
    values[1200:] = [value - values[1200] for value in values[1200:]]
    assert max(scores(values)[1195:1300]) < CHART


def test_a_fall_of_a_counter_that_is_no_reset_is_worth_a_mark() -> None:
    values = counter(2000)
    values[1200:] = [value - 3000.0 for value in values[1200:]]
    assert scores(values)[1200] >= CHART


def test_a_counter_is_watched_from_the_moment_that_it_is_taken_for_one() -> None:
    values = [1000.0 * place + place % 7 for place in range(120)]
    values[90:] = [value + 500_000.0 for value in values[90:]]
    assert scores(values)[90] >= CHART


def test_a_counter_that_stops_is_an_anomaly() -> None:
    values = counter(2000)
    values[1200:] = [values[1200]] * 800
    assert max(scores(values)[1200:1260]) >= CHART


@pytest.mark.parametrize("missing", [nan, inf, -inf, 1e300])
def test_a_missing_value_scores_nothing_and_teaches_nothing(missing: float) -> None:
    values = noise(1000)
    with_holes = list(values)
    detector, found = Detector(), []
    for place, value in enumerate(with_holes):
        if place % 10 == 0:
            assert detector.update(START + EVERY * place, missing) == 0.0
        found.append(detector.update(START + EVERY * place, value))
    assert found == scores(values)


def test_after_a_gap_the_point_before_is_not_compared_with() -> None:
    values = daily(3200)
    night, noon = 2880 + 72, 2880 + 216  # half a day is missing between the two
    detector = Detector()
    places = [*range(night), *range(noon, 3200)]
    found = [detector.update(START + EVERY * place, values[place]) for place in places]
    assert max(found[night : night + 20]) < PAGE
