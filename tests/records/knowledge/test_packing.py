"""Postings come out of their bytes as they went in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from steersman.records.knowledge.model import MOST_OFTEN
from steersman.records.knowledge.packing import invert, joined, pack, unpack, without
from tests.records.knowledge.test_index import positions

PASSAGES = st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=8)


def by_hand(passages: list[list[str]], term: str) -> dict[int, list[int]]:
    places = {n: [p for p, t in enumerate(of) if t == term] for n, of in enumerate(passages)}
    return {number: found for number, found in places.items() if found}


@given(PASSAGES)
def test_every_term_keeps_its_places(passages: list[list[str]]) -> None:
    inverted = invert(enumerate(passages))
    told = {term: positions(unpack(**pack(found))) for term, found in inverted.items()}
    assert told == {t: by_hand(passages, t) for t in "abc" if by_hand(passages, t)}


@given(PASSAGES, st.integers(0, 8))
def test_two_segments_joined_are_as_one(passages: list[list[str]], cut: int) -> None:
    whole = invert(enumerate(passages))
    first = invert(enumerate(passages[:cut]))
    second = invert((n, of) for n, of in enumerate(passages) if n >= cut)
    for term, found in whole.items():
        parts = [half[term] for half in (first, second) if term in half]
        assert positions(joined(parts)) == positions(found)


@given(PASSAGES, st.sets(st.integers(0, 8)))
def test_only_live_passages_stay(passages: list[list[str]], live: set[int]) -> None:
    kept = np.isin(np.arange(9), list(live))
    for term, found in invert(enumerate(passages)).items():
        wanted = {n: at for n, at in by_hand(passages, term).items() if n in live}
        assert positions(without(found, kept)) == wanted


def test_a_term_that_fills_a_passage_counts_as_often_as_a_byte_can_say() -> None:
    found = invert([(7, ["x"] * 1000)])["x"]
    assert found.frequencies.tolist() == [MOST_OFTEN]
    assert found.positions.tolist() == list(range(MOST_OFTEN))


def test_what_stands_too_far_back_is_not_looked_at() -> None:
    assert "y" not in invert([(1, ["x"] * 65_536 + ["y"])])
