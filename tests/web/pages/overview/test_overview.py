"""The first page: what needs me, what runs, what was done by itself, and how it all stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from steersman.records.desk.obligations import Obligation, Obliged
from steersman.records.desk.tables import agenda, evidence
from steersman.records.desk.work import Request
from steersman.records.hr_feeds import HrFeeds
from steersman.records.ledger.entry import Entry
from steersman.records.store import writing
from steersman.records.system_checks import SystemChecks
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.effects import effects_since
from steersman.settings.systems import HrFeed, System, Systems
from steersman.web.console.times import Times
from steersman.web.pages.overview.figures import capped, figures
from tests.governor.company import leaver
from tests.web.office import Office
from tests.web.visitors import Visit, chromium_visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script>"


def by_hr(
    office: Office, given: str = "Tom", family: str = "Oliveira", number: str = "3000"
) -> str:
    """Somebody leaves by HR's word: the reversible half is done by itself."""
    steersman, company = office.steersman, office.company
    person = company.hire(steersman, number, given, family)
    company.leaves(steersman, person)
    mary = office.id("mary")
    work = steersman.desk.work_items.submit(leaver(person, mary))
    office.run()
    return work


def page(office: Office, who: str) -> str:
    answer = visit(office, who).get("/")
    assert answer.status_code == 200, answer.text
    return answer.text


def section(text: str, heading: str) -> str:
    """The panel with this heading, without tags and with single blanks."""
    start = text.index(">", text.index(f'aria-labelledby="{heading}"'))
    return _plain(text[start + 1 : text.index("</section>", start)])


def sentence(text: str) -> str:
    found = re.search(r'id="sentence"[^>]*>(.*?)</p>', text)
    assert found
    return _plain(found[1])


def figure(text: str, title: str) -> str:
    found = re.search(rf"<dt>(?:<a[^>]*>)?{title}.*?</dd></div>", text, re.DOTALL)
    assert found, title
    return _plain(found[0])


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_it_opens_with_what_somebody_can_act_on(office: Office) -> None:
    assert sentence(page(office, "approver")).startswith("Nothing needs you.")
    office.leaver()

    said = sentence(page(office, "approver"))

    assert said == "One thing needs you. Nothing is running. Nothing was changed today."


def test_a_plan_leads_to_its_approval_and_only_those_who_may_answer_have_it(office: Office) -> None:
    number = office.leaver()

    assert f'href="/approvals/{number}"' in page(office, "approver")
    assert "Jane Doe leaves" in section(page(office, "approver"), "needs-you")
    for who in ("technician", "auditor", "hr", "employee"):
        assert "Nothing waits for you" in section(page(office, who), "needs-you")


def test_a_question_stands_with_who_may_answer_it(office: Office) -> None:
    office.company.outside.hire("saas", "s-9", "1000", "jane.doe@example.org", "Jane Doe")
    number = office.leaver()

    needs = section(page(office, "security"), "needs-you")

    assert "more than one account fits" in needs
    assert f'href="/work/{number}#Q' in page(office, "security")
    assert "more than one account" not in section(page(office, "auditor"), "needs-you")


def test_what_an_approver_asked_waits_for_who_asked_for_the_work(office: Office) -> None:
    number = office.leaver()
    digest = office.digest(number)
    asked = office.post("approver", f"/work/{number}/ask-back", {"digest": digest, "text": "Why?"})
    assert asked.status_code == 201, asked.text

    assert "Why? Approver Test asks before deciding" in section(page(office, "hr"), "needs-you")
    assert "Why?" not in section(page(office, "technician"), "needs-you")


def test_what_was_done_without_anybody_says_where_it_was_read_back(office: Office) -> None:
    number = by_hr(office)

    done = section(page(office, "security"), "done")

    assert "Done by itself today 1" in done
    assert "read back from directory, mail, saas" in done
    assert "Verified" in done
    assert f'href="/work/{number}#undo"' in page(office, "security")
    assert "#undo" not in page(office, "auditor")


def test_what_somebody_approved_was_not_done_by_itself(office: Office) -> None:
    number = office.leaver()
    body = {"digest": office.digest(number)}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
    office.run()
    assert office.status(number) == "done"

    text = page(office, "security")

    assert "Nothing was done by itself today" in section(text, "done")
    assert "none settled yet" in figure(text, "Work items today")


