"""BM25 as the book computes it, and the share of the most that a question can get."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.lexical import K1, PAIRS, B, Standing, share
from steersman.knowledge.retrieval.occurrences import NOWHERE, Occurrences, Text
from steersman.records.knowledge.packing import invert
from tests.knowledge.retrieval.holding import holding

PASSAGES = st.lists(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=9), min_size=1, max_size=7
)
QUESTION = st.lists(st.sampled_from("abcde"), min_size=1, max_size=5)


def scores(asked: Sequence[str], passages: Sequence[Sequence[str]]) -> list[float]:
    columns = holding(len(of) for of in passages)
    text, found = Text(columns), invert(enumerate(passages))
    terms = {term: text.term(found[term]) if term in found else NOWHERE for term in asked}
    pairs = {(a, b): text.pair(terms[a], terms[b]) for a, b in pairwise(asked)}
    told: list[float] = share(
        asked,
        {term: standing(each) for term, each in terms.items()},
        {pair: standing(each) for pair, each in pairs.items()},
        columns.lengths,
    ).tolist()
    return told


def standing(found: Occurrences) -> Standing:
    """Of somebody who may read everything."""
    return Standing(found.rows.astype(np.int64), found.often.astype(np.float32))


def by_the_book(
    units: Sequence[object], passages: Sequence[Sequence[object]], lengths: Sequence[int]
) -> list[float]:
    """The formula, one passage and one unit (a term or a pair) at a time."""
    usual = sum(lengths) / len(lengths)
    rarity = {
        unit: log1p((len(passages) - having + 0.5) / (having + 0.5))
        for unit in units
        for having in [sum(unit in of for of in passages)]
    }
    most = sum(rarity[unit] * (K1 + 1) for unit in units) or 1.0
    told = []
    for of, length in zip(passages, lengths, strict=True):
        slow = K1 * (1 - B + B * length / usual)
        gained = (
            rarity[unit] * of.count(unit) * (K1 + 1) / (of.count(unit) + slow) for unit in units
        )
        told.append(sum(gained) / most)
    return told


def pairs_of(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(words))


@given(QUESTION, PASSAGES)
def test_the_score_is_that_of_the_formula(asked: list[str], passages: list[list[str]]) -> None:
    lengths = [len(of) for of in passages]
    alone = by_the_book(asked, passages, lengths)
    beside = by_the_book(pairs_of(asked), [pairs_of(of) for of in passages], lengths)
    wanted = [(1 - PAIRS) * a + PAIRS * b for a, b in zip(alone, beside, strict=True)]
    assert scores(asked, passages) == pytest.approx(wanted if len(asked) > 1 else alone, abs=1e-5)


@given(QUESTION, PASSAGES)
def test_a_share_lies_between_nothing_and_all(asked: list[str], passages: list[list[str]]) -> None:
    assert all(0 <= one < 1 for one in scores(asked, passages))


def test_a_rare_word_says_more_than_a_common_one() -> None:
    passages = [["backup", "tape"], ["backup", "disk"], ["backup", "disk"], ["rota", "disk"]]
    told = scores(["tape", "disk"], passages)
    assert told.index(max(told)) == 0


def test_words_beside_each_other_say_more_than_apart() -> None:
    told = scores(["exit", "code"], [["exit", "x", "code"], ["exit", "code", "x"]])
    assert told[1] > told[0]


def test_the_order_of_two_words_is_that_of_the_question() -> None:
    told = scores(["exit", "code"], [["code", "exit"], ["exit", "code"]])
    assert told[1] > told[0]


def test_a_pair_does_not_reach_over_the_end_of_a_passage() -> None:
    apart = scores(["exit", "code"], [["x", "exit"], ["code", "x"]])
    assert apart[0] == pytest.approx(apart[1])


def test_nothing_is_found_where_no_word_stands() -> None:
    assert scores(["zebra"], [["a"], ["b"]]) == [0, 0]
    assert scores([], [["a"]]) == [0]
