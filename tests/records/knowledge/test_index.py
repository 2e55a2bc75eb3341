"""The index keeps what it is given and gives it only to whom the condition lets through."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.knowledge import KnowledgeIndex, Postings, documents
from tests.records.knowledge.documents import document

ALL = sa.true()
PUBLIC = documents.c.readers == "everyone"


def standing(index: KnowledgeIndex, term: str) -> dict[int, list[int]]:
    """Passage number → positions of the term."""
    found = index.postings([term]).get(term)
    return {} if found is None else positions(found)


def positions(found: Postings) -> dict[int, list[int]]:
    told: dict[int, list[int]] = {}
    start = 0
    for number, often in zip(found.chunks, found.frequencies, strict=True):
        told[int(number)] = found.positions[start : start + int(often)].tolist()
        start += int(often)
    return told


def numbers(index: KnowledgeIndex) -> list[int]:
    return [row.number for rows in index.columns(0, index.state()[0]) for row in rows]


def test_a_term_is_found_in_every_passage_with_its_positions(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("a", "red red blue", "blue"), document("b", "green blue")])
    assert standing(knowledge_index, "red") == {1: [0, 1]}
    assert standing(knowledge_index, "blue") == {1: [2], 2: [0], 3: [1]}


def test_a_term_that_stands_nowhere_is_not_there(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "red")])
    assert knowledge_index.postings(["pink"]) == {}


def test_terms_that_differ_in_case_are_different_on_both_stores(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("a", "Red"), document("b", "red")])
    assert standing(knowledge_index, "Red") == {1: [0]}


def test_only_documents_that_the_condition_lets_through_are_allowed(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("a", "x"), document("b", "x", readers="hr")])
    assert sorted(knowledge_index.allowed(ALL).tolist()) == [1, 2]
    assert knowledge_index.allowed(PUBLIC).tolist() == [1]
    assert knowledge_index.allowed(sa.false()).tolist() == []


def test_a_passage_is_shown_only_under_the_condition(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "x"), document("b", "y", readers="hr")])
    assert list(knowledge_index.passages([1, 2], PUBLIC)) == [1]


def test_a_passage_says_where_it_stands(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "first", "second")])
    shown = knowledge_index.passages([2], ALL)[2]
    assert (shown.document, shown.name, shown.path) == ("doc_a", "a", ("a",))
    assert (shown.text, shown.line, shown.page) == ("second", 2, None)


def test_putting_a_document_again_replaces_its_passages(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "old")])
    knowledge_index.put([document("a", "new")])
    assert [each.text for each in knowledge_index.passages([1, 2], ALL).values()] == ["new"]
    assert knowledge_index.known("shelf") == {"a": ("new", "1/words")}


def test_the_number_of_a_deleted_passage_is_never_given_again(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("a", "red")])
    knowledge_index.remove(["doc_a"])
    knowledge_index.put([document("b", "blue")])
    assert numbers(knowledge_index) == [2]
    assert knowledge_index.allowed(ALL).tolist() == [2]


def test_what_is_no_longer_in_the_source_goes_and_other_sources_stay(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("a", "x"), document("b", "y")])
    knowledge_index.remove_names("other", ["a"])
    knowledge_index.remove_names("shelf", ["b"])
    assert list(knowledge_index.known("shelf")) == ["a"]


def test_a_batch_that_fails_leaves_nothing_behind(knowledge_index: KnowledgeIndex) -> None:
    same_name_twice = [document("a", "x"), document("a", "y")]
    with pytest.raises(sa.exc.IntegrityError):
        knowledge_index.put(same_name_twice)
    assert knowledge_index.known("shelf") == {}
    assert knowledge_index.state() == (0, 0)


def test_a_document_without_text_is_known_and_has_no_passages(
    knowledge_index: KnowledgeIndex,
) -> None:
    knowledge_index.put([document("empty", content="e3b0")])
    assert knowledge_index.known("shelf") == {"empty": ("e3b0", "1/words")}
    assert numbers(knowledge_index) == []


def test_putting_nothing_is_nothing(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([])
    assert knowledge_index.state() == (0, 0)


def test_the_columns_go_on_behind_what_was_read(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "one two", "three")])
    knowledge_index.put([document("b", "four")])
    rows = [row for rows in knowledge_index.columns(1, 3) for row in rows]
    assert [(row.number, row.document, row.length) for row in rows] == [(2, 1, 1), (3, 2, 1)]


def test_the_state_counts_what_came_and_what_went(knowledge_index: KnowledgeIndex) -> None:
    knowledge_index.put([document("a", "x", "y"), document("b", "z")])
    knowledge_index.remove(["doc_a"])
    assert knowledge_index.state() == (3, 2)
