"""Situations from the command line: what is wrong, who looks after it, and what is held back."""

from __future__ import annotations

import httpx2
import pytest

from company.process import wait_for
from tests.cli.office import Office

DOWN = {"name": "DiskFull", "host": "db-77", "severity": "critical", "text": "[bold]97 %[/]"}


@pytest.fixture(scope="module")
def number(office: Office) -> str:
    report(office, DOWN)
    wait_for(lambda: bool(rows(office)), "the worker that judges alerts")
    return str(rows(office)[0]["number"])


def report(office: Office, *alerts: dict[str, str]) -> None:
    told = httpx2.post(
        f"{office.url}/api/v1/alerts/events",
        json=list(alerts),
        headers={"Authorization": f"Bearer {office.tokens['adam']}"},
    )
    assert told.status_code == 200, told.text


def rows(office: Office) -> list[dict[str, object]]:
    found = office.read("adam", "situations")["situations"]
    assert isinstance(found, list)
    return found


def test_what_is_wrong_is_listed_and_shown(office: Office, number: str) -> None:
    told = office.run("adam", "situations").stdout
    assert number in told
    assert "DiskFull on db-77" in told
    shown = office.run("adam", "situations", "show", number).stdout
    assert "declared critical by monitoring" in shown
    assert "probable cause" in shown
    assert office.run("adam", "situations", "show", "INC9999999").exit_code == 1


def test_it_is_acknowledged_judged_and_resolved(office: Office, number: str) -> None:
    assert f"{number} is yours" in office.run("adam", "situations", "acknowledge", number).stdout
    assert office.run("adam", "situations", "acknowledge", number).exit_code == 1
    told = office.run("adam", "situations", "feedback", number, "--useful").stdout
    assert "was useful" in told
    done = office.run("adam", "situations", "resolve", number, "--reason", "cleared").stdout
    assert f"{number} is resolved" in done
    assert "Nothing is wrong" in office.run("adam", "situations").stdout
    assert number in office.run("adam", "situations", "list", "--state", "resolved").stdout


def test_silences_are_added_listed_and_ended(office: Office) -> None:
    added = office.run("adam", "silences", "add", "host=db-78", "--why", "swap", "--minutes", "5")
    assert "Held back until" in added.stdout
    (row,) = office.read("adam", "silences")["silences"]
    assert row["matchers"] == ['host="db-78"']
    assert "swap" in office.run("adam", "silences").stdout
    assert office.run("adam", "silences", "end", row["id"]).exit_code == 0
    assert "Nothing is held back" in office.run("adam", "silences").stdout
    wrong = office.run("adam", "silences", "add", "nonsense", "--why", "x")
    assert (wrong.exit_code, "no matcher" in wrong.stderr) == (1, True)


def test_a_rule_of_inhibition_is_added_and_ended(office: Office) -> None:
    rule = ["--source", "alertname=SwitchDown", "--target", "alertname=HostDown", "--equal", "rack"]
    assert office.run("adam", "silences", "inhibit", *rule, "--why", "no network").exit_code == 0
    (row,) = office.read("adam", "silences", "inhibitions")["inhibitions"]
    assert row["equal"] == ["rack"]
    assert office.run("adam", "silences", "allow", row["id"]).exit_code == 0
    assert office.read("adam", "silences", "inhibitions")["inhibitions"] == []


def test_a_window_is_planned(office: Office) -> None:
    wrong = office.run("adam", "maintenance", "add", "none", "--why", "x", "--start", "tomorrow")
    assert "is no moment" in wrong.stderr
    missing = office.run("adam", "maintenance", "add", "none", "--why", "x")
    assert "configuration item" in missing.stderr
    assert "Nothing is held back" in office.run("adam", "maintenance").stdout


def test_the_noise_report_counts(office: Office, number: str) -> None:
    told = office.run("adam", "situations", "noise").stdout
    assert "DiskFull" in told
