"""Joined segments say the same as the many did, without what is gone."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.knowledge import KnowledgeIndex, postings
from steersman.records.knowledge.merging import TOO_MANY, merge_segments
from tests.records.knowledge.documents import document
from tests.records.knowledge.test_index import standing

SEGMENTS = sa.select(sa.func.count(sa.distinct(postings.c.segment)))


def segments(record: sa.Engine) -> int:
    with record.connect() as connection:
        return connection.scalar(SEGMENTS) or 0


def join(record: sa.Engine) -> None:
    with record.begin() as connection:
        merge_segments(connection, too_many=1)


def test_one_segment_is_left_and_says_the_same(
    record: sa.Engine, knowledge_index: KnowledgeIndex
) -> None:
    for name in ("a", "b", "c"):
        knowledge_index.put([document(name, f"red {name} red")])
    join(record)
    assert segments(record) == 1
    assert standing(knowledge_index, "red") == {1: [0, 2], 2: [0, 2], 3: [0, 2]}
    assert standing(knowledge_index, "b") == {2: [1]}


def test_passages_that_are_gone_leave_the_postings(
    record: sa.Engine, knowledge_index: KnowledgeIndex
) -> None:
    knowledge_index.put([document("a", "red red pink")])
    knowledge_index.put([document("b", "blue red")])
    knowledge_index.remove(["doc_a"])
    join(record)
    assert standing(knowledge_index, "red") == {2: [1]}
    assert standing(knowledge_index, "pink") == {}


def test_what_comes_after_joining_stands_behind(
    record: sa.Engine, knowledge_index: KnowledgeIndex
) -> None:
    knowledge_index.put([document("a", "red")])
    knowledge_index.put([document("b", "red")])
    join(record)
    knowledge_index.put([document("c", "red")])
    assert list(standing(knowledge_index, "red")) == [1, 2, 3]


def test_few_segments_are_left_alone(record: sa.Engine, knowledge_index: KnowledgeIndex) -> None:
    for number in range(TOO_MANY):
        knowledge_index.put([document(str(number), "red")])
    knowledge_index.tidy()
    assert segments(record) == TOO_MANY
    knowledge_index.put([document("one more", "red")])
    knowledge_index.tidy()
    assert segments(record) == 1


def test_an_index_whose_every_document_is_gone_is_joined_to_nothing(
    record: sa.Engine, knowledge_index: KnowledgeIndex
) -> None:
    for name in ("a", "b"):
        knowledge_index.put([document(name, "red")])
    knowledge_index.remove(["doc_a", "doc_b"])
    join(record)
    assert segments(record) == 0
