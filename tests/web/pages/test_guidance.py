"""What a stranger is told to do next, and what is left out because it would lead nowhere."""

from __future__ import annotations

import re

import pytest

from steersman.settings.systems import System, Systems
from tests.web.office import Office
from tests.web.visitors import visit


def text(office: Office, who: str, path: str) -> str:
    answer = visit(office, who).get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.text)


def rail(office: Office, who: str) -> set[str]:
    found = re.findall(r'<a href="(/[a-z-]*)[^"]*" data-go=', text(office, who, "/account"))
    return set(found)


def test_the_rail_leads_only_where_one_may_read(office: Office) -> None:
    for who in ("hr", "employee", "approver", "auditor", "administrator"):
        visitor = visit(office, who)
        for path in rail(office, who):
            assert visitor.get(path).status_code == 200, (who, path)
    assert {"/ledger", "/accounts", "/systems"} <= rail(office, "auditor")
    assert not {"/ledger", "/accounts", "/systems", "/levels"} & rail(office, "hr")


def test_while_nothing_was_asked_for_the_way_to_the_first_leaver_is_shown(office: Office) -> None:
    office.steersman.declared = Systems(systems=(System(name="directory", kind="ldap"),))
    assert "Your first automated leaver" in text(office, "administrator", "/")
    office.leaver()
    assert "Your first automated leaver" not in text(office, "administrator", "/")


def test_who_may_report_leavers_finds_it_on_the_overview(office: Office) -> None:
    link = 'href="/work/new#leaver"'
    assert link in text(office, "hr", "/")
    assert link not in text(office, "technician", "/")


def test_held_work_says_who_may_agree_and_offers_no_undo_of_nothing(office: Office) -> None:
    number = office.leaver()
    page = text(office, "hr", f"/work/{number}")
    assert "Next: " in page
    assert "Approver Test" in page
    assert "Approver2 Test" in page
    assert 'hx-target="#undo"' not in page
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    page = text(office, "security", f"/work/{number}")
    assert 'hx-target="#undo"' in page
    assert "Next: " not in page


def test_two_that_must_agree_and_only_one_who_may_is_told(office: Office) -> None:
    office.steersman.permissions.withdraw(office.id("approver2"), "approver", by="system:test")
    number = office.leaver(termination_type="for_cause")
    page = text(office, "hr", f"/work/{number}")
    assert "2 people must agree, and only Approver Test may" in page
    assert page.count("2 approvals by approver") == 1
    assert "1 approval by approver" not in page


def test_who_has_agreed_is_not_told_to_be_next(office: Office) -> None:
    number = office.leaver(termination_type="for_cause")
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    page = text(office, "hr", f"/work/{number}")
    assert "Next: Approver2 Test may read the plan and agree" in page
    office.steersman.permissions.withdraw(office.id("approver2"), "approver", by="system:test")
    assert "Nobody else has the role" in text(office, "hr", f"/work/{number}")


@pytest.mark.parametrize("who", ["security", "hr"])
def test_the_undo_dialog_comes_as_things_are_when_it_is_opened(office: Office, who: str) -> None:
    number = office.leaver()
    visitor = visit(office, who, htmx=True)
    assert "did nothing that could be taken back" in visitor.get(f"/work/{number}/undo").text
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    assert "Take back 4 steps" in visitor.get(f"/work/{number}/undo").text
