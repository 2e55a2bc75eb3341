"""The pages of alerts: what fires, how many of each name, and what was said of one."""

from __future__ import annotations

from typing import Any

from tests.web.office import Office
from tests.web.pages.approvals.plans import text_of
from tests.web.visitors import visit


def reported(office: Office, *alerts: dict[str, Any]) -> None:
    assert office.post("administrator", "/alerts/events", list(alerts)).status_code == 200


def page(office: Office, who: str, path: str) -> str:
    return text_of(visit(office, who).get(path))


def test_what_fires_is_listed_with_its_groups(office: Office) -> None:
    reported(office, *({"name": "Disk full", "host": f"db-{n}"} for n in range(3)))
    reported(office, {"name": "Backup failed", "host": "db-1", "status": "ok"})
    shown = page(office, "technician", "/alerts")
    assert "Firing 3" in shown
    assert "Disk full 3" in shown
    assert "Backup failed" not in shown
    assert "Backup failed" in page(office, "technician", "/alerts?status=all")


def test_a_filter_narrows_list_and_groups_alike(office: Office) -> None:
    reported(office, {"name": "Disk full", "host": "db-1"}, {"name": "Hot", "host": "db-2"})
    shown = page(office, "approver", "/alerts?host=db-2")
    assert "Hot 1" in shown
    assert "Disk full" not in shown
    assert "No alert fits" in page(office, "approver", "/alerts?host=nowhere")


def test_nothing_yet_says_how_a_system_reports(office: Office) -> None:
    assert "No alert was taken in yet" in page(office, "technician", "/alerts")
    reported(office, {"name": "Hot", "host": "db-2", "status": "resolved"})
    assert "Nothing fires" in page(office, "technician", "/alerts")


def test_a_sender_that_fell_silent_is_not_shown_as_firing(office: Office) -> None:
    gone = {"labels": {"alertname": "Hot", "host": "db-2"}, "startsAt": "2026-01-01T00:00:00Z"}
    gone |= {"status": "firing", "endsAt": "2026-01-01T00:04:00Z"}
    told = office.post("administrator", "/alerts/alertmanager", {"alerts": [gone]})
    assert told.json()["new"] == 1
    assert "Not heard of since" in page(office, "technician", "/alerts")


def test_one_is_shown_with_labels_and_history(office: Office) -> None:
    reported(office, {"name": "Hot", "host": "db-2", "time": 1, "tags": {"rack": "R7"}})
    reported(office, {"name": "Hot", "host": "db-2", "time": 2, "tags": {"rack": "R7"}})
    (row,) = office.get("technician", "/alerts").json()["alerts"]
    shown = page(office, "technician", f"/alerts/{row['id']}")
    assert "What was said 2" in shown
    assert "rack R7" in shown
    assert "Sent 2 times, began 2 times" in shown


def test_who_may_not_see_alerts_has_neither_page_nor_place(office: Office) -> None:
    assert visit(office, "hr").get("/alerts").status_code == 403
    assert 'href="/alerts"' not in visit(office, "hr").get("/").text
    assert 'href="/alerts"' in visit(office, "technician").get("/").text
    assert visit(office, "technician").get("/alerts/none").status_code == 404


def test_the_rows_come_again_when_something_is_said(office: Office) -> None:
    reported(office, {"name": "Hot", "host": "db-2"})
    rows = visit(office, "technician", htmx=True).get("/alerts/rows?status=firing")
    assert "sse:alerts" in rows.text
    assert rows.text.count("<tr data-href") == 1