def test_what_was_taken_back_says_so_and_leads_to_why(office: Office) -> None:
    number = by_hr(office)
    office.steersman.undo(number, by=office.id("security"), reason="wrong person")
    office.run()

    text = page(office, "security")

    assert "Undone Why" in section(text, "done")
    assert "#undo" not in text
    assert "none settled yet" in figure(text, "Work items today")


def test_figures_agree_with_the_record_on_both_stores(each_office: Office) -> None:
    office = each_office
    by_hr(office)
    office.leaver()

    text = page(office, "auditor")

    assert "2 1 settled without a person" in figure(text, "Work items today")
    verified = figure(text, "Verified by reading back")
    assert "4 of 4 effects in runs that ended today; none is left unproven" in verified
    assert "Nothing done today is left unverified" in sentence(text)


def test_an_effect_that_its_system_did_not_show_is_never_counted_as_verified(
    office: Office,
) -> None:
    number, now = by_hr(office), office.steersman.clock.now()
    row = {"kind": "action_failed", "capability": "account.disable@saas", "body": "{}"}
    told = {"id": "x", "scope": "procedure:leaver", "work": number, "at": now}
    with writing(office.steersman.store, "desk") as connection:
        connection.execute(sa.insert(evidence), {**row, **told})

    text = page(office, "security")

    verified = figure(text, "Verified by reading back")
    assert "4 of 5 effects in runs that ended today; 1 not proven" in verified
    assert "1 of 5 effects today is not proven" in sentence(text)
    assert "Not proven Why" in section(text, "done")


FIGURES = (("Work items today", "opened"), ("Verified by reading back", "effects"))


@pytest.mark.parametrize(("title", "status"), FIGURES)
def test_a_figure_leads_to_exactly_the_rows_that_it_counts(
    office: Office, title: str, status: str
) -> None:
    changed, opened = by_hr(office), office.leaver()
    auditor = visit(office, "auditor")

    found = re.search(rf'<dt><a href="(/work[^"]*)">{title}', auditor.get("/").text)
    assert found
    assert found[1] == f"/work?status={status}"
    rows = re.findall(r'<tr id="r-([A-Z0-9]+)"', auditor.get(found[1]).text)

    assert rows == ([opened, changed] if status == "opened" else [changed])


def test_what_was_done_by_itself_is_counted_as_it_is_listed(office: Office) -> None:
    number = by_hr(office)
    office.steersman.undo(number, by=office.id("security"), reason="wrong person")
    office.run()
    auditor = visit(office, "auditor")

    rows = re.findall(r'<tr id="r-([A-Z0-9]+)"', auditor.get("/work?status=alone").text)

    assert "Done by itself today 1" in section(auditor.get("/").text, "done")
    assert rows == [number]


def test_what_waits_for_the_switch_is_counted_and_a_press_away(office: Office) -> None:
    office.post("security", "/switches", {"scope": "everything", "reason": "drill"})
    office.leaver()

    text = page(office, "security")

    assert sentence(text).startswith("Automation is stopped. 1 work item waits for it.")
    assert '<a href="/work?status=switch">1 work item waits for it.</a>' in text
    assert "1 work item waits for the start" in section(text, "switches-title")


def test_nobody_learns_of_waiting_work_that_they_may_not_see(office: Office) -> None:
    office.post("security", "/switches", {"scope": "everything", "reason": "drill"})
    office.leaver()

    assert "waits for it" not in sentence(page(office, "stranger"))


def test_hours_that_nobody_measured_are_unknown_and_say_what_is_missing(office: Office) -> None:
    assert "Unknown no baseline is recorded" in figure(page(office, "auditor"), "People’s hours")


def test_no_harm_is_only_told_once_something_was_done(office: Office) -> None:
    assert "Unknown nothing was changed by itself" in figure(page(office, "auditor"), "Harm")
    number = by_hr(office)
    assert "0 so far none reported since" in figure(page(office, "auditor"), "Harm")

    office.steersman.undo(number, by=office.id("security"), reason="harm", harmful=True)

    assert "last: CHG0000002" in figure(page(office, "auditor"), "Harm")


