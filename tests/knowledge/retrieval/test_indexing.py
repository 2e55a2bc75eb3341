"""A source is taken in once; what changed is taken in again; what is broken stops nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.knowledge.retrieval import indexing
from steersman.knowledge.retrieval.indexing import document_id
from steersman.knowledge.retrieval.search import Search
from steersman.records.knowledge import KnowledgeIndex, documents
from tests.fixtures.knowledge import Letters
from tests.knowledge.retrieval.shelf import Shelf

ALL = sa.true()


def known(index: KnowledgeIndex, source: str = "shelf") -> list[str]:
    return sorted(index.known(source))


def test_a_file_that_did_not_change_is_not_read_by_the_model_again(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    files = {"a.md": "printer", "b.md": "scanner"}
    Shelf(knowledge_index, letters).take(files)
    letters.read.clear()
    Shelf(knowledge_index, letters).take({**files, "b.md": "projector"})
    assert letters.read == ["projector"]


def test_a_model_that_was_not_there_before_reads_everything(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    files = {"a.md": "an automobile"}
    Shelf(knowledge_index).take(files)
    assert Search(knowledge_index, letters).find("car", ALL) == ()
    Shelf(knowledge_index, letters).take(files)
    assert len(Search(knowledge_index, letters).find("car", ALL)) == 1


def test_a_file_that_is_gone_leaves_the_index(knowledge_index: KnowledgeIndex) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"a.md": "x", "b.md": "y"})
    shelf.take({"b.md": "y"})
    assert known(knowledge_index) == ["b.md"]


def test_sources_do_not_disturb_each_other(knowledge_index: KnowledgeIndex) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"a.md": "x"}, source="one")
    shelf.take({"a.md": "y"}, source="two")
    assert known(knowledge_index, "one") == known(knowledge_index, "two") == ["a.md"]
    assert document_id("one", "a.md") != document_id("two", "a.md")


def test_a_broken_file_is_named_and_the_others_are_taken(knowledge_index: KnowledgeIndex) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"a.md": "printer", "broken.pdf": b"%PDF-1.4 nothing", "c.md": "locked"})
    assert len(shelf.told) == 2
    assert any("broken.pdf" in told for told in shelf.told)
    assert any("c.md" in told for told in shelf.told)
    found = Search(knowledge_index, None).find("printer", ALL)
    assert [each.passage.name for each in found] == ["a.md"]


def test_a_broken_file_is_tried_again_only_when_it_changes(knowledge_index: KnowledgeIndex) -> None:
    shelf = Shelf(knowledge_index)
    for content in (b"%PDF-1.4 nothing", b"%PDF-1.4 nothing", b"%PDF-1.4 else"):
        shelf.take({"broken.pdf": content})
    assert len(shelf.told) == 2


def test_what_was_kept_before_an_interruption_is_not_done_again(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    files: dict[str, str | bytes] = {f"{n:03}.md": f"text {n}" for n in range(300)}

    class PulledPlug(Exception):
        pass

    def until(name: str) -> bytes:
        if name == "250.md":
            raise PulledPlug
        return str(files[name]).encode()

    work = indexing.Indexing(knowledge_index, letters)
    with pytest.raises(PulledPlug):
        work.take(indexing.Source(name="shelf"), sorted(files), until)
    kept = len(known(knowledge_index))
    assert 0 < kept < 250
    letters.read.clear()
    Shelf(knowledge_index, letters).take(files)
    assert len(letters.read) == 300 - kept
    assert len(known(knowledge_index)) == 300


def test_progress_tells_how_far_it_is_and_how_much_was_new(knowledge_index: KnowledgeIndex) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"a.md": "x", "b.md": "y"})
    shelf.take({"a.md": "x", "b.md": "z"})
    assert shelf.progress == [(1, 1), (2, 2), (1, 0), (2, 1)]


def test_who_may_read_is_kept_with_the_document(
    record: sa.Engine, knowledge_index: KnowledgeIndex
) -> None:
    Shelf(knowledge_index).take({"a.md": "x"}, readers="hr")
    with record.connect() as connection:
        row = connection.execute(sa.select(documents.c.readers, documents.c.title)).one()
    assert tuple(row) == ("role:hr", "a.md")


def test_short_passages_are_read_with_their_neighbours(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    Shelf(knowledge_index, letters).take({"a.md": "# VPN\n\nConnect.\n\n## Trouble\n\nRestart."})
    assert letters.read == ["VPN\nConnect.\nTrouble\nRestart."]


def test_a_file_name_is_no_part_of_the_meaning(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    Shelf(knowledge_index, letters).take({"0815.txt": "Restart the tunnel."})
    assert letters.read == ["Restart the tunnel."]
