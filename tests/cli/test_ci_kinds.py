"""Kinds that nobody has named, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office


@pytest.fixture(scope="module")
def robots(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kinds") / "robots.csv"
    path.write_text("key,class,name,installed_on\nq1,Pick robot,robo-91,yesterday\n")
    return path


def test_the_dry_run_tells_of_unknown_kinds_and_of_cells_left_out(
    office: Office, robots: Path
) -> None:
    words = ("ci", "import", "items", str(robots), "--source", "plant", "--keep-rows")
    shown = office.run("adam", *words).stdout
    assert "1 of kind 'Pick robot', which is not known: unclassified items." in shown
    assert "the cell is left out" in shown
    assert "1 created" in shown


def test_rows_of_unknown_kinds_can_be_refused(office: Office, robots: Path) -> None:
    words = ("ci", "import", "items", str(robots), "--source", "plant", "--known-only")
    assert "0 created" in office.run("adam", *words).stdout


def test_a_kind_is_listed_named_and_forgotten(office: Office, robots: Path) -> None:
    words = ("ci", "import", "items", str(robots), "--source", "plant", "--keep-rows")
    office.run("adam", *words, "--apply", "--partial")
    assert "Pick robot" in office.run("adam", "ci", "kinds").stdout
    told = office.run("adam", "ci", "name-kind", "plant", "Pick robot", "server").stdout
    assert "1 items are server now" in told
    assert "steersman ci undo-edit" in told
    found = office.read("adam", "ci", "list", "--class", "server", "robo-91")
    assert found["total"] == 1
    assert "Forgotten." in office.run("adam", "ci", "name-kind", "plant", "Pick robot", "").stdout
