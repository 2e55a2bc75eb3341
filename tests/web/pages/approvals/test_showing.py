"""What the list and the page of one plan show, to whom, and how hostile text stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.governor.company import HR
from tests.web.office import Office
from tests.web.pages.approvals.plans import (
    for_cause,
    opened,
    path,
    press,
    summarise,
    text_of,
)
from tests.web.visitors import visit

NASTY = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}'


def listed(office: Office, who: str) -> str:
    told = visit(office, who).get("/approvals")
    assert told.status_code == 200
    return text_of(told)


def test_the_list_tells_what_waits_for_me_what_it_reaches_and_who_asked(office: Office) -> None:
    number = office.leaver()
    told = listed(office, "approver")
    assert "1 plan " in told
    assert "Jane Doe leaves" in told
    assert "4 changes in 3 systems" in told
    assert "Asked by Hr Test" in told
    assert "0 of 1 approval (approver)" in told
    assert f'href="{path(number)}"' in visit(office, "approver").get("/approvals").text


def test_warnings_come_with_the_plan(office: Office) -> None:
    for_cause(office)
    told = listed(office, "approver")
    assert told.index("Jane Doe is dismissed for cause") < told.rindex("Jane Doe leaves")


def test_others_are_shown_with_the_reason_why_not_me(office: Office) -> None:
    office.leaver()
    told = listed(office, "hr")
    assert "Nothing waits for you" in told
    assert "You asked for it" in told
    assert "Jane Doe" not in listed(office, "stranger")


def test_what_was_decided_stands_below(office: Office) -> None:
    number = office.leaver()
    press(office, "approver", number, "refuse", reason="the wrong Jane")
    told = listed(office, "approver2")
    assert "Refused Approver Test the wrong Jane" in told


def test_the_rows_come_alone_for_the_stream(office: Office) -> None:
    office.leaver()
    told = visit(office, "approver", htmx=True).get("/approvals/rows")
    assert "<html" not in told.text
    assert "Jane Doe leaves" in told.text


def test_the_page_shows_the_plan_its_reach_why_and_who(office: Office) -> None:
    number = office.leaver()
    told = opened(office, "approver", number)
    page = text_of(told)
    for text in (
        "Held for you",
        "4 changes in 3 systems",
        "Close the account jane.doe@example.org sign-in none disabled possible What exactly",
        "does account.disable target directory:d-1000",
        "asked-by-person Hold asked by Hr Test: a second person must agree",
        "Jane Doe in Directory: jane.doe@example.org Proven by employee number and mail",
        "Permitted by level L3 for",
        "May decide Approver Test, Approver2 Test",
        "0 of 1 approval by approver",
        "Approve 4 changes",
    ):
        assert text in page, text
    assert office.digest(number) in told.text
    assert "per_" not in page
    assert 'role="img"' in told.text
    assert "style=" not in told.text


def test_every_rule_is_named_in_the_order_of_the_verdict(office: Office) -> None:
    page = text_of(opened(office, "approver", office.leaver()))
    rules = list(office.steersman.governor.rules)
    calm = page[page.index("nothing against it") :]
    places = [calm.index(f" {name} Allow") for name in rules if name != "asked-by-person"]
    assert places == sorted(places)


def test_what_needs_two_says_so_and_who_agreed(office: Office) -> None:
    number = for_cause(office)
    press(office, "approver", number, "approve", reason="seen the file")
    page = text_of(opened(office, "approver2", number))
    assert "1 of 2 approvals by approver" in page
    assert "Approver Test: seen the file by console" in page
    mine = text_of(opened(office, "approver", number))
    assert "You approved this plan" in mine


def test_what_is_decided_has_no_buttons(office: Office) -> None:
    number = office.leaver()
    press(office, "approver", number, "approve")
    office.run()
    told = opened(office, "approver", number)
    assert 'name="verdict"' not in told.text
    assert "Done" in text_of(told)


@pytest.mark.parametrize("who", ["employee", "stranger", "jane"])
def test_other_peoples_plans_are_hidden(office: Office, who: str) -> None:
    number = office.leaver()
    told = opened(office, who, number)
    assert told.status_code == 404
    assert "work_item.view" in told.text
    assert "directory" not in told.text
    news = visit(office, who).get(f"{path(number)}/news")
    assert news.status_code == 404


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    assert opened(office, "approver", "REQ9999999").status_code == 404


def test_nobody_sees_it_without_signing_in(office: Office) -> None:
    number = office.leaver()
    for where in ("/approvals", path(number), f"{path(number)}/news"):
        told = office.http.get(where, follow_redirects=False)
        assert told.status_code == 303, where
        assert told.headers["location"].startswith("/sign-in")


def test_who_reads_is_told_when_the_plan_changed_meanwhile(office: Office) -> None:
    number = office.leaver()
    them = visit(office, "approver", htmx=True)
    same = them.get(f"{path(number)}/news?digest={office.digest(number)}")
    assert "changed while you read" not in same.text
    other = them.get(f"{path(number)}/news?digest={'0' * 64}")
    assert "changed while you read" in other.text
    hostile = them.get(f"{path(number)}/news", params={"digest": NASTY})
    assert "<script>" not in hostile.text


def test_hostile_text_stays_text_in_every_place(office: Office) -> None:
    jane, source = office.id("jane"), replace(HR, native_key="1000")
    change = {"title": NASTY, "given_name": f"Jane {NASTY}"}
    number = office.post("hr", "/leave", {"person": jane, "reason": NASTY}).json()["work"]
    office.steersman.people.change(jane, change, by="system:test", source=source)
    office.company.outside.set("directory:d-1000", "sign-in", NASTY, key="by hand")
    office.run()
    summarise(office, number, NASTY)
    press(office, "approver", number, "ask", reason=NASTY)
    (asked,) = office.steersman.desk.ask_backs.of(number)
    visit(office, "hr").post(f"{path(number)}/answers/{asked['id']}", {"reason": NASTY})
    kept = press(office, "approver", number, "approve", reason=NASTY + "x" * 1000)
    pages = [opened(office, who, number) for who in ("approver", "hr", "security")]
    pages += [kept, visit(office, "approver").get("/approvals")]
    for page in pages:
        assert page.status_code in (200, 422)
        body = page.text.partition("<body")[2]
        assert "<script>alert" not in body
        assert "<img" not in body
        assert "{{ 7 * 7 }}" in body
        assert "alert(2)" in body


def test_a_technician_reads_and_may_not_decide(office: Office) -> None:
    number = office.leaver()
    page = text_of(opened(office, "technician", number))
    assert "You cannot decide this" in page
    assert "has not the role approver or security" in page
