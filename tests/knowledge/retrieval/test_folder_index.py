"""The file of a folder's index: made when it is not there, never mistaken for another's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.folder_index import default_file, open_file
from steersman.records.knowledge import KnowledgeIndex
from steersman.runtime.clock import ManualClock
from tests.knowledge.retrieval.shelf import Shelf


def test_what_was_indexed_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_file(tmp_path / "cache" / "a.db")
        index = KnowledgeIndex(engine, ManualClock(0))
        shelf = Shelf(index)
        shelf.take({"a.md": "x"})
        engine.dispose()
    assert shelf.progress == [(1, 0)]


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" * 50])
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(Permanent, match="is no index"):
        open_file(file)
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(Permanent, match="is no index"):
        open_file(tmp_path / "other.db")


def test_an_index_of_another_version_is_refused_with_the_mend(tmp_path: Path) -> None:
    open_file(tmp_path / "a.db").dispose()
    with closing(sqlite3.connect(tmp_path / "a.db")) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(Permanent, match="another version: remove it"):
        open_file(tmp_path / "a.db")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Permanent, match="cannot be made"):
        open_file(tmp_path / "file" / "a.db")


def test_each_folder_has_a_file_of_its_own(tmp_path: Path) -> None:
    one, other = default_file(tmp_path, tmp_path / "a"), default_file(tmp_path, tmp_path / "b")
    assert one != other
    assert one == default_file(tmp_path, tmp_path / "b" / ".." / "a")
