"""The list of people and one person: as much as a visitor's rules show, and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from steersman.domain.accounts import EntitlementKind
from steersman.domain.errors import Transient
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.permissions import Rule
from steersman.domain.sources import Fields, Source
from steersman.records.assets import Assets
from steersman.records.business import BusinessObligations
from steersman.records.entitlements import Entitlements
from steersman.records.on_call import OnCallRota
from steersman.records.sessions import Sessions
from steersman.records.store import metadata, reading
from tests.governor.company import HR
from tests.web.office import Office
from tests.web.visitors import chromium_visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script>"


def page(office: Office, who: str, path: str) -> str:
    answer = visit(office, who).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def of(office: Office, who: str) -> str:
    return f"/people/{office.id(who)}"


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def section(text: str, heading: str) -> str:
    start = text.index(">", text.index(f'aria-labelledby="{heading}"'))
    return plain(text[start + 1 : text.index("</section>", start)])


def names(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/people/[^"]*">([^<]*)</a>', text)


def counted(text: str) -> int:
    found = re.search(r'<span class="count">([\d,]+)</span>', text)
    assert found
    return int(found[1].replace(",", ""))


def change(office: Office, who: str, values: Fields, source: Source = HR) -> None:
    number = office.steersman.people.get(office.id(who)).employee_number
    told = replace(source, native_key=number)
    office.steersman.people.change(office.id(who), values, by="system:test", source=told)


def hire_many(office: Office, count: int) -> None:
    people = office.steersman.people
    for n in range(count):
        values = {"employee_number": str(5000 + n), "given_name": f"P{n:03}", "family_name": "Many"}
        source = replace(HR, native_key=str(5000 + n))
        people.add({**values, "department": "many"}, by="system:test", source=source)


# --- the list ---------------------------------------------------------------------------------


def test_everybody_is_listed_by_family_name_to_who_may_see_everybody(office: Office) -> None:
    text = page(office, "security", "/people")

    assert names(text)[:2] == ["Mary Boss", "Jane Doe"]
    assert counted(text) == len(names(text)) == 11


def test_an_employee_sees_themselves_and_a_manager_their_reports(office: Office) -> None:
    assert names(page(office, "employee", "/people")) == ["Employee Test"]
    mary = page(office, "mary", "/people")
    assert names(mary) == ["Mary Boss", "Jane Doe"]
    assert counted(mary) == 2


@pytest.mark.parametrize(
    ("who", "columns"),
    [
        ("technician", ["Name", "Title", "Department", "Location", "Manager", "Mail"]),
        (
            "approver",
            ["Name", "Title", "Department", "Location", "Manager", "Mail", "Status", "Kind"],
        ),
    ],
)
def test_columns_are_those_that_the_rule_shows(
    office: Office, who: str, columns: Sequence[str]
) -> None:
    text = page(office, who, "/people")

    assert re.findall(r'<th scope="col">([^<]*)</th>', text) == columns
    assert ("employment_status" in text) is (who == "approver")


def test_pages_follow_each_other_without_a_gap_or_a_repeat(office: Office) -> None:
    hire_many(office, 120)
    auditor, path, seen = visit(office, "auditor"), "/people?department=many", []
    for _ in range(3):
        text = auditor.get(path).text
        assert counted(text) == 120
        seen += names(text)
        after = re.search(r'id="next" href="([^"]*)"', text)
        path = after[1].replace("&amp;", "&") if after else ""

    assert seen == [f"P{n:03} Many" for n in range(120)]
    assert not path


def test_words_and_filters_narrow_the_list_and_its_count(each_office: Office) -> None:
    office = each_office
    change(office, "jane", {"department": "rates"})

    assert names(page(office, "auditor", "/people?q=doe+JANE")) == ["Jane Doe"]
    found = page(office, "auditor", "/people?department=rates&kind=employee")
    assert (names(found), counted(found)) == (["Jane Doe"], 1)
    assert "Nobody fits" in page(office, "auditor", "/people?q=nobody")
    assert "Nobody fits" in page(office, "auditor", "/people?department=rates&q=mary")


def test_a_field_that_is_not_shown_cannot_be_asked_for_either(office: Office) -> None:
    office.company.leaves(office.steersman, office.id("jane"))

    assert len(names(page(office, "technician", "/people?employment_status=terminated"))) == 11
    assert names(page(office, "auditor", "/people?employment_status=terminated")) == ["Jane Doe"]


def test_nobody_is_found_by_a_number_that_is_not_shown(each_office: Office) -> None:
    office = each_office
    assert names(page(office, "auditor", "/people?q=1000")) == ["Jane Doe"]
    hidden = page(office, "technician", "/people?q=1000")
    assert names(hidden) == []
    assert "Jane" not in hidden
    assert names(page(office, "technician", "/people?q=jane.doe@example.org")) == ["Jane Doe"]


def test_a_page_mark_of_somebody_hidden_is_as_good_as_none(office: Office) -> None:
    for mark in (office.id("jane"), "per_nobody", "' OR 1=1 --", "\x01"):
        answer = visit(office, "employee").get("/people", params={"after": mark})
        assert names(answer.text) == ["Employee Test"]


@pytest.mark.parametrize(
    "query", ["kind=%3Cb%3E", "employment_status=x", "department=%01", "q=%01"]
)
def test_a_filter_that_makes_no_sense_is_left_out(office: Office, query: str) -> None:
    text = page(office, "auditor", f"/people?{query}")

    assert "<b>" not in text
    assert len(names(text)) == 11


def test_an_id_that_no_store_takes_is_nobody(office: Office) -> None:
    assert visit(office, "auditor").get("/people/per_%01").status_code == 404


def test_whom_no_rule_lets_see_people_is_told_the_rule(office: Office) -> None:
    office.steersman.permissions.remove("employee-self-and-reports", by="system:test")

    answer = visit(office, "employee").get("/people")

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "person.view"


# --- one person -------------------------------------------------------------------------------


def test_somebody_hidden_and_nobody_at_all_get_the_same_answer(office: Office) -> None:
    employee = visit(office, "employee")
    for rest in ("", "/history", "/leave"):
        hidden = employee.get(of(office, "jane") + rest)
        nobody = employee.get("/people/per_0000" + rest)
        assert hidden.status_code == nobody.status_code == 404
        told = hidden.text.replace(office.id("jane"), "per_0000")
        assert told == nobody.text
        assert hidden.json()["error"]["rule"] == "person.view"


def test_who_may_see_everybody_is_told_that_there_is_no_such_person(office: Office) -> None:
    assert visit(office, "auditor").get("/people/per_0000").status_code == 404
    assert visit(office, "auditor").get(f"/people/{HOSTILE}").text.count("<script") == 0


def test_a_technician_sees_contact_fields_only(office: Office) -> None:
    change(office, "jane", {"start_date": "2021-03-04", "title": "Trader", "protected": True})

    seen = page(office, "technician", of(office, "jane"))
    whole = page(office, "security", of(office, "jane"))

    assert "Trader" in seen
    assert "jane.doe@example.org" in seen
    for hidden in ("2021-03-04", ">1000<", "Protected", "employee number", "protected:"):
        assert hidden not in seen, hidden
    for shown in ("2021-03-04", ">1000<", "Protected", "start date: none → 2021-03-04"):
        assert shown in whole, shown


def test_a_field_is_shown_by_itself_when_its_rule_says_so(office: Office) -> None:
    change(office, "jane", {"location": "London", "title": "Trader"})
    fields = ("family_name", "given_name", "location")
    rule = Rule(
        name="porters",
        roles=("technician",),
        object_types=("person",),
        actions=("view",),
        constraints={},
        fields=fields,
    )
    office.steersman.permissions.remove("technician-people", by="system:test")
    office.steersman.permissions.keep(rule, by="system:test")

    seen = page(office, "technician", of(office, "jane"))

    assert "London" in seen
    assert "Trader" not in seen
    assert "Mary Boss" not in seen
    assert "title" not in section(seen, "history")


def test_an_employee_sees_their_own_page_with_what_is_theirs(office: Office) -> None:
    office.leaver()

    text = page(office, "jane", of(office, "jane"))

    assert "directory jane.doe@example.org" in section(text, "identities")
    assert "Mary Boss" in text
    assert f'href="{of(office, "mary")}"' not in text  # her page is not theirs to open
    assert "entitlement.view" in section(text, "access")
    assert 'id="rehearse"' not in text
    assert "/work/new#leaver" not in text
    assert "REQ0000001" not in text


def test_a_manager_sees_the_page_of_a_report(office: Office) -> None:
    text = page(office, "mary", of(office, "jane"))

    assert "Jane Doe" in text
    assert f'href="{of(office, "mary")}"' in text


def test_identities_say_what_proved_them_and_who_confirmed(office: Office) -> None:
    office.company.outside.hire("saas", "s-9", "1000", "jane.doe@example.org", "Jane Doe")
    office.leaver()
    before = section(page(office, "security", of(office, "jane")), "identities")
    (question,) = office.steersman.desk.questions.open()
    office.steersman.desk.questions.answer(question["id"], "s-1000", by=office.id("security"))
    office.run()

    after = section(page(office, "security", of(office, "jane")), "identities")

    assert "HR 1000 the anchor: HR gave this number" in before
    assert "employee number and mail Proven" in before
    assert "Not linked" in before
    assert "more than one account fits" in before
    assert "Not linked" not in after
    assert "s-1000" in after
    assert "confirmed by Security Test Proven" in after
    assert "s-9 nothing" not in after
    assert "denied by Security Test Not theirs" in after


def observe(office: Office) -> None:
    steersman = office.steersman
    held = Entitlements(steersman.store, steersman.clock)
    kinds = EntitlementKind
    held.observed("directory:d-1000", kinds.GROUP, ["ops", HOSTILE], by="system:reconcile")
    held.observed("saas:s-1000", kinds.LICENCE, ["pro"], by=office.id("mary"))
    sessions = Sessions(steersman.store, steersman.clock)
    sessions.seen("mail:m-1000", "x", steersman.clock.now() - 60, by="system:reconcile")


def test_access_says_who_gave_it_or_that_nobody_knows(each_office: Office) -> None:
    office = each_office
    office.leaver()
    observe(office)
    office.steersman.permissions.assign(office.id("jane"), "auditor", by=office.id("security"))

    text = page(office, "security", of(office, "jane"))
    access = section(text, "access")

    assert access.startswith("Access, and why 4 ")
    assert "Nobody knows why, 2" in access
    assert "ops group in directory" in access
    assert "Given by a person, 2" in access
    assert "pro licence in saas jane.doe@example.org given by Mary Boss" in access
    assert "auditor role in Steersman given by Security Test" in access
    assert HOSTILE not in text
    assert text.count('data-label="Because"') == 4


def test_devices_sessions_and_duties_are_shown_to_who_may_see_them(office: Office) -> None:
    office.leaver()
    observe(office)
    core, jane, now = office.steersman, office.id("jane"), office.steersman.clock.now()
    device: Fields = {"tag": "MT-1", "kind": "laptop", "state": "assigned", "assigned_to": jane}
    source = replace(HR, native_key="1")
    Assets(core.store, core.clock).add(device, by="system:test", source=source)
    shift: Fields = {"service": "payments", "person": jane, "starts": now, "ends": now + 3600}
    OnCallRota(core.store, core.clock).add(shift, by="system:test", source=source)
    owed: Fields = {"person": jane, "text": "Signs the filing", "until": now + 3600}
    BusinessObligations(core.store, core.clock).add(owed, by="system:test", source=source)

    seen = page(office, "security", of(office, "jane"))
    approver = page(office, "approver", of(office, "jane"))

    assert "MT-1 laptop assigned" in section(seen, "devices")
    assert "mail jane.doe@example.org" in section(seen, "devices")
    assert "open, seen" in section(seen, "devices").replace("open ,", "open,")
    assert "Signs the filing" in section(seen, "duties")
    assert "On call: payments" in section(seen, "duties")
    assert "session.view" in section(approver, "devices")
    assert "MT-1" not in approver
    assert "On call: payments" in section(approver, "duties")
    others = section(page(office, "hr", of(office, "stranger")), "duties")
    assert "Nothing on record that you may see" in others
    assert "Jane Doe reports to them" in section(
        page(office, "security", of(office, "mary")), "duties"
    )


def test_history_holds_work_and_changes_with_whose_word_it_was(office: Office) -> None:
    number = office.leaver()
    change(office, "jane", {"department": HOSTILE})

    text = page(office, "security", of(office, "jane"))
    history = section(text, "history")

    assert "Taken into the record" in history
    assert "department: sales → &lt;script&gt;alert(1)&lt;/script&gt;" in history
    assert "test (automatic), on the word of hr" in history
    assert f"{number}, asked by Hr Test" in history
    assert HOSTILE not in text
    assert f"{number}, asked by" not in section(page(office, "jane", of(office, "jane")), "history")


def test_a_plan_that_waits_is_named_on_top(office: Office) -> None:
    number = office.leaver()

    assert f'href="/approvals/{number}">Review' in page(office, "approver", of(office, "jane"))
    assert number not in page(office, "stranger", of(office, "stranger"))


def test_hostile_names_stay_text_everywhere(office: Office) -> None:
    change(office, "jane", {"given_name": HOSTILE, "family_name": '"><img src=x onerror=a()>'})

    for path in ("/people", of(office, "jane"), of(office, "mary"), of(office, "jane") + "/leave"):
        text = page(office, "security", path)
        assert HOSTILE not in text, path
        assert "<img src=x" not in text, path


# --- if they left today -----------------------------------------------------------------------


def everything_kept(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the record but those of sign-ins and of the worker's own heartbeat."""
    others = ("sign_in", "workers")
    tables = [t for t in metadata.sorted_tables if not t.name.startswith(others)]
    with reading(office.steersman.store) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in tables
        }


