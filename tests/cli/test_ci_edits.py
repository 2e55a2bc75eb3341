"""Bulk edits, saved views, rules, attributes and merges on the command line."""

from __future__ import annotations

import re

import pytest

from tests.cli.office import Office


@pytest.fixture(scope="module")
def teams(office: Office) -> list[str]:
    """Three teams in Bergen, by id."""
    made = []
    for n in range(3):
        words = ("--set", "ci_class=team", "--set", f"name=edit-{n}", "--set", "location=Bergen")
        made.append(office.read("adam", "ci", "add", *words)["item"]["id"])
    return made


def test_an_edit_is_shown_done_and_taken_back(office: Office, teams: list[str]) -> None:
    words = ("--where", "location=Bergen", "--class", "team", "--set", "environment=prod")
    shown = office.run("adam", "ci", "edit", *words).stdout
    assert "edit-0" in shown
    assert "3 changed, 0 unchanged, 0 refused" in shown
    assert "Nothing was written" in shown
    done = office.run("adam", "ci", "edit", *words, "--apply", "--reason", "moved").stdout
    (edit,) = re.findall(r"undo-edit (edt_\w+)", done)
    assert edit in office.run("adam", "ci", "edits").stdout
    found = office.read("adam", "ci", "list", "--where", "environment=production", "edit-")
    assert found["total"] == 3
    assert "3 items are as they were" in office.run("adam", "ci", "undo-edit", edit).stdout
    found = office.read("adam", "ci", "list", "--where", "environment=production", "edit-")
    assert found["total"] == 0


def test_an_edit_names_what_is_left_as_it_is(office: Office, teams: list[str]) -> None:
    told = office.run("adam", "ci", "edit", *teams, "ci_none", "--set", "os=Debian").stdout
    assert "0 changed, 0 unchanged, 4 refused" in told
    assert "has no attribute" in told


def test_an_edit_needs_items_one_way_or_the_other(office: Office, teams: list[str]) -> None:
    for words in ((), (teams[0], "--where", "location=Bergen")):
        told = office.run("adam", "ci", "edit", *words, "--set", "location=Rome")
        assert told.exit_code != 0
        assert "which items" in told.output


def test_a_view_is_kept_used_and_forgotten(office: Office, teams: list[str]) -> None:
    words = ("--class", "team", "--where", "location=Bergen", "--sort=-name")
    office.run("adam", "ci", "keep-view", "Bergen teams", *words)
    found = office.read("adam", "ci", "list", "--view", "Bergen teams")
    assert [each["name"] for each in found["items"]] == ["edit-2", "edit-1", "edit-0"]
    found = office.read("adam", "ci", "list", "edit-1", "--view", "Bergen teams")
    assert [each["name"] for each in found["items"]] == ["edit-1"]
    assert "Bergen teams" in office.run("adam", "ci", "views").stdout
    assert office.run("adam", "ci", "forget-view", "Bergen teams").exit_code == 0
    told = office.run("adam", "ci", "list", "--view", "Bergen teams")
    assert told.exit_code != 0
    assert "there is no view" in told.output


def test_rules_and_attributes_are_added_listed_and_taken_out(office: Office) -> None:
    words = ("--attribute", "os", "--source", "discovery", "--source", "inventory")
    assert office.run("adam", "ci", "add-rule", "cli-os", *words).exit_code == 0
    assert "discovery > inventory" in office.run("adam", "ci", "rules").stdout
    assert office.run("adam", "ci", "forget-rule", "cli-os").exit_code == 0
    assert "cli-os" not in office.run("adam", "ci", "rules").stdout
    words = ("server", "cli_unit", "--title", "Rack unit", "--type", "number")
    assert office.run("adam", "ci", "add-attribute", *words).exit_code == 0
    assert "cli_unit" in office.run("adam", "ci", "attributes").stdout
    assert office.run("adam", "ci", "add-attribute", *words).exit_code != 0


def test_merges_are_listed_and_the_last_count_is_taken(office: Office, teams: list[str]) -> None:
    merge = office.read("adam", "ci", "merge", teams[0], teams[1])["merge"]
    assert merge in office.run("adam", "ci", "merges").stdout
    office.read("adam", "ci", "unmerge", merge)
    assert "undone" in office.run("adam", "ci", "merges").stdout
    first = office.read("adam", "ci", "quality", "--max-age", "3600")
    assert office.read("adam", "ci", "quality", "--max-age", "3600") == first
    found = office.read("adam", "ci", "list", "--check", "no_relations", "--source", "console")
    assert isinstance(found["total"], int)
