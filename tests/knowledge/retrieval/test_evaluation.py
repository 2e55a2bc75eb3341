"""The measures are those of the textbook; the bounds hold what they promise."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.evaluation import (
    Asked,
    evaluate,
    ndcg,
    recall,
    reciprocal_rank,
)

RIGHT = frozenset({"a", "b"})
RANKING = st.permutations([*"abcdefghijkl"])


def test_ndcg_by_hand() -> None:
    assert ndcg(["a", "b", "c"], RIGHT) == 1
    assert ndcg(["c", "a"], frozenset({"a"})) == pytest.approx(1 / log2(3))
    assert ndcg(["a", "c", "b"], RIGHT) == pytest.approx(1.5 / (1 + 1 / log2(3)))
    assert ndcg([], RIGHT) == 0


def test_only_the_first_ten_count() -> None:
    assert ndcg([*"cdefghijkl", "a"], RIGHT) == 0
    assert reciprocal_rank([*"cdefghijkl", "a"], RIGHT) == 0


def test_recall_by_hand() -> None:
    assert recall([*"cdeaf", "b"], RIGHT) == 0.5
    assert recall(["b", "a"], RIGHT) == 1


def test_reciprocal_rank_by_hand() -> None:
    assert reciprocal_rank(["c", "b", "a"], RIGHT) == 0.5
    assert reciprocal_rank(["c"], RIGHT) == 0


@given(RANKING)
def test_every_measure_lies_between_none_and_all(ranked: list[str]) -> None:
    for measure in (ndcg, recall, reciprocal_rank):
        assert 0 <= measure(ranked, RIGHT) <= 1


@given(RANKING)
def test_moving_a_right_document_up_never_costs(ranked: list[str]) -> None:
    place = ranked.index("a")
    better = ["a", *ranked[:place], *ranked[place + 1 :]]
    assert ndcg(better, RIGHT) >= ndcg(ranked, RIGHT) - 1e-12


def test_the_bounds_lie_around_the_mean_and_are_the_same_each_time() -> None:
    asked = [Asked(str(number), frozenset({"a"})) for number in range(40)]

    def ranking(question: str) -> list[str]:
        return ["a"] if int(question) % 4 else ["b"]

    told = evaluate(asked, ranking)["ndcg@10"]
    assert told.mean == 0.75
    assert 0.55 < told.low < 0.7
    assert 0.8 < told.high < 0.95
    assert evaluate(asked, ranking)["ndcg@10"] == told


def test_where_all_is_right_there_is_no_doubt() -> None:
    told = evaluate([Asked("q", RIGHT)] * 9, lambda question: ["a", "b"])
    assert {(each.low, each.mean, each.high) for each in told.values()} == {(1, 1, 1)}