@pytest.mark.parametrize("htmx", [True, False])
def test_a_rehearsal_shows_the_plan_and_writes_nothing_anywhere(office: Office, htmx: bool) -> None:
    security = visit(office, "security", htmx=htmx)
    before, outside = everything_kept(office), office.company.effects

    text = plain(security.get(of(office, "jane") + "/leave").text)

    assert everything_kept(office) == before
    assert office.company.effects == outside == []
    assert "Would change 4 changes in 3 systems" in text
    assert "Hold needs 1 yes (approver)" in text
    assert "Takes over Mary Boss" in text
    assert "What would change 4" in text


def test_a_rehearsal_agrees_with_the_leaver_that_follows(office: Office) -> None:
    rehearsed = page(office, "hr", of(office, "jane") + "/leave")
    number = office.leaver()
    steps = office.get("hr", f"/work/{number}/plan").json()["steps"]

    changes = sum(len(step["changes"]) for step in steps)

    assert f"{changes} changes in" in plain(rehearsed)
    assert rehearsed.count('data-label="After"') == changes


@pytest.mark.parametrize("who", ["technician", "approver", "auditor", "hr", "administrator"])
def test_who_may_read_the_plan_of_a_leaver_may_rehearse_one(office: Office, who: str) -> None:
    assert 'id="rehearse"' in page(office, who, of(office, "jane"))
    assert "Would change" in page(office, who, of(office, "jane") + "/leave")


