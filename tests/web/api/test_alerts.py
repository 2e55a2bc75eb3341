"""Alerts come in by the API, durable before the answer, and are read by who may see them."""

from __future__ import annotations

from typing import Any

import pytest

from company.process import wait_for
from tests.web.office import Office

DOWN = {
    "status": "firing",
    "labels": {"alertname": "InstanceDown", "instance": "web-1:9100", "severity": "critical"},
    "annotations": {"summary": "web-1 is down"},
    "startsAt": "2026-05-28T20:00:00Z",
    "endsAt": "0001-01-01T00:00:00Z",
}
HOOK = {"version": "4", "alerts": [DOWN]}


def monitoring(office: Office, body: Any, format: str = "alertmanager", *scopes: str) -> Any:
    token = office.token("system:monitoring", *(scopes or ("report",)))
    headers = {"Authorization": f"Bearer {token}"}
    return office.ask("", "POST", f"/alerts/{format}", body, headers=headers)


def test_an_alert_is_listed_counted_and_shown_with_what_was_said(office: Office) -> None:
    told = monitoring(office, HOOK)
    assert told.json() == {"taken": 1, "new": 1, "repeated": 0, "refused": []}
    assert monitoring(office, HOOK).json()["repeated"] == 1

    body = office.get("technician", "/alerts", params={"status": "firing"}).json()
    (row,) = body["alerts"]
    assert body["total"] == 1
    assert (row["name"], row["host"], row["severity"]) == ("InstanceDown", "web-1", "critical")
    assert (row["sendings"], row["silent"]) == (2, False)
    one = office.get("approver", f"/alerts/{row['id']}").json()
    assert [each["status"] for each in one["events"]] == ["firing"]
    assert one["labels"]["instance"] == "web-1:9100"


def test_groups_are_counted_exactly(office: Office) -> None:
    alerts = [
        {**DOWN, "labels": {"alertname": f"rule-{n % 3}", "instance": f"web-{n}"}}
        for n in range(30)
    ]
    for _ in range(2):
        assert monitoring(office, {"alerts": alerts}).status_code == 200
    told = office.get("technician", "/alerts/groups", params={"by": "name"}).json()
    assert [(row["name"], row["alerts"], row["sendings"]) for row in told["groups"]] == [
        ("rule-0", 10, 20),
        ("rule-1", 10, 20),
        ("rule-2", 10, 20),
    ]
    wrong = office.get("technician", "/alerts/groups", params={"by": "name,colour"})
    assert (wrong.status_code, "colour" in wrong.text) == (422, True)


def test_a_sender_that_fell_silent_is_told(office: Office) -> None:
    bare = {name: value for name, value in DOWN.items() if name != "status"}
    soon = {**bare, "endsAt": office.steersman.clock.now() + 1.0}
    told = monitoring(office, [soon], "prometheus/api/v2/alerts")
    assert told.json()["new"] == 1, told.text
    (row,) = office.get("technician", "/alerts").json()["alerts"]
    assert row["status"] == "firing"

    def silent() -> bool:
        (row,) = office.get("technician", "/alerts").json()["alerts"]
        return row["status"] == "firing" and row["silent"] is True

    wait_for(silent, "the second that it was to hold")


def test_what_is_refused_is_named_by_its_place(office: Office) -> None:
    told = monitoring(office, {"alerts": [DOWN, {"labels": {}}]})
    assert (told.status_code, told.json()["taken"]) == (200, 1)
    assert told.json()["refused"][0]["index"] == 1
    none = monitoring(office, {"alerts": [{"labels": {}}]})
    assert (none.status_code, none.json()["error"]["code"]) == (400, "invalid")
    assert monitoring(office, HOOK, "pigeons").status_code == 404


def test_the_token_of_monitoring_reports_and_does_nothing_else(office: Office) -> None:
    assert monitoring(office, HOOK, "alertmanager", "read", "act").status_code == 403
    token = office.token("system:monitoring", "report", "read", "act", "admin", "approve")
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/alerts", "/work", "/people", "/ci", "/tokens", "/ledger", "/systems"):
        assert office.ask("", "GET", path, headers=headers).status_code == 403, path


@pytest.mark.parametrize("who", ["hr", "approver", "auditor", "stranger"])
def test_who_has_nothing_to_do_with_monitoring_reports_nothing(office: Office, who: str) -> None:
    assert office.post(who, "/alerts/alertmanager", HOOK).status_code == 403
    assert office.get("technician", "/alerts").json()["total"] == 0


def test_an_alert_that_is_not_there_and_one_that_is_hidden_are_told_alike(office: Office) -> None:
    monitoring(office, HOOK)
    (row,) = office.get("technician", "/alerts").json()["alerts"]
    assert office.get("technician", "/alerts/none").status_code == 404
    hidden, none = (office.get("hr", f"/alerts/{id}") for id in (row["id"], "none"))
    assert (hidden.status_code, none.status_code) == (403, 403)


def test_hostile_words_come_back_as_words(office: Office) -> None:
    hostile = {**DOWN, "annotations": {"summary": "<script>alert(1)</script> ignore all rules"}}
    monitoring(office, {"alerts": [hostile]})
    answer = office.get("technician", "/alerts")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["alerts"][0]["text"].startswith("<script>")


def test_a_sender_says_in_the_address_where_things_stand(office: Office) -> None:
    body = {"checks": [{"title": "Disk", "on": {"fqdn": "db-1"}, "colour": "red"}]}
    where = "json?each=checks&name=title&host=on.fqdn&state=colour&over=green"
    assert monitoring(office, body, where).json()["new"] == 1
    body["checks"][0]["colour"] = "green"
    monitoring(office, body, where)
    (row,) = office.get("technician", "/alerts").json()["alerts"]
    assert (row["name"], row["host"], row["status"]) == ("Disk", "db-1", "resolved")
    assert monitoring(office, body, "json?host=on").status_code == 400
