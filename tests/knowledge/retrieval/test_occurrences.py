"""Where words and neighbours stand, and that what is remembered never outlives what is held."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.held import Held
from steersman.knowledge.retrieval.occurrences import Occurrences, Occurring, Text
from steersman.records.knowledge import KnowledgeIndex, Postings
from steersman.records.knowledge.packing import invert
from steersman.runtime.clock import ManualClock
from tests.knowledge.retrieval.holding import holding
from tests.records.knowledge.documents import document

PASSAGES = st.lists(st.lists(st.sampled_from("abc"), max_size=30), min_size=1, max_size=6)


class Counting(KnowledgeIndex):
    """Remembers which terms were read from the store."""

    def __init__(self, engine: sa.Engine, clock: ManualClock) -> None:
        super().__init__(engine, clock)
        self.read: list[str] = []

    def postings(self, terms: Collection[str]) -> dict[str, Postings]:
        self.read += sorted(terms)
        return super().postings(terms)


def told(found: Occurrences) -> dict[int, int]:
    """Row → how often."""
    return dict(zip(found.rows.tolist(), found.often.tolist(), strict=True))


def found(index: KnowledgeIndex, asked: str) -> dict[str, dict[int, int]]:
    """By the number of the passage, as somebody who begins anew finds it."""
    columns = Held(index).columns()
    terms, pairs = Occurring(index).find(asked.split(), columns)
    named = {**terms, **{" ".join(pair): each for pair, each in pairs.items()}}
    return {
        name: {int(columns.numbers[row]): often for row, often in told(each).items()}
        for name, each in named.items()
    }


@given(PASSAGES)
def test_a_pair_stands_where_its_words_follow_each_other(passages: list[list[str]]) -> None:
    text, terms = Text(holding(map(len, passages))), invert(enumerate(passages))
    for first in terms:
        for second in terms:
            wanted = {
                row: often
                for row, of in enumerate(passages)
                if (often := list(pairwise(of)).count((first, second)))
            }
            assert told(text.pair(text.term(terms[first]), text.term(terms[second]))) == wanted


def test_a_rare_word_beside_a_common_one_is_found() -> None:
    passages = [["common"] * 40 + ["rare"] + ["common"] * 40, ["common"] * 90]
    text, terms = Text(holding(map(len, passages))), invert(enumerate(passages))
    common, rare = text.term(terms["common"]), text.term(terms["rare"])
    assert told(text.pair(common, rare)) == {0: 1}
    assert told(text.pair(rare, common)) == {0: 1}
    assert told(text.pair(common, common)) == {0: 78, 1: 89}


def test_a_passage_that_is_not_held_is_left_out() -> None:
    posted = invert([(3, ["red", "blue"]), (5, ["red"]), (9, ["blue", "red"])])
    text = Text(holding([2, 2], numbers=[3, 9]))
    assert told(text.term(posted["red"])) == {0: 1, 1: 1}
    assert text.term(posted["red"]).spots.tolist() == [0, 4]
    assert told(Text(holding([])).term(posted["red"])) == {}


def test_words_and_neighbours_of_a_question_are_found(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "red red blue", "blue"), document("b", "blue red")])
    assert found(knowledge_index, "red blue pink") == {
        "red": {1: 2, 3: 1},
        "blue": {1: 1, 2: 1, 3: 1},
        "pink": {},
        "red blue": {1: 1},
        "blue pink": {},
    }


@pytest.fixture
def counting(record: sa.Engine, noon: ManualClock) -> Counting:
    return Counting(record, noon)


def test_what_was_asked_before_is_not_read_again(counting: Counting) -> None:
    counting.put([document("a", "red blue")])
    held, occurring = Held(counting), Occurring(counting)
    for asked in (["red", "pink"], ["red", "blue"], ["pink", "blue"]):
        occurring.find(asked, held.columns())
    assert counting.read == ["pink", "red", "blue"]


def test_nothing_is_remembered_over_a_change_of_what_is_held(counting: Counting) -> None:
    counting.put([document("a", "red blue")])
    held, occurring = Held(counting), Occurring(counting)
    occurring.find(["red", "blue"], held.columns())
    counting.put([document("a", "blue red"), document("b", "red blue red blue")])
    terms, pairs = occurring.find(["red", "blue"], held.columns())
    numbers = held.columns().numbers
    often = {int(numbers[row]): often for row, often in told(terms["red"]).items()}
    assert often == {2: 1, 3: 2}
    assert numbers[pairs["red", "blue"].rows].tolist() == [3]


def test_what_was_not_asked_for_longest_is_forgotten_first(counting: Counting) -> None:
    counting.put([document("a", "red blue pink")])
    columns = Held(counting).columns()
    size = Occurring(counting).find(["red"], columns)[0]["red"].size
    occurring, counting.read = Occurring(counting, most=2 * size), []
    for term in ("red", "blue", "red", "pink", "red", "blue"):
        occurring.find([term], columns)
    assert counting.read == ["red", "blue", "pink", "blue"]


def test_a_word_may_stand_more_often_than_a_byte_counts() -> None:
    posted = invert([(0, ["red"] * 400)])
    text = Text(holding([400]))
    assert told(text.term(posted["red"])) == {0: 255}
    assert told(text.pair(text.term(posted["red"]), text.term(posted["red"]))) == {0: 254}
    assert np.array_equal(text.term(posted["red"]).spots, np.arange(255))
