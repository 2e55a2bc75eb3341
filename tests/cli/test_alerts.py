"""Alerts from the command line: what fires, how many, and what was said of one."""

from __future__ import annotations

import httpx2
import pytest

from tests.cli.office import Office


@pytest.fixture(scope="module")
def reported(office: Office) -> Office:
    alerts = [
        {"name": "Disk full", "host": f"db-{n}", "severity": "critical", "text": "[bold]97 %[/]"}
        for n in range(3)
    ]
    alerts.append({"name": "Backup failed", "host": "db-1", "status": "ok"})
    told = httpx2.post(
        f"{office.url}/api/v1/alerts/events",
        json=alerts,
        headers={"Authorization": f"Bearer {office.tokens['adam']}"},
    )
    assert told.json()["new"] == 4, told.text
    return office


def test_what_fires_is_listed_and_what_is_over_only_when_asked_for(reported: Office) -> None:
    told = reported.run("anna", "alerts").stdout
    assert told.count("Disk full") == 3
    assert "[bold]97 %[/]" in told
    assert "Backup failed" not in told
    assert "Backup failed" in reported.run("anna", "alerts", "list", "--status", "all").stdout


def test_groups_are_counted(reported: Office) -> None:
    body = reported.read("anna", "alerts", "groups", "--by", "name,severity")
    (group,) = body["groups"]
    assert (group["name"], group["severity"], group["alerts"]) == ("Disk full", "critical", 3)
    wrong = reported.run("anna", "alerts", "groups", "--by", "colour")
    assert (wrong.exit_code, "colour" in wrong.stderr) == (2, True)


def test_one_is_shown_with_what_was_said(reported: Office) -> None:
    (row,) = reported.read("anna", "alerts", "list", "--host", "db-2")["alerts"]
    told = reported.run("anna", "alerts", "show", row["id"]).stdout
    assert "Disk full" in told
    assert "firing" in told
    assert reported.run("anna", "alerts", "show", "none").exit_code == 1


def test_nothing_is_said_to_be_nothing(reported: Office) -> None:
    assert "No alert" in reported.run("anna", "alerts", "list", "--host", "nowhere").stdout
