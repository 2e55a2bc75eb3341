"""An approval that says from when on: by the clock of the reader, or with its offset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.office import Office
from tests.web.pages.approvals.plans import form, given, opened, path, press, text_of
from tests.web.visitors import visit


def tomorrow(office: Office, zone: str = "UTC") -> str:
    now = datetime.fromtimestamp(office.steersman.clock.now(), UTC)
    return (now + timedelta(days=1)).strftime("%Y-%m-%dT18:00")


def test_the_page_takes_a_moment_by_the_clock_of_the_reader(office: Office) -> None:
    number, typed = office.leaver(), tomorrow(office)
    approver = visit(office, "approver")
    approver.http.cookies.set("zone", "Europe/Vienna")
    assert "By your clock (Europe/Vienna)" in approver.get(path(number)).text
    told = approver.post(path(number), form(office, number, "approve", not_before=typed))
    assert told.status_code == 303
    (row,) = office.steersman.desk.approvals.given(office.digest(number))
    vienna = datetime.fromisoformat(f"{typed}:00+01:00")
    assert row["not_before"] in (vienna.timestamp(), vienna.timestamp() - 3600)  # winter, summer
    office.run()
    assert office.status(number) == "deferred"
    assert "begins not before" in text_of(opened(office, "approver", number))
    (entry,) = office.ledger("approval")
    assert entry["not_before"] == row["not_before"]


@pytest.mark.parametrize("typed", ["soon", "2026-13-45T18:00", "9999-12-31T23:59", "<script>"])
def test_a_moment_that_is_none_approves_nothing(office: Office, typed: str) -> None:
    number = office.leaver()
    told = press(office, "approver", number, "approve", not_before=typed)
    assert told.status_code == 409
    assert "<script>" not in told.text.replace("<script defer", "")
    assert given(office, number) == []


def test_the_api_takes_it_with_its_offset_only(office: Office) -> None:
    number, moment = office.leaver(), tomorrow(office)
    body = {"digest": office.digest(number), "not_before": moment}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 422
    body["not_before"] = f"{moment}:00+01:00"
    assert office.post("approver", f"/work/{number}/approve", body).json()["approved"]
    office.run()
    assert office.status(number) == "deferred"
