"""From HR's word to closed accounts, through the governor as it ships; asked outside."""

from __future__ import annotations

from pathlib import Path

from steersman.bootstrap import Steersman
from steersman.servicedesk.hr import HrFeed
from steersman.settings import systems
from tests.governor.company import CUT, Company, next_result
from tests.servicedesk.hr.office import KEY, Office, Row, as_csv, row

STAFF = (row("1001", "Mary", "Boss"), row("1000", "Jane", "Doe", manager="1001"))
MAILS = {"1001": "mary.boss@example.org", "1000": "jane.doe@example.org"}


class Headquarters(Office):
    """HR's office beside a running Steersman, whose clock is the real one."""

    def __init__(self, steersman: Steersman, folder: Path) -> None:
        self.engine, self.clock, self.folder = steersman.store, steersman.clock, folder  # type: ignore[assignment]  # nothing here moves the clock
        self.settings = systems.HrFeed(file="people.csv", poll_every=0.001)
        self.desk, self.people = steersman.desk, steersman.people
        self.feed = HrFeed(self.engine, self.clock, self.settings, folder, lambda: KEY)

    def publishes(self, *numbers: str, **fields: str) -> None:
        named = [{**r, "mail": MAILS[r["employee_number"]]} for r in STAFF]
        rows: list[Row] = [r for r in named if r["employee_number"] in numbers]
        last: Row = {**rows[-1], **fields}
        self.saves(as_csv([*rows[:-1], last]))


def test_a_leaver_of_the_feed_is_closed_everywhere(company: Company, tmp_path: Path) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        hr = Headquarters(steersman, tmp_path)
        hr.publishes("1001", "1000", status="inactive", end_date=hr.day(0))
        hr.says({"employees": [{"id": "1000", "action": "Updated"}]})
        result = next_result(steersman)
        assert (result["status"], company.effects) == ("done", CUT)
        (leaver,) = hr.leavers("done")
        assert leaver["subject"] == people["jane"]
        (owed,) = [o for o in hr.desk.obligations.of(leaver["number"]) if "closed" in o["kind"]]
        assert owed["state"] == "met"


def test_who_disappeared_is_held_until_a_person_says_that_they_left(
    company: Company, tmp_path: Path
) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        hr = Headquarters(steersman, tmp_path)
        hr.publishes("1001")
        hr.feed.poll()
        hr.feed.poll()
        held = next_result(steersman)
        assert (held["status"], company.effects) == ("held", [])
        (leaver,) = hr.leavers("held")
        assert "did they really leave?" in leaver["reasons"]
        steersman.permissions.assign(people["mary"], "approver", by="system:test")
        hr.desk.approvals.approve(leaver["number"], leaver["digest"], by=people["mary"])
        assert next_result(steersman)["status"] == "done"
        assert company.effects == CUT


def test_who_is_listed_again_while_held_keeps_their_access(
    company: Company, tmp_path: Path
) -> None:
    with company.open() as steersman:
        company.settle_in(steersman)
        hr = Headquarters(steersman, tmp_path)
        hr.publishes("1001")
        hr.feed.poll()
        hr.feed.poll()
        assert next_result(steersman)["status"] == "held"
        hr.publishes("1001", "1000")
        hr.feed.poll()
        assert (len(hr.leavers("canceled")), steersman.tick(), company.effects) == (1, [], [])
