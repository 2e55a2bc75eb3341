"""Habit and rest: repeats lose weight, and one episode is told once."""

from __future__ import annotations

from steersman.signals.series.habit import MOST_FAMILIAR, REMEMBERED, REST, Habit

LATE = 10_000  # a place at which the series is no longer young


def test_the_first_of_its_kind_keeps_its_weight() -> None:
    left, told = Habit().weigh(LATE, 10.0)
    assert told
    assert 9.9 < left <= 10.0


def test_in_a_young_series_everything_is_new_so_little_counts() -> None:
    assert Habit().weigh(60, 10.0) == (0.0, False)


def test_what_happened_before_counts_less_each_time() -> None:
    habit = Habit()
    found = [habit.weigh(LATE + 200 * time, 10.0)[0] for time in range(6)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] > 4.0


def test_a_higher_one_than_ever_is_not_covered_by_habit() -> None:
    habit = Habit()
    for time in range(6):
        habit.weigh(LATE + 200 * time, 5.0)
    assert habit.weigh(LATE + 1200, 10.0)[0] > 9.9


def test_a_habit_is_forgotten() -> None:
    habit = Habit()
    habit.weigh(LATE, 10.0)
    assert habit.weigh(LATE + 200, 10.0)[0] < 8.5
    later = Habit()
    later.weigh(LATE, 10.0)
    assert later.weigh(LATE + 20_000, 10.0)[0] > 9.9


def test_after_a_point_that_was_told_lower_ones_rest() -> None:
    habit = Habit()
    assert habit.weigh(LATE, 10.0)[1]
    assert not habit.weigh(LATE + 1, 9.0)[1]
    assert not habit.weigh(LATE + REST, 9.0)[1]
    assert habit.weigh(LATE + 2 * REST + 2, 9.0)[1]


def test_a_point_that_tops_them_is_told_again() -> None:
    habit = Habit()
    habit.weigh(LATE, 10.0)
    assert habit.weigh(LATE + 1, 11.0)[1]


def test_it_remembers_a_bounded_number() -> None:
    habit = Habit()
    for time in range(1000):
        habit.weigh(LATE + time * (REST + 1), 5.0)
    assert len(habit.places) == len(habit.heights) == REMEMBERED
    assert len(habit.told_at) <= REST + 1


def taught(times: int, *, upwards: bool) -> Habit:
    habit = Habit()
    for time in range(times):
        habit.weigh(LATE + 200 * time, 36.0, upwards)
    return habit


def test_what_went_the_same_way_several_times_wakes_nobody() -> None:
    assert taught(2, upwards=True).weigh(LATE + 800, 36.0)[0] > 2 * MOST_FAMILIAR
    assert taught(4, upwards=True).weigh(LATE + 800, 36.0)[0] == MOST_FAMILIAR


def test_the_other_way_it_still_does() -> None:
    assert taught(4, upwards=False).weigh(LATE + 800, 36.0, upwards=True)[0] > 2 * MOST_FAMILIAR
