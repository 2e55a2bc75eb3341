"""Runbooks from the command line: listed, checked without a server, handed in and reviewed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steersman.workflows.runbooks.shipped import shipped
from tests.cli.office import Office, steersman

TEXT = shipped()["service-down"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "our-service-down.md"
    path.write_text(TEXT)
    return path


def test_a_sound_file_is_told_so_without_a_server(file: Path) -> None:
    told = steersman("runbooks", "check", file)
    assert (told.exit_code, "is sound" in told.stdout) == (0, True)


def test_every_fault_is_told_by_its_line_with_the_mend(file: Path) -> None:
    file.write_text(TEXT.replace("risk: low", "risk: tiny").replace("service.start", "service.go"))
    told = steersman("runbooks", "check", file)
    line = TEXT[: TEXT.index("risk: low")].count("\n") + 1
    assert told.exit_code == 1
    assert f"{file.name}:{line}: risk: 'tiny'" in told.stdout.replace("\n", "")
    assert "say “risk:” with low, medium, high, critical" in told.stdout
    body = json.loads(steersman("runbooks", "check", file, "--json").stdout)
    assert (body["sound"], body["faults"][0]["line"]) == (False, line)


def test_a_capability_that_does_not_exist_fails_the_check(file: Path) -> None:
    file.write_text(TEXT.replace("service.start", "service.go"))
    told = steersman("runbooks", "check", file)
    assert (told.exit_code, "no capability service.go" in told.stdout) == (1, True)


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"\xff\xfe")
    assert steersman("runbooks", "check", tmp_path / "x.md").exit_code == 1
    assert steersman("runbooks", "check", tmp_path / "none.md").exit_code == 1


def test_what_ships_is_listed_and_shown(office: Office) -> None:
    told = office.read("anna", "runbooks")["runbooks"]
    assert {each["name"] for each in told} >= set(shipped())
    shown = office.run("anna", "runbooks", "show", "service-down").stdout
    assert "Start a service that is down" in shown
    assert "capability: service.start" in shown


def test_a_version_is_handed_in_by_one_and_reviewed_by_another(office: Office, file: Path) -> None:
    words = ("runbooks", "new-version", "our-service-down", file, "--reason", "ours is slower")
    assert office.read("adam", *words)["id"] == "our-service-down@1"
    own = office.run("adam", "runbooks", "review", "our-service-down", 1, "--accept")
    assert (own.exit_code, "four-eyes" in own.stderr) == (1, True)
    refused = office.read("adam", "runbooks", "review", "our-service-down", 1, "--refuse")
    assert refused["state"] == "withdrawn"


def test_what_no_connected_system_offers_is_not_started(office: Office) -> None:
    words = ("runbooks", "start", "service-down", "--set", "host=web1", "--set", "service=shop")
    told = office.run("adam", *words)
    assert told.exit_code == 1
    assert "cannot run here" in told.stderr
    assert office.run("adam", *words, "--rehearse").exit_code == 1
    assert office.run("adam", "runbooks", "start", "service-down", "--set", "x").exit_code == 2
