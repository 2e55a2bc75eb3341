"""What a signed call does to the record and to the desk, on both stores."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus
from steersman.records.hr_events import hr_events
from steersman.servicedesk.hr import Refused
from tests.servicedesk.hr.office import DAY, JANE, STAFF, Office, event, row, sign

LEFT: dict[str, str] = {"status": "Inactive"}


def events(office: Office, status: str = "") -> list[dict[str, Any]]:
    return office.feed.events.search("hr", status)


def test_a_termination_arrives_as_an_update_and_opens_a_leaver_at_once(office: Office) -> None:
    received = office.updated("1000", **LEFT, terminationDate=office.day(0))
    leaver = office.leaver()
    assert received.works == (leaver["number"],)
    assert leaver["requester"] == "system:hr-feed"
    assert leaver["subject"] == office.person("1000").id
    assert office.person("1000").employment_status is EmploymentStatus.TERMINATED
    assert office.due() == [leaver["number"]]


def test_an_event_that_states_no_fields_is_looked_up_in_the_file(office: Office) -> None:
    office.changes("1000", status="inactive", end_date=office.day(0), termination_type="for_cause")
    received = office.says(event("1000", office.clock.now()))
    assert received.status == "applied"
    assert office.leaver()["params"]["termination_type"] == "for_cause"


def test_the_permissioned_shape_is_understood(office: Office) -> None:
    fields = {"Status": {"value": "Inactive"}, "First Name": "Jane"}
    one = {"id": 1000, "action": "Updated", "changedFields": ["Status"], "fields": fields}
    assert office.says({"employees": [one], "fields": {}}).status == "applied"
    assert office.leaver()["subject"] == office.person("1000").id


def test_several_employees_of_one_call_are_settled_each(office: Office) -> None:
    each = [{"id": n, "action": "Updated", "fields": LEFT} for n in ("1000", "1001", "9999")]
    received = office.says({"employees": each})
    assert (received.status, len(office.leavers())) == ("waiting", 2)


def test_the_clock_of_fifteen_minutes_starts_when_hr_said_so(office: Office) -> None:
    told = office.clock.now() - 30
    office.updated_before(30, "1000", **LEFT)
    number = office.leaver()["number"]
    (owed,) = office.desk.obligations.of(number)
    assert owed["id"] == f"{number}/access_closed"
    assert (owed["kind"], owed["due_at"]) == ("access_closed", told + 900)


def test_the_manager_takes_over_unless_they_left_too(office: Office) -> None:
    office.updated("1000", **LEFT)
    assert office.leaver()["params"]["successor"] == office.person("1001").id


def test_a_manager_who_left_is_no_successor(office: Office) -> None:
    office.updated("1001", **LEFT)
    office.updated("1000", **LEFT)
    successors = {w["subject"]: w["params"]["successor"] for w in office.leavers()}
    assert successors[office.person("1000").id] == ""


def test_the_same_call_again_is_already_known_and_does_nothing_twice(office: Office) -> None:
    at = office.clock.now()
    office.says(event("1000", at, **LEFT))
    office.clock.advance(200)
    again = office.says(event("1000", at, **LEFT))
    assert (again.status, again.works) == ("known", ())
    assert len(office.leavers()) == 1
    assert len(events(office)) == 1


def test_an_older_event_does_not_overwrite_what_is_newer(office: Office) -> None:
    office.updated_before(10, "1000", jobTitle="Head of sales")
    late = office.updated_before(20, "1000", jobTitle="Clerk")
    assert (late.status, office.person("1000").title) == ("stale", "Head of sales")


def test_an_older_event_still_tells_what_nobody_told_since(office: Office) -> None:
    office.updated_before(10, "1000", **LEFT)
    late = office.updated_before(20, "1000", jobTitle="Clerk", status="Active")
    person = office.person("1000")
    assert late.status == "applied"
    assert (person.title, person.employment_status) == ("Clerk", EmploymentStatus.TERMINATED)


def test_a_date_in_the_future_is_taken_as_now(office: Office) -> None:
    office.updated_before(-30 * DAY, "1000", jobTitle="Clerk")
    office.clock.advance(10)
    office.updated("1000", jobTitle="Head of sales")
    assert office.person("1000").title == "Head of sales"


def test_an_unknown_person_is_a_question_that_the_next_poll_settles(office: Office) -> None:
    received = office.updated("3000", jobTitle="Clerk")
    assert received.status == "waiting"
    assert "3000" in office.questions()[0]["summary"]
    assert office.feed.status().waiting == 1
    office.writes([*STAFF, row("3000", "New", "Comer")])
    office.feed.poll()
    assert office.person("3000").title == "Clerk"
    assert (office.questions(), office.feed.status().waiting) == ([], 0)


def test_a_deleted_record_is_no_termination(office: Office) -> None:
    received = office.says({**event("1000", office.clock.now()), "type": "employee.deleted"})
    assert "no termination" in received.note
    assert office.leavers() == []


def test_fields_that_are_not_known_are_named_and_the_rest_is_taken_in(office: Office) -> None:
    received = office.updated("1000", jobTitle="Clerk", shoeSize="43")
    assert "shoeSize" in received.note
    assert office.person("1000").title == "Clerk"


@pytest.mark.parametrize(
    ("fields", "mend"),
    [({"status": "Vanished"}, "active"), ({"terminationDate": "31.12.2026"}, "2026-01-31")],
)
def test_a_value_that_makes_no_sense_is_kept_and_asked_about(
    office: Office, fields: dict[str, str], mend: str
) -> None:
    received = office.updated("1000", **fields)
    assert (received.status, received.works) == ("failed", (office.questions()[0]["number"],))
    assert mend in received.note
    assert office.leavers() == []
    assert events(office, "failed")[0]["body"].find(next(iter(fields.values()))) > 0


@pytest.mark.parametrize(
    ("body", "mend"),
    [
        (b"{", "choose JSON"),
        (b"[]", "event-based"),
        (b"{}", "event-based"),
        (b'{"employees": []}', "event-based"),
        (b'{"employees": [7]}', "event-based"),
        (b'{"employees": [{"id": null, "action": "Updated"}]}', "names no employee"),
        (b'{"employees": [{"id": true, "action": "Updated"}]}', "names no employee"),
        (b'{"employees": [{"id": "1", "action": "Exploded"}]}', "employee.updated"),
        (b'{"employees": [{"id": "1", "timestamp": "noon"}]}', "no time"),
        (b'{"employees": [{"id": "1", "fields": {"a": []}}]}', "is no text"),
        (b'{"employees": [{"id": "1", "fields": {"a": "\\u0000"}}]}', "is no text"),
        (b'{"employees": [{"id": "1", "fields": {"a": "\\ud800"}}]}', "choose JSON"),
        (b'{"employees": [{"id": "1", "fields": {"a": NaN}}]}', "choose JSON"),
        (b"[" * 100_000, "choose JSON"),
        (b"\xff\xfe", "choose JSON"),
    ],
)
def test_a_malformed_call_is_refused_with_the_mend_and_kept(
    office: Office, body: bytes, mend: str
) -> None:
    headers = sign(body, str(int(office.clock.now())))
    with pytest.raises(Refused, match=mend) as refused:
        office.feed.receive(headers, body)
    assert refused.value.http_status == 400
    (kept,) = events(office, "failed")
    assert kept["note"] == str(refused.value)
    assert office.leavers() == []


def test_a_call_that_is_not_genuine_leaves_no_trace(office: Office) -> None:
    body = json.dumps(event("1000", office.clock.now(), **LEFT)).encode()
    with pytest.raises(Refused):
        office.feed.receive(sign(body, str(int(office.clock.now())), "guessed"), body)
    assert (events(office), office.leavers()) == ([], [])


def test_an_event_is_durable_before_it_is_worked_through(office: Office) -> None:
    """The file is gone at that moment: the event waits for it, and HR need not send it again."""
    (office.folder / "people.csv").unlink()
    received = office.says(event("1000", office.clock.now()))
    assert received.status == "received"
    with office.engine.connect() as connection:
        assert connection.scalar(sa.select(hr_events.c.status)) == "received"
    office.writes([{**JANE, **LEFT} if r is JANE else r for r in STAFF])
    office.feed.poll()
    assert office.leaver()["subject"] == office.person("1000").id
    assert office.feed.status().waiting == 0


def test_an_event_that_is_ahead_of_the_file_waits_for_the_next_file(office: Office) -> None:
    assert office.says(event("1000", office.clock.now())).status == "waiting"
    assert office.feed.poll().error == ""
    assert office.feed.status().waiting == 1
    office.changes("1000", status="inactive")
    office.feed.poll()
    assert (len(office.leavers()), office.feed.status().waiting) == (1, 0)


def test_what_people_call_a_cause_is_understood(office: Office) -> None:
    office.updated("1000", **LEFT, terminationType="Termination for cause")
    assert office.leaver()["params"]["termination_type"] == "for_cause"


def test_an_older_word_about_the_reason_does_not_overwrite_the_newer_one(office: Office) -> None:
    office.updated_before(10, "1000", **LEFT, terminationType="for cause")
    office.updated_before(20, "1000", terminationType="resignation")
    assert office.leaver()["params"]["termination_type"] == "for_cause"
