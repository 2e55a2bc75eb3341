"""Stopping work before it is carried out: who may, what becomes of it, and what is told."""

from __future__ import annotations

import pytest

from steersman.records.desk.work import Request
from tests.web.office import Office
from tests.web.visitors import visit

WHY = {"reason": "She stays after all"}
BUTTON = 'popovertarget="withdraw"'


def test_hr_stops_the_leaver_that_waits_and_nothing_of_it_is_done(office: Office) -> None:
    number = office.leaver()
    hr = visit(office, "hr")
    assert BUTTON in hr.get(f"/work/{number}").text

    answer = hr.post(f"/work/{number}/stop", WHY)
    office.run()

    assert answer.headers["location"] == f"/work/{number}"
    assert office.status(number) == "canceled"
    assert office.company.effects == []
    page = hr.get(f"/work/{number}").text
    assert "Hr Test stopped it" in page
    assert "She stays after all" in page
    assert BUTTON not in page


def test_who_stopped_it_and_why_stands_in_the_ledger(office: Office) -> None:
    number = office.leaver()
    visit(office, "hr").post(f"/work/{number}/stop", WHY)

    (told,) = office.ledger("work-stopped")

    assert told == {"work": number, "by": office.id("hr"), "channel": "console", **WHY}


def test_an_approval_counts_no_more_for_what_was_stopped(office: Office) -> None:
    number = office.leaver()
    digest = office.digest(number)
    visit(office, "hr").post(f"/work/{number}/stop", WHY)

    told = office.post("approver", f"/work/{number}/approve", {"digest": digest})
    office.run()

    assert told.status_code == 409
    assert office.company.effects == []


@pytest.mark.parametrize("who", ["approver", "technician", "auditor"])
def test_who_may_see_it_and_not_stop_it_is_told_the_rule(office: Office, who: str) -> None:
    number = office.leaver()
    assert BUTTON not in visit(office, who).get(f"/work/{number}").text

    told = visit(office, who).post(f"/work/{number}/stop", WHY)

    assert told.status_code == 403
    assert told.json()["error"]["rule"] == "work_item.stop"
    assert office.status(number) == "held"


def test_who_may_not_see_it_learns_nothing(office: Office) -> None:
    number = office.leaver()
    there, nowhere = (
        office.post("stranger", f"/work/{each}/stop", WHY) for each in (number, "REQ0009999")
    )

    assert there.status_code == nowhere.status_code == 404


def test_nobody_stops_what_is_about_them(office: Office) -> None:
    number = office.leaver(who="security", subject="hr")

    told = office.post("hr", f"/work/{number}/stop", WHY).json()["error"]

    assert told["rule"] == "four-eyes"
    assert office.status(number) != "canceled"


def test_whoever_asked_for_something_may_stop_it(office: Office) -> None:
    asked = Request(procedure="manual", requester=office.id("mary"), summary="A second screen")
    number = office.steersman.desk.work_items.submit(asked)

    assert office.post("employee", f"/work/{number}/stop", WHY).status_code == 404
    assert office.post("mary", f"/work/{number}/stop", WHY).status_code == 200
    assert office.status(number) == "canceled"


def test_what_is_over_cannot_be_stopped(office: Office) -> None:
    number = office.leaver()
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    assert office.status(number) == "done"

    told = office.post("hr", f"/work/{number}/stop", WHY)

    assert told.status_code == 409
    assert "there is nothing left to stop" in told.json()["error"]["message"]
    assert office.status(number) == "done"


def test_without_a_reason_nothing_is_stopped_and_the_page_says_so(office: Office) -> None:
    number = office.leaver()

    told = visit(office, "hr").post(f"/work/{number}/stop", {"reason": "  "})

    assert told.status_code == 422
    assert 'href="#withdraw-why"' in told.text
    assert office.status(number) == "held"
