"""When a leaver starts, is moved, or is withdrawn, and what is never done twice."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.domain.sources import Source
from steersman.domain.work import Due, Status
from steersman.records.desk.work import settle_in
from steersman.records.store import writing
from steersman.servicedesk.hr import leaver_request
from tests.servicedesk.hr.office import DAY, Office, moved

MIDNIGHT = "T00:00:00+00:00"


def leaves_in(office: Office, days: float, **fields: str) -> str:
    """HR enters an end that lies ahead; returns the day."""
    day = office.day(days)
    office.changes("1000", status="inactive", end_date=day, **fields)
    office.feed.poll()
    return day


def until(office: Office, day: str) -> None:
    office.clock.advance(datetime.fromisoformat(day + MIDNIGHT).timestamp() - office.clock.now())


def begins(office: Office, number: str, status: Status) -> None:
    """A run of ``number`` starts now, and ends a second later as ``status``."""
    (due,) = [due for due in office.desk.agenda.due() if due.work == number]
    office.desk.agenda.started([due.run])
    office.clock.advance(1)
    ends(office, due, status)


def ends(office: Office, due: Due, status: Status) -> None:
    with writing(office.engine, "desk") as connection:
        now = office.clock.now()
        settle_in(connection, due, status, reasons=[], digest="d", now=now)


def test_the_request_names_what_the_leaver_needs(office: Office) -> None:
    jane = office.person("1000")
    request = leaver_request(jane, "hr", office.clock.now(), "voluntary", successor="per_x")
    params = dict(request.params or {})
    assert (request.procedure, request.requester) == ("leaver", "system:hr-feed")
    assert (request.subject, request.dedup_key) == (jane.id, "leaver/hr/1000")
    assert params["successor"] == "per_x"
    assert datetime.fromisoformat(params["effective_at"]).timestamp() == office.clock.now()


def test_an_end_that_lies_ahead_starts_on_its_day_and_not_before(office: Office) -> None:
    day = leaves_in(office, 14)
    number = office.leaver()["number"]
    assert office.person("1000").employment_status is EmploymentStatus.ACTIVE
    until(office, day)
    office.clock.advance(-1)
    assert office.feed.end_due() == []
    assert office.due() == []
    office.clock.advance(1)
    assert office.feed.end_due() == [number]
    assert office.due() == [number]
    assert office.person("1000").employment_status is EmploymentStatus.TERMINATED
    assert office.feed.end_due() == [number]  # until the run has started: bringing forward twice
    assert len(office.due()) == 1


def test_the_fifteen_minutes_of_a_later_end_start_on_its_day(office: Office) -> None:
    day = leaves_in(office, 14)
    (owed,) = office.desk.obligations.of(office.leaver()["number"])
    assert owed["due_at"] == datetime.fromisoformat(day + MIDNIGHT).timestamp() + 900


def test_a_day_begins_where_the_company_is(office: Office) -> None:
    office = moved(office, time_zone="America/New_York")
    day = leaves_in(office, 14)
    effective = datetime.fromisoformat(office.leaver()["params"]["effective_at"])
    assert effective == datetime.fromisoformat(day + "T04:00:00+00:00")  # in May and June


def test_a_time_zone_that_does_not_exist_is_an_error_with_the_mend(office: Office) -> None:
    with pytest.raises(Permanent, match="Europe/Vienna"):
        moved(office, time_zone="Mars/Olympus")


def test_hr_may_leave_the_status_active_until_the_day(office: Office) -> None:
    day = office.day(3)
    office.changes("1000", end_date=day)
    office.feed.poll()
    until(office, day)
    office.feed.poll()
    assert office.due() == [office.leaver()["number"]]
    office.clock.advance(60)
    office.changes("1000", end_date=day)  # written anew, still "active"
    assert office.feed.poll().works == ()
    assert office.person("1000").employment_status is EmploymentStatus.TERMINATED


def test_active_with_an_end_in_the_past_is_a_question(office: Office) -> None:
    office.changes("1000", end_date=office.day(-3))
    office.feed.poll()
    assert office.leavers() == []
    assert "correct the status" in json.loads(office.questions()[0]["params"])["mend"]


def test_an_end_that_is_moved_moves_the_leaver(office: Office) -> None:
    leaves_in(office, 14)
    office.clock.advance(60)
    day = leaves_in(office, 28)
    assert office.leaver()["params"]["end_date"] == day
    assert len(office.leavers("canceled")) == 1
    until(office, day)
    office.clock.advance(-7 * DAY)
    office.feed.end_due()
    assert office.due() == []


def test_an_end_that_is_brought_forward_to_today_starts_at_once(office: Office) -> None:
    leaves_in(office, 14)
    office.clock.advance(60)
    leaves_in(office, 0, termination_type="for_cause")
    leaver = office.leaver()
    assert leaver["params"]["termination_type"] == "for_cause"
    assert office.due() == [leaver["number"]]


def test_an_end_that_is_cancelled_before_its_day_withdraws_the_leaver(office: Office) -> None:
    day = leaves_in(office, 14)
    number = office.leaver()["number"]
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    assert office.desk.work_items.row(number)["status"] == "canceled"
    assert [o["state"] for o in office.desk.obligations.of(number)] == ["dropped"]
    until(office, day)
    office.clock.advance(DAY)
    office.feed.poll()
    assert (office.due(), office.questions()) == ([], [])


def test_who_leaves_after_a_cancelled_end_is_a_leaver_again(office: Office) -> None:
    leaves_in(office, 14)
    first = office.leaver()["number"]
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    office.clock.advance(60)
    leaves_in(office, 14)
    assert office.leaver()["number"] != first


def test_an_end_that_is_cancelled_after_the_leaver_is_a_question(office: Office) -> None:
    leaves_in(office, 0)
    number = office.leaver()["number"]
    begins(office, number, Status.DONE)
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    assert office.person("1000").employment_status is EmploymentStatus.ACTIVE
    (asked,) = office.questions()
    assert f"steersman undo {number}" in json.loads(asked["params"])["mend"]
    assert office.desk.work_items.row(number)["status"] == "done"


def test_the_next_end_of_the_same_employment_opens_a_leaver_of_its_own(office: Office) -> None:
    leaves_in(office, 0)
    begins(office, office.leaver()["number"], Status.DONE)
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    office.clock.advance(60)
    leaves_in(office, 0)
    assert len(office.leavers("done")) == 1
    assert office.leaver()["subject"] == office.person("1000").id


def test_a_leaver_that_is_under_way_is_never_withdrawn(office: Office) -> None:
    leaves_in(office, 0)
    number = office.leaver()["number"]
    (due,) = office.desk.agenda.due()
    office.desk.agenda.started([due.run])
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    assert office.desk.work_items.row(number)["status"] == "new"
    assert len(office.questions()) == 1


def test_a_dismissal_for_cause_replaces_the_leaver_that_is_held(office: Office) -> None:
    leaves_in(office, 0)
    held = office.leaver()["number"]
    begins(office, held, Status.HELD)
    office.updated("1000", terminationType="for cause")
    assert office.leaver()["params"]["termination_type"] == "for_cause"
    assert office.desk.work_items.row(held)["status"] == "canceled"


def test_a_dismissal_for_cause_of_somebody_half_done_is_a_question(office: Office) -> None:
    leaves_in(office, 0)
    begins(office, office.leaver()["number"], Status.INCOMPLETE)
    office.updated("1000", terminationType="for cause")
    assert (office.leavers(), len(office.questions())) == ([], 1)


def test_a_leaver_that_people_refused_is_not_opened_again(office: Office) -> None:
    leaves_in(office, 0)
    begins(office, office.leaver()["number"], Status.CANCELED)
    office.clock.advance(60)
    assert office.feed.poll().works == ()


def test_a_leaver_that_was_too_early_for_the_record_is_woken(office: Office) -> None:
    """Should the feed's job be late, the run is refused, and tried again once the day is told."""
    day = leaves_in(office, 3)
    number = office.leaver()["number"]
    until(office, day)
    office.clock.advance(600)
    begins(office, number, Status.REFUSED)
    assert office.feed.end_due() == [number]
    assert office.due() == [number]
    assert office.feed.end_due() == []


def test_a_webhook_on_the_day_itself_does_not_withdraw_the_leaver(office: Office) -> None:
    day = leaves_in(office, 3)
    until(office, day)
    office.updated("1000", jobTitle="Clerk")
    assert office.due() == [office.leaver()["number"]]


@pytest.mark.parametrize("days", [0, 14])
def test_dying_between_the_record_and_the_desk_loses_no_leaver(office: Office, days: int) -> None:
    """As if the process ended right after the import: only the record knows."""
    told = {"employment_status": "terminated"} if days == 0 else {"end_date": office.day(days)}
    office.changes("1000", status="inactive", end_date=office.day(days))
    jane = office.person("1000")
    source = Source(name="hr", recency=office.clock.now(), native_key="1000")
    office.people.change(jane.id, told, by="system:hr-feed", source=source)
    office.feed.poll()
    assert office.leaver()["subject"] == jane.id
