"""What would happen if somebody left now, without a work item and without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Transient
from steersman.records.guard.tables import leases, writes
from tests.governor.company import Company
from tests.web.office import Office, move_in


def ledger_length(office: Office) -> int:
    return sum(1 for _ in office.steersman.ledger.entries())


def test_it_tells_the_whole_plan_and_what_would_be_decided(each_office: Office) -> None:
    told = each_office.post("hr", "/leave/rehearse", {"person": "jane.doe@example.org"})
    assert told.status_code == 200, told.text
    body = told.json()
    assert (body["subject"], body["name"]) == (each_office.id("jane"), "Jane Doe")
    assert body["successor"] == each_office.id("mary")
    targets = {row["target"] for step in body["steps"] for row in step["changes"]}
    assert {"directory:d-1000", "saas:s-1000", "mail:m-1000"} <= targets
    assert body["verdict"] == "HOLD"
    assert any(reason.startswith("asked-by-person: ") for reason in body["reasons"])
    assert (body["work"], body["source"], body["unknown"]) == ("", "rehearsed", [])


def test_it_is_the_plan_that_the_leaver_itself_then_has(office: Office) -> None:
    foreseen = office.post("hr", "/leave/rehearse", {"person": "1000"}).json()
    held = office.get("hr", f"/work/{office.leaver()}/plan").json()
    assert foreseen["steps"] == held["steps"]
    assert foreseen["verdict"] == held["verdict"]


def test_nothing_is_opened_leased_counted_written_down_or_done(each_office: Office) -> None:
    office = each_office
    before = ledger_length(office)
    for _ in range(3):
        office.post("hr", "/leave/rehearse", {"person": "1000"})
    assert office.run() == []
    assert office.get("hr", "/work").json()["work"] == []
    assert office.company.effects == []
    assert ledger_length(office) == before
    with office.steersman.store.connect() as connection:
        for table in (leases, writes):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_nobody_of_that_name_is_404_and_namesakes_are_shown(office: Office) -> None:
    assert office.post("hr", "/leave/rehearse", {"person": "Nobody"}).status_code == 404
    office.company.hire(office.steersman, "1002", "Jane", "Doe")
    told = office.post("hr", "/leave/rehearse", {"person": "Jane Doe"})
    assert told.status_code == 409
    assert len(told.json()["error"]["candidates"]) == 2


def test_who_may_not_ask_for_a_leave_learns_nothing(office: Office) -> None:
    for who in ("employee", "auditor", "approver"):
        told = office.post(who, "/leave/rehearse", {"person": "1000"})
        assert told.status_code == 403
        assert told.json()["error"]["rule"] == "work_item.add"
    own = office.post("hr", "/leave/rehearse", {"person": office.id("hr")})
    assert own.json()["error"]["rule"] == "four-eyes"


@pytest.mark.parametrize("silent", ["find@saas", "account.disable@saas before plan"])
def test_a_system_that_does_not_answer_is_unknown_and_the_others_are_told(
    tmp_path: Path, silent: str
) -> None:
    def hook(moment: str) -> None:
        if moment == silent:
            raise Transient("no answer from the saas")

    company = Company(tmp_path, "")
    with company.open(hook=hook) as steersman:
        office = move_in(steersman, company)
        body = office.post("hr", "/leave/rehearse", {"person": "1000"}).json()
        (unknown,) = body["unknown"]
        assert "no answer from the saas" in unknown
        systems = {step["system"] for step in body["steps"] if step["changes"]}
        assert {"directory", "mail"} <= systems
        assert "saas" not in systems
