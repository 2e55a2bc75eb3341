"""Text is cut as the model learned it; the numbers are those of the published tokenizer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.wordpiece import LONGEST, WordPieces

SMALL = WordPieces(
    ["[UNK]", "un", "##aff", "##able", "aff", "naive", ",", "$", "5", "漢", "字", "s"]
)


def test_a_word_is_cut_into_the_longest_pieces() -> None:
    assert SMALL.numbers("unaffable") == [1, 2, 3]


def test_a_word_that_cannot_be_cut_is_unknown_as_a_whole() -> None:
    assert SMALL.numbers("unxable") == [0]


def test_case_and_accents_do_not_matter() -> None:
    assert SMALL.numbers("NAÏVE") == SMALL.numbers("naive") == [5]


def test_punctuation_and_symbols_stand_alone() -> None:
    assert SMALL.numbers("un,aff $5") == [1, 6, 4, 7, 8]


def test_ideographs_stand_alone() -> None:
    assert SMALL.numbers("漢字") == [9, 10]


def test_what_nobody_sees_is_not_there() -> None:
    assert SMALL.numbers("un\u200b\x07aff\ufffdable\u00a0s") == [1, 2, 3, 11]


def test_a_mark_of_the_model_in_a_text_is_text() -> None:
    assert SMALL.numbers("[UNK]") != [0]


def test_an_endless_word_is_unknown_and_costs_nothing() -> None:
    assert SMALL.numbers("s" * (LONGEST + 1)) == [0]


@given(st.text(max_size=200))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(0 <= number < 12 for number in SMALL.numbers(text))
