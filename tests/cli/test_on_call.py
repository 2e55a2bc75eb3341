"""On call from the command line: now, next, a schedule from a file, an override, a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.office import Office

SCHEDULE = """
name = "Web shop"
time_zone = "Europe/Berlin"
[[layers]]
name = "weeks"
people = [PEOPLE]
begins = "2026-01-05T09:00"
"""


@pytest.fixture(scope="module")
def ready(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    people = office.read("adam", "people", "list")["people"][:2]
    folder = tmp_path_factory.mktemp("on-call")
    file = folder / "web.toml"
    file.write_text(SCHEDULE.replace("PEOPLE", ", ".join(f'"{each["id"]}"' for each in people)))
    told = office.run("adam", "on-call", "add", str(file))
    assert told.exit_code == 0, told.output
    policy = folder / "policy.json"
    policy.write_text(
        json.dumps({"name": "Shop down", "template": "urgent", "schedule": "Web shop"})
    )
    told = office.run("adam", "on-call", "add-policy", str(policy))
    assert told.exit_code == 0, told.output
    return office


def test_who_is_on_call_and_who_is_next(ready: Office) -> None:
    assert "Web shop" in ready.run("adam", "on-call").stdout
    (now,) = ready.read("adam", "on-call", "now")["schedules"]
    (following,) = ready.read("adam", "on-call", "next")["schedules"]
    assert now["now"]["people"] != following["next"]["people"]
    assert "weeks" in ready.run("adam", "on-call", "schedule", "Web shop").stdout


def test_an_override_for_some_hours_is_made_and_taken_back(ready: Office) -> None:
    (schedule,) = ready.read("adam", "on-call", "now")["schedules"]
    person = schedule["next"]["people"][0]
    words = ("Web shop", person, "--until", "90m", "--reason", "doctor")
    made = ready.read("adam", "on-call", "override", *words)
    assert made["until"] - made["from"] == 5400
    (schedule,) = ready.read("adam", "on-call", "now")["schedules"]
    assert schedule["now"]["people"] == [person]
    assert ready.run("adam", "on-call", "withdraw", made["id"]).exit_code == 0
    wrong = ready.run("adam", "on-call", "override", "Web shop", person, "--until", "tomorrow")
    assert (wrong.exit_code, "no moment" in wrong.output) == (1, True)


def test_a_page_from_beginning_to_post_mortem(ready: Office) -> None:
    page = ready.read("adam", "on-call", "page", "Shop is down", "--policy", "Shop down")
    assert page["id"] in ready.run("adam", "on-call", "pages").stdout
    assert ready.run("adam", "on-call", "acknowledge", page["id"]).exit_code == 0
    assert "acknowledged" in ready.run("adam", "on-call", "show", page["id"]).stdout
    assert ready.run("adam", "on-call", "resolve", page["id"]).exit_code == 0
    draft = ready.run("adam", "on-call", "post-mortem", page["id"]).stdout
    assert "Root cause: not recorded." in draft


def test_a_file_that_is_none_is_told(ready: Office, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("[1")
    told = ready.run("adam", "on-call", "add", str(file))
    assert (told.exit_code, "cannot be read" in told.output) == (2, True)