@pytest.mark.parametrize("who", ["mary", "jane"])
def test_who_may_not_read_plans_may_not_rehearse_one(office: Office, who: str) -> None:
    answer = visit(office, who).get(of(office, "jane") + "/leave")

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "work_item.view"
    assert 'id="rehearse"' not in page(office, who, of(office, "jane"))


class Silent:
    """The finder of a system that does not answer."""

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        raise Transient("no route to host", retry_after=1.0)


def test_a_system_that_does_not_answer_is_unknown_not_empty(office: Office) -> None:
    finders = office.steersman.governor.landscape.finders
    assert isinstance(finders, dict)
    finders["saas"] = Silent()

    text = plain(page(office, "security", of(office, "jane") + "/leave"))

    assert "Unknown: saas: " in text
    assert "no route to host" in text
    assert "3 changes in 2 systems, and what is unknown" in text
    assert "Not in it: 1 look-up without an answer" in text


def test_nobody_to_take_over_is_said(office: Office) -> None:
    assert "nobody: no manager is known" in page(office, "security", of(office, "mary") + "/leave")


def test_a_press_brings_the_rehearsal_into_the_page(
    browser: Browser, office: Office, office_url: str
) -> None:
    shown = chromium_visit(browser, office, "security", office_url)
    shown.goto(of(office, "jane"))
    shown.locator("#rehearse").press("Enter")

    shown.locator("#whole-plan").wait_for(timeout=8000)

    assert "4 changes in 3 systems" in shown.locator("#leave-body").inner_text()
    assert shown.url.endswith(of(office, "jane"))
    assert office.company.effects == []
    shown.context.close()


def test_people_are_found_and_opened_by_keys_alone(
    browser: Browser, office: Office, office_url: str
) -> None:
    shown = chromium_visit(browser, office, "security", office_url)
    shown.goto("/people")
    shown.keyboard.press("/")
    shown.keyboard.type("jane")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**q=jane**")
    shown.locator("body").click(position={"x": 5, "y": 600})
    shown.keyboard.press("j")
    shown.keyboard.press("Enter")

    shown.wait_for_url(f"**{of(office, 'jane')}")

    shown.context.close()