def test_an_undo_without_harm_is_no_harm(office: Office) -> None:
    number = by_hr(office)
    office.steersman.undo(number, by=office.id("security"), reason="the word harmful: yes")

    assert "none reported" in figure(page(office, "auditor"), "Harm")


def test_days_without_harm_are_counted_from_the_first_effect(office: Office) -> None:
    by_hr(office)
    core, now = office.steersman, office.steersman.clock.now()

    later = figures(core, Times(now + 12.5 * 86400), effects_since(core.store, 0.0), 0)

    assert (later[3].value, later[3].base) == ("0", "in 12 days")


def test_a_count_beyond_the_cap_says_so() -> None:
    assert [capped(9_999), capped(10_000), capped(10_001)] == ["9,999", "10,000", "10,000+"]


def under_way(office: Office) -> str:
    """A leaver that stands after its first step: as the ledger tells while it runs."""
    number, now = office.leaver(), office.steersman.clock.now()
    with writing(office.steersman.store, "desk") as connection:
        connection.execute(sa.update(agenda).values(ended_at=None, started_at=now))
    first, second = (
        row["step"] for row in office.get("hr", f"/work/{number}/plan").json()["steps"][:2]
    )
    for key in (f"{first}/intent", f"{first}/outcome", f"{second}/intent"):
        kind = key.rpartition("/")[2]
        office.steersman.ledger.record(Entry(f"{number}#1/{key}", kind, now, {}))
    return number


def test_what_runs_shows_its_step_how_far_it_is_and_its_level(each_office: Office) -> None:
    office = each_office
    number = under_way(office)

    running = section(page(office, "auditor"), "running")

    assert f"{number} Jane Doe leaves account.disable@saas 1 of 4" in running
    assert "L3" in running
    assert "1 item is running" in sentence(page(office, "auditor"))


def test_a_promise_is_shown_until_it_is_met(office: Office) -> None:
    number = under_way(office)
    desk, now = office.steersman.desk, office.steersman.clock.now()
    owed = Obligation(id="o", work=number, kind="access_closed", text="close", due_at=now - 60)
    desk.obligations.owe(owed)
    assert "overdue" in section(page(office, "auditor"), "running")

    desk.obligations.close("o", Obliged.MET)

    assert "met in" in section(page(office, "auditor"), "running")


def test_an_employee_sees_what_is_theirs_and_nothing_of_others(office: Office) -> None:
    number = office.leaver()
    by_hr(office)

    text = page(office, "employee")

    assert "You have asked for nothing" in section(text, "requests")
    assert "No account of yours is known" in section(text, "access")
    assert "Jane" not in text
    assert number not in text
    for heading in ("running", "done", "switches-title", "sources-title"):
        assert f'aria-labelledby="{heading}"' not in text
    assert 'class="figures"' not in text


def test_an_employee_sees_what_they_asked_for(office: Office) -> None:
    told = Request(procedure="manual", requester=office.id("employee"), summary="A new screen")
    number = office.steersman.desk.work_items.submit(told)

    text = section(page(office, "employee"), "requests")

    assert f"A new screen {number}" in text
    assert "New" in text


def test_an_employee_sees_their_own_accounts(office: Office) -> None:
    number = office.leaver()  # resolves Jane's accounts, whose own page shows them

    mine = page(office, "jane")

    assert "directory jane.doe@example.org" in section(mine, "access")
    assert f'href="/people/{office.id("jane")}"' in mine
    assert number not in mine  # nobody is told by this page that they are about to leave


def test_hr_sees_leavers_but_no_figures_of_everything(office: Office) -> None:
    by_hr(office)

    text = page(office, "hr")

    assert "Close the access of Tom Oliveira" in section(text, "done")
    assert 'class="figures"' not in text


