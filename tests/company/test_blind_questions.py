"""The blind set of questions is the same for the same estate, and asks nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from company.estate.blind import blind
from company.estate.blind.days import DAY
from company.estate.facts import estate

SEEDS = [5, 8, 21]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_estate_gives_the_same_questions_in_the_same_order(seed: int) -> None:
    assert blind(estate(seed, DAY)) == blind(estate(seed, DAY))


def test_another_seed_asks_about_other_things() -> None:
    first, other = ({each.question for each in blind(estate(seed, DAY))} for seed in SEEDS[:2])
    assert len(first & other) < len(first) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_asked_twice(seed: int) -> None:
    asked = [each.question for each in blind(estate(seed, DAY))]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quarter_has_no_answer_on_record(seed: int) -> None:
    asked = blind(estate(seed, DAY))
    assert len(asked) >= 200
    assert sum(each.right is None for each in asked) >= len(asked) / 4


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), date(2027, 6, 15)])
def test_an_estate_of_another_day_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="make the estate for 2026-06-15"):
        blind(estate(5, day))
