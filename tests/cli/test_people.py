"""People on record, and files of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from steersman.cli.imports import TYPES
from steersman.records.imports.shapes import SHAPES
from tests.cli.office import Office

HEAD = "employee_number,given_name,family_name,mail,department\n"


@pytest.fixture
def joiners(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        f"{HEAD}7001,Norina,New,norina@example.org,it\n7002,Nils,New,nils@example.org,it\n"
    )
    return path


def import_of(path: Path, *more: str) -> tuple[str, ...]:
    return ("import", "people", str(path), "--source", "test-file", "--incomplete", *more)


def test_people_are_found_by_a_word_and_shown(office: Office) -> None:
    listed = office.run("adam", "people", "john").stdout
    assert ("John Leaver" in listed, "Mary Boss" in listed) == (True, False)
    shown = office.run("adam", "people", "show", office.people["john"]).stdout
    assert "john.leaver@example.org" in shown


def test_somebody_who_is_not_there_is_named(office: Office) -> None:
    told = office.run("adam", "people", "show", "per_none")
    assert (told.exit_code, "per_none" in told.stderr) == (1, True)


def test_a_dry_run_shows_what_would_change_and_writes_nothing(
    office: Office, joiners: Path
) -> None:
    told = office.run("adam", *import_of(joiners))
    assert told.exit_code == 0, told.output
    assert "Dry run: 2 created" in told.stdout
    assert "norina@example.org" in told.stdout
    assert office.read("adam", "people", "Norina")["people"] == []


def test_apply_does_it_once(office: Office, joiners: Path) -> None:
    told = office.run("adam", *import_of(joiners, "--apply"))
    assert (told.exit_code, "Imported: 2 created" in told.stdout) == (0, True), told.output
    (nora,) = office.read("adam", "people", "Norina")["people"]
    assert nora["employee_number"] == "7001"
    assert "Imported: 0 created" in office.run("adam", *import_of(joiners, "--apply")).stdout


def test_a_bad_row_stops_all_of_it_unless_it_is_left_out(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"{HEAD}7101,Gus,Good,gus@example.org,it\n,Bea,Bad,bea@example.org,it\n")
    assert office.run("adam", *import_of(path)).exit_code == 1
    told = office.run("adam", *import_of(path, "--apply"))
    assert (told.exit_code, "--partial" in told.stderr) == (1, True)
    assert json.loads(office.run("adam", *import_of(path, "--apply", "--json")).stdout)["problems"]
    assert office.read("adam", "people", "Gus")["people"] == []
    assert office.run("adam", *import_of(path, "--apply", "--partial")).exit_code == 0
    assert len(office.read("adam", "people", "Gus")["people"]) == 1


def test_who_may_not_import_is_told_whom_to_ask(office: Office, joiners: Path) -> None:
    told = office.run("anna", *import_of(joiners, "--apply"))
    assert (told.exit_code, "administrator" in told.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [("people.txt", b"x"), ("people.csv", b"\xff\xfe"), ("missing.csv", None)],
)
def test_a_file_that_cannot_be_read_is_a_mistake_of_usage(
    office: Office, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert office.run("adam", *import_of(tmp_path / name)).exit_code == 2


def test_a_workbook_is_imported_with_its_columns_mapped(office: Office, tmp_path: Path) -> None:
    path, book = tmp_path / "people.xlsx", Workbook()
    sheet = book.create_sheet("People", 0)
    for row in (["No", "Given", "Family", "Shoes"], ["7201", "Wes", "Book", "44"]):
        sheet.append(row)
    book.save(path)
    named = ["No=employee_number", "Given=given_name", "Family=family_name", "Shoes="]
    mapped = [word for each in named for word in ("--map", each)]

    assert office.run("adam", *import_of(path)).exit_code == 1
    assert office.run("adam", *import_of(path, "--apply", *mapped)).exit_code == 0
    assert len(office.read("adam", "people", "Wes")["people"]) == 1


def test_an_unknown_type_is_a_mistake_of_usage(office: Office, joiners: Path) -> None:
    told = office.run("adam", "import", "cats", joiners, "--source", "x")
    assert (told.exit_code, "org-units" in told.stderr) == (2, True)


def test_everything_that_can_be_imported_has_a_word() -> None:
    assert set(TYPES.values()) == set(SHAPES)
