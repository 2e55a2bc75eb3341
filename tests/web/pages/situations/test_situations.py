"""The pages of situations, read as somebody reads them who was woken by one."""

from __future__ import annotations

from typing import Any

from tests.web.office import Office
from tests.web.pages.approvals.plans import text_of
from tests.web.visitors import visit

CRITICAL = {"name": "DiskFull", "host": "db-1", "severity": "critical", "text": "/var is full"}


def reported(office: Office, *alerts: dict[str, Any]) -> str:
    """Returns the number of the first situation that is not resolved."""
    assert office.post("administrator", "/alerts/events", list(alerts)).status_code == 200
    office.steersman.situating.wake()
    office.steersman.situating.work()
    rows = office.get("administrator", "/situations").json()["situations"]
    return str(rows[0]["number"]) if rows else ""


def page(office: Office, who: str, path: str) -> str:
    return text_of(visit(office, who).get(path))


def sent(office: Office, who: str, path: str, **form: str) -> str:
    return text_of(visit(office, who).post(path, form))


def test_the_list_says_first_how_much_needs_somebody(office: Office) -> None:
    assert "No situation yet" in page(office, "technician", "/situations")
    reported(office, CRITICAL, {**CRITICAL, "name": "Down", "host": "web-9"})
    shown = page(office, "technician", "/situations")
    assert "2 situations are not resolved; 2 critical and not acknowledged." in shown
    assert "DiskFull on db-1" in shown


def test_one_says_what_since_when_and_who_looks_after_it(office: Office) -> None:
    number = reported(office, CRITICAL)
    shown = page(office, "approver", f"/situations/{number}")
    assert "1 alert; it fires now." in shown
    assert "Nobody looks after it yet." in shown
    assert "declared critical by monitoring" in shown
    assert "is not one item of the CMDB by name or address" in shown
    assert "Acknowledge" not in shown.split("What happened")[0], "an approver only looks"


def test_whoever_acknowledges_is_named_from_then_on(office: Office) -> None:
    number = reported(office, CRITICAL)
    sent(office, "technician", f"/situations/{number}/acknowledge")
    assert "Technician Test looks after it" in page(office, "security", f"/situations/{number}")
    assert "Take it over" in page(office, "security", f"/situations/{number}")


def test_resolving_needs_a_reason_and_says_what_opens_it_again(office: Office) -> None:
    number = reported(office, CRITICAL)
    refused = sent(office, "technician", f"/situations/{number}/resolve", reason=" ")
    assert "a reason is missing" in refused
    sent(office, "technician", f"/situations/{number}/resolve", reason="cleared the logs")
    assert "Resolved" in page(office, "technician", f"/situations/{number}")
    assert "Nothing is wrong that we know of" in page(office, "technician", "/situations")
    assert "DiskFull on db-1" in page(office, "technician", "/situations?show=resolved")


def test_it_is_silenced_from_its_own_page(office: Office) -> None:
    number = reported(office, CRITICAL)
    matchers = 'alertname="DiskFull"\nhost="db-1"'
    form = {"matchers": matchers, "minutes": "480", "reason": "new disk is on its way"}
    sent(office, "technician", f"/situations/{number}/silence", **form)
    (row,) = office.get("technician", "/silences").json()["silences"]
    assert row["matchers"] == ['alertname="DiskFull"', 'host="db-1"']
    assert row["until"] - row["since"] == 480 * 60
    assert number in row["why"]


def test_what_is_not_useful_is_said_on_its_page(office: Office) -> None:
    number = reported(office, CRITICAL)
    sent(office, "technician", f"/situations/{number}/feedback", useful="no", note="every night")
    shown = page(office, "technician", f"/situations/{number}")
    assert "Technician Test : not useful (DiskFull)" in shown or "not useful (DiskFull)" in shown
    assert "every night" in shown


def test_the_path_of_the_failure_is_drawn_and_told(office: Office) -> None:
    ids = [
        office.post("administrator", "/ci", {"values": {"ci_class": kind, "name": name}}).json()
        for kind, name in (("application_service", "payroll"), ("server", "db-1"))
    ]
    service, server = (each["item"]["id"] for each in ids)
    relation = {"parent": service, "type": "runs_on", "child": server}
    office.post("administrator", "/ci/relations", relation)
    number = reported(office, CRITICAL, {**CRITICAL, "name": "ProbeFailed", "host": "payroll"})
    visitor = visit(office, "technician")
    answer = visitor.get(f"/situations/{number}")
    assert 'aria-label="payroll depends on db-1"' in answer.text
    shown = text_of(answer)
    assert "payroll depends on it" in shown
    assert "DiskFull on db-1 and 1 other host: 2 alerts of 2 kinds" in shown


def test_the_noise_report_says_what_was_not_told(office: Office) -> None:
    assert "No alert came in this time" in page(office, "auditor", "/situations/noise")
    reported(office, CRITICAL, {"name": "Login", "host": "web-1", "severity": "info"})
    shown = page(office, "auditor", "/situations/noise?days=7")
    assert "Of 2 alerts that began came 1 situation; people were told once." in shown
    assert "0 were held back, 1 was not unusual enough. None was deleted." in shown


def test_alerts_that_were_not_judged_for_long_are_told_on_the_page(office: Office) -> None:
    told = office.post("administrator", "/alerts/events", [CRITICAL])
    assert told.status_code == 200
    shown = page(office, "technician", "/situations")
    assert "not judged yet" not in shown, "a moment is no delay"


def test_employees_see_none_of_it(office: Office) -> None:
    number = reported(office, CRITICAL)
    for path in ("/situations", f"/situations/{number}", "/situations/noise", "/silences"):
        assert visit(office, "employee").get(path).status_code == 403, path
