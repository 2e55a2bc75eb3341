"""Connecting HR from the console: the list is read first, and no other file is shown by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.settings.systems import load_systems
from tests.web.office import Office
from tests.web.visitors import visit

LIST = "employee_number,given_name,family_name,mail,status\n"
ANN = "7001,Ann,Sato,ann.sato@example.org,active\n"


def _folder(office: Office) -> Path:
    folder = office.steersman.settings.systems_path.parent
    (folder / "hr").mkdir(parents=True, exist_ok=True)
    return folder


def _written(office: Office, text: str) -> None:
    (_folder(office) / "hr" / "people.csv").write_text(text)


def test_a_list_is_read_and_nothing_is_kept(office: Office) -> None:
    _written(office, LIST + ANN)

    answer = visit(office, "administrator").post("/systems/new/hr", {"do": "try"})

    assert answer.status_code == 200
    assert "1 person on the list" in answer.text
    assert not office.steersman.settings.systems_path.exists()


def test_a_list_is_kept_and_counts_after_a_restart(office: Office) -> None:
    _written(office, LIST + ANN)
    admin = visit(office, "administrator")

    kept = admin.post("/systems/new/hr", {"do": "keep", "time_zone": "Europe/Vienna"})

    assert (kept.status_code, kept.headers["location"]) == (303, "/systems")
    hr = load_systems(office.steersman.settings.systems_path).hr
    assert hr is not None
    assert (hr.file, hr.time_zone) == ("hr/people.csv", "Europe/Vienna")
    assert office.ledger("system-declared")[0]["kind"] == "hr"
    assert "Read anew: HR’s list" in admin.get("/systems").text
    again = admin.post("/systems/new/hr", {"do": "keep"})
    assert (again.status_code, "HR is connected already" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("typed", "text", "told"),
    [
        ({}, LIST, "The list is empty"),
        ({}, "employee_number\n1\n", "the column &#39;status&#39; is missing"),
        ({"file": "hr/none.csv"}, LIST, "cannot be read"),
        ({"file": "../people.csv"}, LIST, "it must lie in"),
        ({"file": "/etc/passwd"}, LIST, "it must lie in"),
        ({"file": "secrets/crm-token.csv"}, LIST, "it must lie in"),
        ({"file": "records.db"}, LIST, "ends in .csv or .json"),
        ({"time_zone": "Mars/Olympus"}, LIST + ANN, "time_zone"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_kept(
    office: Office, typed: dict[str, str], text: str, told: str
) -> None:
    _written(office, text)

    answer = visit(office, "administrator").post("/systems/new/hr", {"do": "keep", **typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert all(value in answer.text for value in typed.values())
    assert not office.steersman.settings.systems_path.exists()


def test_a_link_that_leads_out_of_the_folder_is_no_way_out(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.csv"
    outside.write_text(LIST + ANN)
    (_folder(office) / "hr" / "people.csv").symlink_to(outside)

    answer = visit(office, "administrator").post("/systems/new/hr", {"do": "try"})

    assert (answer.status_code, "it must lie in" in answer.text) == (422, True)


@pytest.mark.parametrize("who", ["hr", "security", "technician"])
def test_only_administrators_connect_it(office: Office, who: str) -> None:
    assert visit(office, who).get("/systems/new/hr").status_code == 403
    assert visit(office, who).post("/systems/new/hr", {"do": "keep"}).status_code == 403
