"""The reconciling poll: HR's whole list, its faults, and who is no longer on it."""

from __future__ import annotations

import json
import os

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from tests.servicedesk.hr.office import DAY, STAFF, Office, as_csv, moved, row, without

ACTIVE, TERMINATED = EmploymentStatus.ACTIVE, EmploymentStatus.TERMINATED


def test_a_good_poll_is_shown_with_its_rows(office: Office) -> None:
    status = office.feed.status()
    assert (status.rows, status.error, status.waiting) == (len(STAFF), "", 0)
    assert status.last_good_at == office.clock.now() - 60


def test_a_row_that_became_inactive_opens_one_leaver_however_often_it_is_polled(
    office: Office,
) -> None:
    office.changes("1000", status="inactive", end_date=office.day(0))
    assert office.feed.poll().works == (office.leaver()["number"],)
    office.clock.advance(60)
    assert office.feed.poll().works == ()
    assert len(office.leavers()) == 1


def test_webhook_and_poll_together_open_one_leaver(office: Office) -> None:
    office.updated("1000", status="Inactive")
    office.changes("1000", status="inactive", end_date=office.day(0), termination_type="voluntary")
    office.feed.poll()
    assert office.feed.poll().works == ()
    assert len(office.leavers()) == 1
    assert office.leavers("canceled") == []


def test_an_older_file_does_not_take_back_what_the_webhook_told_since(office: Office) -> None:
    office.updated("1000", status="Inactive", terminationDate=office.day(0))
    office.feed.poll()  # of the file that was written a minute ago
    assert office.person("1000").employment_status is TERMINATED
    assert len(office.leavers()) == 1


def test_json_is_read_like_csv(office: Office) -> None:
    office = moved(office, file="people.json")
    rows = [{**r, "status": "inactive"} if r["employee_number"] == "1000" else r for r in STAFF]
    office.saves(json.dumps(rows).encode())
    office.feed.poll()
    assert office.leaver()["subject"] == office.person("1000").id


def test_who_left_long_before_we_came_is_no_leaver(office: Office) -> None:
    gone = {"status": "inactive", "end_date": office.day(-400)}
    office.writes([*STAFF, row("3000", "Long", "Gone", **gone)])
    office.feed.poll()
    assert office.leavers() == []


def test_an_end_that_hr_enters_long_after_is_a_leaver_all_the_same(office: Office) -> None:
    office.changes("1000", status="inactive", end_date=office.day(-400))
    office.feed.poll()
    assert office.leaver()["subject"] == office.person("1000").id


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"", "export it again"),
        (b"\x00\x01\xff", "UTF-8"),
        (b'employee_number,status\n"1000', "quotation mark"),
        (b"employee_number,given_name,family_name\n1,A,B\n", "export it too"),
        (as_csv(STAFF).replace(b"end_date", b"end date"), "map it to one of"),
        (as_csv(STAFF).replace(b"family_name", b"status"), "name each column once"),
    ],
)
def test_a_malformed_feed_changes_nothing_and_names_the_mend(
    office: Office, content: bytes, mend: str
) -> None:
    office.saves(content)
    report = office.feed.poll()
    assert mend in report.error
    assert (report.works, office.leavers()) == ((), [])
    assert office.feed.status().error == report.error
    assert office.people.population() == {"sales": len(STAFF)}


def test_a_file_that_is_not_there_is_an_error_that_the_next_good_poll_clears(
    office: Office,
) -> None:
    os.rename(office.folder / "people.csv", office.folder / "away.csv")
    assert "cannot be read" in office.feed.poll().error
    assert office.feed.status().error_at == office.clock.now()
    os.rename(office.folder / "away.csv", office.folder / "people.csv")
    assert office.feed.poll().error == ""
    assert office.feed.status().error == ""


def test_a_bad_row_is_asked_about_and_the_good_ones_go_on(office: Office) -> None:
    rows = [{**r, "status": "inactive"} if r["employee_number"] == "1000" else r for r in STAFF]
    rows[5] = {**rows[5], "start_date": "soon"}
    office.writes(rows)
    report = office.feed.poll()
    assert [p.split(":")[0] for p in report.problems] == ["line 7, column start_date ('soon')"]
    assert len(office.leavers()) == 1
    assert len(office.questions()) == 1
    office.writes([r if r["start_date"] != "soon" else {**r, "start_date": ""} for r in rows])
    office.feed.poll()
    assert office.questions() == []