def test_hostile_names_stay_text(office: Office) -> None:
    by_hr(office, HOSTILE, '"><img src=x onerror=alert(1)>')

    text = page(office, "security")

    assert HOSTILE not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_thrown_switch_is_shown_and_released_from_here(office: Office) -> None:
    security = visit(office, "security")
    assert "Never used" in security.get("/").text
    security.post("/switches/throw", {"scope": "system:mail", "reason": f"drill {HOSTILE}"})

    text = security.get("/overview/switches").text

    assert "Stopped in part" in text
    assert "drill &lt;script&gt;" in text
    assert 'action="/switches/release"' in text
    assert 'action="/switches/release"' not in visit(office, "approver").get("/").text
    security.post("/switches/release", {"scope": "system:mail"})
    again = _plain(security.get("/overview/switches").text)
    assert "Nothing is stopped" in again
    assert "Last used" in again
    assert "by Security Test" in again


def test_a_stop_of_everything_comes_first_in_the_sentence(office: Office) -> None:
    visit(office, "security").post("/switches/throw", {"reason": "stop"})

    assert sentence(page(office, "auditor")).startswith("Automation is stopped.")


def declare(office: Office) -> None:
    systems = tuple(System(name=name, kind="ldap") for name in ("down", "poor", "well", "new"))
    hr = HrFeed(file="people.csv", poll_every=60.0)
    office.steersman.declared = Systems(systems=systems, hr=hr)


def test_systems_and_sources_show_what_is_known_and_name_what_is_not(office: Office) -> None:
    declare(office)
    checks = SystemChecks(office.steersman.store, office.steersman.clock)
    checks.keep("down", reached=False, detail="no route")
    checks.keep("poor", reached=True, detail="", missing=("write",))
    checks.keep("well", reached=True, detail="")

    text = section(page(office, "technician"), "sources-title")

    assert text.startswith(
        "Sources and systems 1 down, 1 short of rights, 1 unknown, 1 unchecked, 1 well"
    )
    assert "no route" in text
    assert "lacks write" in text
    assert "HR feed , unknown never read" in text
    assert "new , unchecked never checked" in text
    assert "down , down never answered" in text


@pytest.mark.parametrize(
    ("hours", "error", "word"), [(0, "", "fresh"), (5, "", "late"), (0, "no such file", "fails")]
)
def test_the_hr_feed_is_fresh_late_or_fails(
    office: Office, hours: int, error: str, word: str
) -> None:
    declare(office)
    clock = office.steersman.clock
    before = ManualClock(clock.now() - hours * 3600.0)
    HrFeeds(office.steersman.store, before).went_well("hr", 200, "")
    if error:
        HrFeeds(office.steersman.store, before).failed("hr", error)

    text = section(page(office, "auditor"), "sources-title")

    assert f"1 {word}" in text
    assert error in text
    assert "200 people" in text


def test_an_empty_installation_shows_the_way_in(office: Office) -> None:
    text = page(office, "administrator")

    assert 'href="/help/first-run"' in text
    assert "Nothing is connected yet" in section(text, "begin")
    office.leaver()
    assert 'aria-labelledby="begin"' not in page(office, "administrator")


def test_the_live_part_brings_sentence_and_figures_to_their_place(office: Office) -> None:
    security = visit(office, "security", htmx=True)
    by_hr(office)

    part = security.get("/overview/now").text

    assert 'id="sentence" hx-swap-oob="true"' in part
    assert 'id="figures" hx-swap-oob="true"' in part
    assert "<html" not in part
    assert "Tom Oliveira" in part


@pytest.mark.parametrize("path", ["/overview/switches", "/overview/sources"])
def test_parts_are_refused_by_their_rule(office: Office, path: str) -> None:
    answer = visit(office, "employee").get(path)

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] in ("switch.view", "system.view")


def test_who_is_not_signed_in_is_sent_to_the_door(office: Office) -> None:
    stranger: Visit = visit(office, "employee")
    stranger.http.cookies.clear()

    answer = stranger.get("/overview/now")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_it_updates_by_itself_and_keeps_the_focus(
    browser: Browser, office: Office, office_url: str
) -> None:
    first = office.leaver()
    shown = chromium_visit(browser, office, "approver", office_url)
    shown.goto("/")
    shown.locator(f"#need-{first}").focus()

    second = office.leaver(subject="mary")

    shown.locator(f"#need-{second}").wait_for(timeout=8000)
    assert shown.evaluate("document.activeElement.id") == f"need-{first}"
    assert shown.locator("#sentence").inner_text().startswith("Two things need you")
    shown.context.close()
