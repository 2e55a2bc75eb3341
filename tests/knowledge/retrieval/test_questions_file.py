"""Questions with their documents, in the shapes that people have them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.evaluation import Asked
from steersman.knowledge.retrieval.questions_file import read_questions

WANTED = (Asked("Where is it?", frozenset({"a.md"})), Asked("How?", frozenset({"b.md", "c.md"})))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "q.jsonl",
            '{"question": "Where is it?", "id": "a.md"}\n\n'
            '{"question": "How?", "ids": ["b.md", "c.md"]}\n',
        ),
        ("q.csv", "question,id\nWhere is it?,a.md\nHow?,b.md; c.md\n"),
        ("q.csv", "\ufeffid,question\na.md,Where is it?\nb.md,How?\nc.md,How?\n"),
        ("q.tsv", "question\tids\nWhere is it?\ta.md\nHow?\tb.md;c.md\n"),
    ],
)
def test_every_shape_says_the_same(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    assert read_questions(tmp_path / name) == WANTED


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.jsonl", '{"question": "a", "id": "x"}\nnonsense', "line 2"),
        ("q.jsonl", "[1, 2]", "line 1"),
        ("q.jsonl", '{"question": "", "id": "x"}', "line 1"),
        ("q.jsonl", '{"question": "a", "ids": [3]}', "line 1"),
        ("q.csv", "question,id\na,x\nb,\n", "line 3"),
        ("q.csv", "frage,nummer\na,x\n", "columns question and id"),
        ("q.jsonl", "", "holds no questions"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(Permanent, match=said):
        read_questions(tmp_path / name)


def test_a_line_ends_only_where_a_line_ends(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"question": "a\u2028b", "id": "x"}\n', "utf-8")
    assert read_questions(tmp_path / "q.jsonl") == (Asked("a\u2028b", frozenset({"x"})),)


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"q\.csv cannot be opened"):
        read_questions(tmp_path / "q.csv")
    (tmp_path / "q.csv").write_bytes(b"question,id\n\xff,a\n")
    with pytest.raises(Permanent, match="no UTF-8"):
        read_questions(tmp_path / "q.csv")