def test_an_empty_list_is_never_everyone_left__authentik_19295(office: Office) -> None:
    office.writes([])
    report = office.feed.poll()
    assert "no rows" in report.error
    assert len(office.questions()) == 1
    with pytest.raises(Permanent):
        office.feed.confirm(report.digest, by="per_admin")
    office.clock.advance(3600)
    assert office.feed.poll().works == (office.questions()[0]["number"],)
    assert office.people.population() == {"sales": len(STAFF)}


def test_a_list_that_shrank_stops_the_sync_and_asks__owncloud_29547(office: Office) -> None:
    office.writes(STAFF[:10])
    report = office.feed.poll()
    assert f"10 of {len(STAFF)}" in report.error
    assert report.digest in (office.feed.status().digest,)
    assert "10 of 20" in office.questions()[0]["summary"]
    office.feed.poll()
    assert (len(office.questions()), office.leavers()) == (1, [])


def test_the_sync_goes_on_by_itself_when_the_list_is_whole_again(office: Office) -> None:
    office.writes(STAFF[:10])
    office.feed.poll()
    office.writes()
    assert office.feed.poll().error == ""
    assert (office.questions(), office.feed.status().digest) == ([], "")


def test_exactly_the_list_that_was_confirmed_passes(office: Office) -> None:
    office.writes(STAFF[:10])
    office.feed.confirm(office.feed.poll().digest, by="per_admin")
    office.writes(STAFF[:9])
    assert office.feed.poll().error
    office.writes(STAFF[:10])
    assert office.feed.poll().error == ""
    assert len(office.feed.status().missing) == 10


def test_another_list_than_the_one_that_is_asked_about_cannot_be_confirmed(office: Office) -> None:
    with pytest.raises(Permanent, match="look at the status again"):
        office.feed.confirm("0" * 64, by="per_admin")


def test_who_is_missing_once_is_no_leaver(office: Office) -> None:
    office.writes(without("1000"))
    office.feed.poll()
    assert office.leavers() == []
    assert office.feed.status().missing == (office.person("1000").id,)
    assert office.person("1000").employment_status is ACTIVE


def test_who_is_missing_twice_is_a_leaver_that_says_why(office: Office) -> None:
    office.writes(without("1000"))
    office.feed.poll()
    office.clock.advance(60)
    office.feed.poll()
    params = office.leaver()["params"]
    assert (params["reason"], params["noticed_by"]) == ("disappeared", "disappearance")
    assert office.due() == [office.leaver()["number"]]
    office.clock.advance(60)
    assert office.feed.poll().works == ()


def test_two_workers_that_poll_at_the_same_moment_are_one_poll(office: Office) -> None:
    office.writes(without("1000"))
    office.feed.poll()
    office.feed.poll()
    assert office.leavers() == []


def test_who_comes_back_between_two_polls_was_never_gone(office: Office) -> None:
    for rows in (without("1000"), STAFF, without("1000")):
        office.writes(rows)
        office.feed.poll()
        office.clock.advance(60)
    assert office.leavers() == []


def test_who_is_listed_again_is_no_leaver_any_more(office: Office) -> None:
    office.writes(without("1000"))
    office.feed.poll()
    office.clock.advance(60)
    office.feed.poll()
    office.clock.advance(60)
    office.writes()
    office.feed.poll()
    assert (office.leavers(), len(office.leavers("canceled"))) == ([], 1)
    assert office.person("1000").employment_status is ACTIVE


def test_a_row_that_cannot_be_read_hides_nobody(office: Office) -> None:
    """Its number might be the one that is missing."""
    for _ in range(3):
        office.saves(as_csv(without("1000")) + b"1000,Jane\n")
        office.feed.poll()
        office.clock.advance(60)
    assert (office.leavers(), office.feed.status().missing) == ([], ())


def test_a_former_colleague_with_a_new_number_is_a_question_and_then_a_rehire(
    office: Office,
) -> None:
    office.changes("1000", status="inactive", end_date=office.day(0))
    office.feed.poll()
    jane, leaver = office.person("1000"), office.leaver()["number"]
    office.clock.advance(30 * DAY)
    back = row("5000", "Jane", "Doe", start_date=office.day(0))
    office.writes([*without("1000"), back])
    report = office.feed.poll()
    assert "re-hire of the same person" in report.problems[0]
    office.feed.rehired("5000", jane.id, by="per_admin")
    office.clock.advance(60)
    office.feed.poll()
    assert office.person("5000").id == jane.id
    assert office.person("5000").employment_status is ACTIVE
    assert office.desk.work_items.row(leaver)["status"] == "canceled"
    office.clock.advance(60)
    office.updated("5000", status="Inactive")
    assert office.leaver()["number"] != leaver
