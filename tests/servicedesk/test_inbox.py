"""What waits for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.records.desk.tables import decisions, work_items
from steersman.records.store import writing
from steersman.servicedesk.inbox import COUNTED, Inbox
from tests.governor.company import HR, leaver
from tests.web.office import Office


def inbox(office: Office) -> Inbox:
    steersman = office.steersman
    return Inbox(steersman.store, steersman.permissions, steersman.clock)


def mine(office: Office, who: str) -> list[str]:
    principal = office.steersman.permissions.principal(office.id(who))
    plans = inbox(office).waiting_for(principal)
    assert inbox(office).count(principal) == len(plans)
    return [plan.number for plan in plans]


def others(office: Office, who: str) -> list[str]:
    principal = office.steersman.permissions.principal(office.id(who))
    return [plan.number for plan in inbox(office).waiting_for_others(principal)]


def asked(office: Office, who: str, subject: str) -> str:
    """A leaver of somebody of the office, who gets an account to lose."""
    them = office.steersman.people.get(office.id(subject))
    about = them.employee_number, them.mail, them.full_name
    office.company.outside.hire("directory", f"d-{them.employee_number}", *about)
    request = leaver(office.id(subject), office.id("mary"), requester=office.id(who))
    number = office.steersman.desk.work_items.submit(request)
    office.run()
    return number


def test_a_plan_waits_for_whoever_has_the_role_that_it_needs(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    assert mine(office, "approver") == mine(office, "approver2") == [number]
    for who in ("employee", "technician", "security", "administrator", "auditor", "hr", "jane"):
        assert mine(office, who) == [], who
    assert others(office, "security") == others(office, "hr") == [number]
    assert others(office, "approver") == others(office, "stranger") == []


def test_nobody_is_asked_about_themselves_or_their_own_request(each_office: Office) -> None:
    office = each_office
    office.steersman.permissions.assign(office.id("hr"), "approver", by="system:test")
    own, about_me = office.leaver(), asked(office, "hr", "approver")
    assert mine(office, "hr") == []
    assert mine(office, "approver") == [own]
    assert sorted(mine(office, "approver2")) == sorted([own, about_me])
    assert others(office, "approver") == [about_me]


def test_who_made_the_requesters_token_is_not_asked(office: Office) -> None:
    request = leaver(office.id("jane"), office.id("mary"), requester=office.id("hr"))
    vouched = replace(request, vouched_by=office.id("approver"))
    number = office.steersman.desk.work_items.submit(vouched)
    office.run()
    assert mine(office, "approver") == []
    assert mine(office, "approver2") == [number]


def test_a_plan_that_needs_two_waits_on_for_the_others_once_one_agreed(each_office: Office) -> None:
    office = each_office
    params, hr = {"termination_type": "for_cause"}, office.id("hr")
    request = leaver(office.id("jane"), params=params, requester=hr)
    number = office.steersman.desk.work_items.submit(request)
    office.run()
    body = {"digest": office.digest(number)}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
    office.run()
    assert mine(office, "approver") == []
    assert mine(office, "approver2") == [number]
    assert others(office, "approver") == [number]


def test_what_no_approval_lifts_waits_for_nobody(office: Office) -> None:
    office.post("security", "/switches", {"scope": "everything", "reason": "test"})
    request = leaver(office.id("jane"), office.id("mary"))
    source = replace(HR, native_key="1000")
    office.steersman.people.change(
        office.id("jane"), {"employment_status": "terminated"}, by="system:test", source=source
    )
    number = office.steersman.desk.work_items.submit(request)
    office.run()
    assert office.status(number) == "held"
    assert mine(office, "approver") == mine(office, "security") == []
    assert others(office, "approver") == [number]


def test_the_count_stops_at_its_limit(office: Office) -> None:
    store = office.steersman.store
    office.leaver()
    _copy(store, COUNTED + 5)
    principal = office.steersman.permissions.principal(office.id("approver"))
    assert inbox(office).count(principal) == COUNTED


def test_questions_are_seen_by_whoever_may_answer_or_see_them(office: Office) -> None:
    office.company.outside.give("directory", "d-1000", "4711", "jane.doe@example.org", "Jane Doe")
    number = office.leaver()
    assert [q["work"] for q in _questions(office, "approver")] == [number]
    assert _questions(office, "employee") == []


@pytest.mark.parametrize(("who", "sees"), [("approver", True), ("hr", True), ("employee", False)])
def test_what_was_decided_lately_is_told_to_whoever_may_see_the_work(
    office: Office, who: str, sees: bool
) -> None:
    one, two = office.leaver(), asked(office, "hr", "stranger")
    office.post("approver", f"/work/{one}/approve", {"digest": office.digest(one)})
    body = {"digest": office.digest(two), "reason": "not him"}
    office.post("approver", f"/work/{two}/refuse", body)
    principal = office.steersman.permissions.principal(office.id(who))
    told = [(row["work"], row["kind"]) for row in inbox(office).decided_lately(principal)]
    assert told == ([(two, "refusal"), (one, "approval")] if sees else [])


def _questions(office: Office, who: str) -> list[dict[str, object]]:
    principal = office.steersman.permissions.principal(office.id(who))
    return [dict(row) for row in inbox(office).questions(principal)]


def _copy(store: sa.Engine, times: int) -> None:
    """The same held plan many times over, as rows."""
    with writing(store, "desk") as connection:
        one = connection.execute(sa.select(work_items)).mappings().one()
        last = connection.execute(sa.select(decisions)).mappings().one()
        works, runs = [], []
        for n in range(times):
            name = f"REQ9{n:06}"
            works.append({**one, "number": name, "seq": 1000 + n, "dedup_key": None})
            runs.append({**last, "run": f"{name}#1", "work": name})
        connection.execute(sa.insert(work_items), works)
        connection.execute(sa.insert(decisions), runs)
