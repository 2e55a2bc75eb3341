"""``steersman knowledge add|read|sources``: every kind of source, without the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from steersman.cli.app import app


def knowledge(data: Path, *words: object) -> Result:
    env = {"STEERSMAN_DATA": str(data), "STEERSMAN_MODEL": "/nowhere/minilm"}
    return CliRunner().invoke(app, ["knowledge", *map(str, words)], env=env)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "vpn.md").write_text("# VPN\n\nPress the green button.\n")
    return tmp_path / "data"


def sources(data: Path) -> list[dict[str, Any]]:
    told = json.loads(knowledge(data, "sources", "--json").stdout)["sources"]
    return list(told)


def test_a_folder_is_added_with_several_readers_and_a_term(data: Path) -> None:
    folder = data.parent / "runbooks"
    told = knowledge(
        data, "add", "runbooks", folder, "--readers", "Trading, technician", "--stale-after", 90
    )
    assert told.exit_code == 0, told.output
    (source,) = sources(data)
    assert source["readers"] == ["department:Trading", "role:technician"]
    assert (source["kind"], source["place"], source["files"]) == ("folder", str(folder), 1)
    assert source["stale_after"] == 90


@pytest.mark.parametrize(
    "words",
    [
        ("x", "/tmp", "--kind", "tape"),
        ("x", "--kind", "git"),
    ],
)
def test_what_is_no_source_is_misuse(data: Path, words: tuple[str, ...]) -> None:
    assert knowledge(data, "add", *words).exit_code == 2
    assert sources(data) == []


def test_readers_and_addresses_that_can_be_nobodys_are_refused(data: Path) -> None:
    for words in (
        ("x", data.parent / "runbooks", "--readers", "role:wizard"),
        ("x", "ext::sh -c id", "--kind", "git"),
    ):
        assert knowledge(data, "add", *words).exit_code == 1
    assert sources(data) == []


def test_our_own_work_items_are_a_source_without_a_place(data: Path) -> None:
    assert knowledge(data, "add", "solved", "--kind", "work").exit_code == 0
    (source,) = sources(data)
    assert (source["kind"], source["failure"]) == ("work", "")


def test_one_that_fails_does_not_hold_up_the_others_and_the_command_says_so(data: Path) -> None:
    folder = data.parent / "runbooks"
    gone = data.parent / "gone"
    gone.mkdir()
    (gone / "a.md").write_text("x")
    assert knowledge(data, "add", "a-gone", gone).exit_code == 0
    assert knowledge(data, "add", "runbooks", folder).exit_code == 0
    (gone / "a.md").unlink()
    (folder / "new.md").write_text("# New\n")
    told = knowledge(data, "read")
    assert told.exit_code == 1
    assert "nothing was changed" in told.stderr
    first, second = sources(data)
    assert (first["name"], bool(first["failure"])) == ("a-gone", True)
    assert (second["files"], second["failure"]) == (2, "")
