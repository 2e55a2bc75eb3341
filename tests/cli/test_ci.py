"""Configuration items on the command line, against a real server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.office import Office

ITEMS = "key,class,name,serial,junk\n1,server,cli-web,C1,x\n2,server,cli-db,C2,\n3,serverr,no,,\n"
RELATIONS = "parent,type,child\n1,depends_on,2\n"


@pytest.fixture(scope="module", autouse=True)
def brought(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The items and the relation, in the record; the folder of the files."""
    folder = tmp_path_factory.mktemp("ci")
    (folder / "items.csv").write_text(ITEMS)
    (folder / "relations.csv").write_text(RELATIONS)
    more = ("--source", "cli", "--partial", "--apply", "--map", "junk=")
    for type in ("items", "relations"):
        told = office.run("adam", "ci", "import", type, folder / f"{type}.csv", *more)
        assert told.exit_code == 0, told.output
    return folder


def test_a_dry_run_names_the_bad_rows_and_keeps_them(office: Office, brought: Path) -> None:
    bad = brought / "bad.csv"
    words = ("items", brought / "items.csv", "--source", "cli", "--rejected", bad)
    told = office.run("adam", "ci", "import", *words)
    assert told.exit_code == 1
    assert "did you mean" in told.stdout
    assert "0 created, 0 updated, 2 unchanged, 1 refused" in told.stdout
    assert bad.read_text() == "3,serverr,no,,\n"


def test_a_file_with_a_bad_row_is_not_imported_as_a_whole(office: Office, brought: Path) -> None:
    words = ("items", brought / "items.csv", "--source", "other", "--apply")
    told = office.run("adam", "ci", "import", *words)
    assert told.exit_code != 0
    assert "nothing was imported" in told.output


def test_items_are_listed_and_one_is_shown(office: Office) -> None:
    told = office.read("adam", "ci", "cli", "--class", "server", "--where", "serial=C1")
    (web,) = told["items"]
    assert (web["name"], told["total"]) == ("cli-web", 1)
    shown = office.run("adam", "ci", "show", web["id"]).stdout
    assert "Depends on" in shown
    assert "cli-db" in shown


def test_an_item_is_added_changed_and_retired(office: Office) -> None:
    words = ("--set", "ci_class=server", "--set", "name=cli-new")
    item = office.read("adam", "ci", "add", *words)["item"]["id"]
    office.read("adam", "ci", "change", item, "--set", "environment=prod")
    assert office.read("adam", "ci", "show", item)["item"]["environment"] == "production"
    office.read("adam", "ci", "retire", item)
    assert office.read("adam", "ci", "show", item)["item"]["life_cycle_status"] == "retired"


def test_an_export_is_what_an_import_takes(office: Office, tmp_path: Path) -> None:
    text = office.run("adam", "ci", "export", "items", "--class", "server").stdout
    (tmp_path / "back.csv").write_text(text)
    told = office.read("adam", "ci", "import", "items", tmp_path / "back.csv", "--source", "back")
    assert (told["counts"]["created"], told["problems"]) == (0, [])
    lines = office.run("adam", "ci", "export", "relations", "--format", "jsonl").stdout
    assert [json.loads(line)["type"] for line in lines.splitlines()].count("depends_on") >= 1


def test_two_items_are_merged_and_taken_apart(office: Office) -> None:
    ids = [
        office.read("adam", "ci", "add", "--set", "ci_class=team", "--set", f"name={name}")
        for name in ("cli-team", "cli-team-2")
    ]
    kept, gone = (each["item"]["id"] for each in ids)
    merge = office.read("adam", "ci", "merge", kept, gone, "--reason", "one")["merge"]
    assert office.read("adam", "ci", "show", gone)["item"]["id"] == kept
    assert office.read("adam", "ci", "unmerge", merge) == {"item": gone}


def test_the_quality_is_told_with_what_to_mend_first(office: Office) -> None:
    told = office.run("adam", "ci", "quality").stdout
    assert "what to mend first" in told
    assert office.read("adam", "ci", "quality", "orphan")["check"]["check"] == "orphan"
    assert "cli" in office.run("adam", "ci", "sources").stdout
    assert office.run("adam", "ci", "duplicates").exit_code == 0


def test_the_classes_and_the_attributes_of_one_are_listed(office: Office) -> None:
    assert "cmdb_ci_server" in office.run("adam", "ci", "classes").stdout
    assert "os_version" in office.run("adam", "ci", "classes", "server").stdout
    assert office.run("adam", "ci", "classes", "nothing").exit_code != 0
