"""Which files of a folder are documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.corpus import LARGEST, Corpus


def test_every_text_below_the_folder_is_one_in_one_order(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/b/c.html", "README", "Ä.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert Corpus(tmp_path).names() == ["README", "a/b/c.html", "a/z.txt", "b.md", "Ä.txt"]


def test_hidden_files_folders_and_pictures_are_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".env", "logo.PNG", "index.db"):
        (tmp_path / name).write_text("x")
    assert Corpus(tmp_path).names() == []


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    assert Corpus(tmp_path).names() == []


def test_a_circle_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    assert Corpus(tmp_path).names() == ["a.txt"]


def test_a_name_that_is_no_text_is_told_and_left_out(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    told: list[str] = []
    assert Corpus(tmp_path).names(told.append) == []
    assert len(told) == 1
    assert "rename it" in told[0]
    told[0].encode()


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Permanent, match=r"huge\.txt has 32,000,001 bytes"):
        Corpus(tmp_path).read("huge.txt")


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a\.txt cannot be opened: No such file"):
        Corpus(tmp_path).read("a.txt")


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="is no folder"):
        Corpus(tmp_path / "nothing")
