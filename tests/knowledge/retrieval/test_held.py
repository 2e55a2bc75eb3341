"""What is held in memory follows the table and does not grow with what is gone."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.knowledge.retrieval.fusion import LEAD, MEANING, By, fuse
from steersman.knowledge.retrieval.held import Held, packed
from steersman.knowledge.retrieval.meaning import nearness
from steersman.records.knowledge import KnowledgeIndex
from tests.fixtures.knowledge import Letters
from tests.knowledge.retrieval.shelf import Shelf

LONG = "# Handbook\n\nOnboarding.\n\n" + "\n\n".join(
    f"## Part {number}\n\n{'filler ' * 160} topic{number}." for number in range(3)
)


def test_what_is_gone_is_forgotten_in_time(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    held, shelf = Held(knowledge_index), Shelf(knowledge_index, letters)
    for round_ in range(9):
        shelf.take({"a.md": f"text {round_}", "b.md": "stays"})
        assert len(held.columns().numbers) <= 4


def test_what_was_held_and_what_is_read_afresh_are_the_same(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    held, shelf = Held(knowledge_index), Shelf(knowledge_index, letters)
    files: dict[str, str | bytes] = {}
    for name in ("a.md", "b.md", "c.md"):
        files[name] = f"{LONG} {name}"
        shelf.take(files)
        held.columns()
    grown, fresh = held.columns(), Held(knowledge_index).columns()
    for name in (
        *("numbers", "documents", "lengths", "groups"),
        *("windows", "vectors", "led", "leads"),
    ):
        assert np.array_equal(getattr(grown, name), getattr(fresh, name))


def test_sixteen_bits_change_a_vector_in_the_fourth_digit(letters: Letters) -> None:
    vector = letters.question("restart the tunnel")
    kept = np.frombuffer(packed(vector), "<f2").astype(np.float32)
    assert kept == pytest.approx(vector, abs=1e-3)


def test_what_a_document_is_about_counts_beside_what_a_passage_says(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    Shelf(knowledge_index, letters).take({"a.md": LONG})
    columns = Held(knowledge_index).columns()
    assert len(columns.leads) == 1
    question = letters.question("onboarding handbook")
    windows = columns.vectors @ question
    wanted = LEAD * float(columns.leads[0] @ question) + (1 - LEAD) * windows[-1]
    assert nearness(columns, question)[-1] == pytest.approx(wanted, abs=1e-6)
    assert nearness(columns, question)[-1] > windows[-1]


def test_neighbours_that_were_read_together_have_their_vectors_once(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    steps = "# Tunnel\n\n" + "\n\n".join(f"## Step {n}\n\nTurn it {n}." for n in range(4))
    Shelf(knowledge_index, letters).take({"a.md": steps, "b.md": steps, "c.md": LONG})
    columns = Held(knowledge_index).columns()
    assert columns.groups[:8].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert columns.groups[8:].min() == 2
    assert len(columns.vectors) == columns.windows[-1]
    near = nearness(columns, letters.question("turn it 2")).tolist()
    assert len(set(near[:8])) == 1


def test_a_short_document_has_no_lead_of_its_own(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    Shelf(knowledge_index, letters).take({"a.md": "restart the tunnel"})
    columns = Held(knowledge_index).columns()
    assert len(columns.leads) == 0
    assert nearness(columns, letters.question("restart the tunnel")) == pytest.approx(1, abs=1e-3)


def test_a_passage_without_a_vector_is_near_to_nothing(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    Shelf(knowledge_index).take({"a.md": "tunnel"}, source="words")
    Shelf(knowledge_index, letters).take({"b.md": "tunnel"}, source="both")
    near = nearness(Held(knowledge_index).columns(), letters.question("tunnel"))
    assert near.tolist() == pytest.approx([0, 1], abs=1e-3)


def test_words_and_meaning_are_weighed() -> None:
    words, meaning = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    assert fuse(words, meaning).tolist() == pytest.approx([1 - MEANING, MEANING])
    assert fuse(words, None).tolist() == [1, 0]
    assert fuse(words, meaning, By.WORDS).tolist() == [1, 0]
    assert fuse(words, meaning, By.MEANING).tolist() == [0, 1]
