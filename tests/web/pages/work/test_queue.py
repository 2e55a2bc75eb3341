"""The queue: what each sees, filters, saved views, and what may be done to many at once."""

from __future__ import annotations

import re

import sqlalchemy as sa

from steersman.domain.work import Kind
from steersman.records.desk.tables import work_items
from steersman.records.desk.work import Request
from steersman.records.store import writing
from tests.web.office import Office
from tests.web.visitors import Visit, visit

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


JOHN = ("1002", "John", "Roe")


def numbers(visitor: Visit, query: str = "status=all") -> list[str]:
    answer = visitor.get(f"/work?{query}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'<tr id="r-([A-Z0-9]+)"', answer.text)


def many(office: Office, count: int, **more: str) -> list[str]:
    asked = {"procedure": "manual", "requester": office.id("technician"), "summary": "x", **more}
    return [office.steersman.desk.work_items.submit(Request(**asked)) for _ in range(count)]  # type: ignore[arg-type]  # texts only


def done(office: Office, subject: str = "jane") -> str:
    number = office.leaver(subject=subject)
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    assert office.status(number) in ("done", "incomplete")  # without a successor
    return number


def test_everybody_sees_the_work_that_the_rules_let_them_see(office: Office) -> None:
    leaver, (task,) = office.leaver(), many(office, 1)

    assert numbers(visit(office, "approver")) == [task, leaver]
    assert numbers(visit(office, "hr")) == [leaver]
    assert numbers(visit(office, "mary")) == [leaver]  # Jane's manager
    assert numbers(visit(office, "stranger")) == []


def test_without_a_filter_what_is_open_is_shown(office: Office) -> None:
    finished, held = done(office), office.leaver(subject="mary")

    assert numbers(visit(office, "auditor"), "") == [held]
    assert numbers(visit(office, "auditor"), "status=done") == [finished]


def ended_numbers(visitor: Visit, query: str = "") -> list[str]:
    return re.findall(r'<tr id="e-([A-Z0-9]+)"', visitor.get(f"/work?{query}").text)


def test_what_has_just_ended_stands_below_what_is_open(office: Office) -> None:
    finished, held = done(office), office.leaver(subject="mary")
    _settle(office, finished, "done")
    auditor = visit(office, "auditor")

    assert numbers(auditor, "") == [held]
    assert ended_numbers(auditor) == [finished]
    assert numbers(auditor, "status=ended") == [finished]
    assert ended_numbers(auditor, "status=all") == []


def test_with_nothing_open_the_page_still_shows_what_ended(office: Office) -> None:
    _settle(office, done(office), "canceled")

    page = visit(office, "auditor").get("/work").text

    assert "Nothing is open." in page
    assert "Recently ended" in page


def test_what_ended_the_day_before_is_no_news(office: Office) -> None:
    _settle(office, done(office), "done", ago=90_000.0)
    auditor = visit(office, "auditor")

    assert ended_numbers(auditor) == numbers(auditor, "status=ended") == []


def test_what_ended_is_shown_only_to_who_may_see_it(office: Office) -> None:
    _settle(office, done(office), "done")

    assert ended_numbers(visit(office, "stranger")) == []


def test_what_the_kill_switch_holds_is_listed_alone(office: Office) -> None:
    held = office.leaver()
    office.post("security", "/switches", {"scope": "everything", "reason": "drill"})
    waiting = office.leaver(subject="mary")

    approver = visit(office, "approver")
    assert numbers(approver, "status=held") == [waiting, held]
    assert numbers(approver, "status=switch") == [waiting]


def _settle(office: Office, number: str, status: str, ago: float = 60.0) -> None:
    at = office.steersman.clock.now() - ago
    ours = sa.update(work_items).where(work_items.c.number == number)
    with writing(office.steersman.store, "desk") as connection:
        connection.execute(ours.values(status=status, settled_at=at))


FITS = {
    "status=held": ["leaver"],
    "status=trouble": [],
    "status=running": [],
    "procedure=leaver": ["leaver"],
    "kind=incident": ["task"],
    "q=jane": ["leaver"],
    "q=REQ0000001": ["leaver"],
    "q=req1": ["leaver"],
    "q=2": ["task"],
    "q=laptop": ["task"],
    "q=100%25": [],
    "q=laptop&status=held": [],
    "status=nonsense&kind=nonsense": ["task", "leaver"],
}


def test_a_filter_leaves_what_fits_it(office: Office) -> None:
    leaver = office.leaver()
    asked = Request(
        procedure="manual", requester="hr", kind=Kind.INCIDENT, summary="Fetch the laptop"
    )
    task = office.steersman.desk.work_items.submit(asked)
    approver, named = visit(office, "approver"), {leaver: "leaver", task: "task"}

    found = {query: [named[each] for each in numbers(approver, query)] for query in FITS}
    assert found == FITS


def test_mine_is_what_the_visitor_asked_for(office: Office) -> None:
    (task,), leaver = many(office, 1), office.leaver()

    assert numbers(visit(office, "technician"), "mine=yes") == [task]
    assert numbers(visit(office, "hr"), "mine=yes") == [leaver]


def test_needs_me_is_what_waits_for_this_visitors_word(office: Office) -> None:
    leaver = office.leaver()

    assert numbers(visit(office, "approver"), "needs_me=yes") == [leaver]
    assert numbers(visit(office, "technician"), "needs_me=yes") == []
    office.post("approver", f"/work/{leaver}/approve", {"digest": office.digest(leaver)})
    assert numbers(visit(office, "approver"), "needs_me=yes") == []


def test_what_a_person_approved_was_not_done_by_itself(office: Office) -> None:
    done(office)

    assert numbers(visit(office, "auditor"), "status=alone") == []


def test_pages_follow_each_other_without_gap_or_repeat(office: Office) -> None:
    made = many(office, 120)
    auditor, seen, query = visit(office, "auditor"), [], "status=all"
    for _ in range(3):
        seen += numbers(auditor, query)
        older = re.search(
            r'href="/work\?([^"]*before=\d+)" rel="next"', auditor.get(f"/work?{query}").text
        )
        query = older[1].replace("&amp;", "&") if older else ""

    assert seen == made[::-1]
    assert query == ""


def test_the_oldest_can_stand_first(office: Office) -> None:
    made = many(office, 60)

    assert numbers(visit(office, "auditor"), "status=all&order=oldest") == made[:50]
    assert numbers(visit(office, "auditor"), "status=all&order=oldest&before=50") == made[50:]


def test_the_rows_come_again_by_themselves_on_the_first_page_only(office: Office) -> None:
    many(office, 60)
    auditor = visit(office, "auditor")

    assert 'hx-trigger="sse:work' in auditor.get("/work?status=all").text
    assert 'hx-trigger="sse:work' not in auditor.get("/work?status=all&before=20").text
    assert '<div id="rows"' in auditor.get("/work/rows?status=all").text


def test_names_from_outside_stay_text(office: Office) -> None:
    many(office, 1, summary=HOSTILE)
    page = visit(office, "auditor").get(f"/work?status=all&q={HOSTILE}").text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(2)" in page


def test_a_view_is_kept_for_its_owner_and_can_be_removed(office: Office) -> None:
    mine, theirs = visit(office, "approver"), visit(office, "auditor")
    saved = mine.post("/work/views", {"name": HOSTILE[:30], "filter": "status=held&evil=1"})

    assert saved.headers["location"] == "/work?status=held"
    page = mine.get("/work?status=held").text
    assert "&lt;img" in page
    assert "<img" not in page
    assert "&lt;img" not in theirs.get("/work?status=held").text
    mine.post("/work/views/remove", {"name": HOSTILE[:30]})
    assert "&lt;img" not in mine.get("/work?status=held").text


def test_a_view_without_a_name_is_refused(office: Office) -> None:
    answer = visit(office, "approver").post("/work/views", {"name": " ", "filter": "mine=yes"})

    assert answer.status_code == 409


def test_only_who_may_take_back_sees_boxes_to_tick(office: Office) -> None:
    number = done(office)

    assert f'value="{number}" id="c-' in visit(office, "security").get("/work?status=all").text
    for who in ("approver", "auditor", "technician", "mary"):
        page = visit(office, who).get("/work?status=all").text
        assert number in page
        assert 'type="checkbox" name="work"' not in page


def test_what_did_nothing_cannot_be_ticked(office: Office) -> None:
    office.leaver()

    assert 'name="work"' not in visit(office, "security").get("/work?status=all").text


def test_each_ticked_item_becomes_an_undo_item_of_its_own(office: Office) -> None:
    office.people = {**office.people, "john": office.company.hire(office.steersman, *JOHN)}
    both = [done(office), done(office, "john")]
    answer = visit(office, "security").post("/work/undo", {"work": both, "reason": "wrong list"})

    assert answer.headers["location"] == "/work?procedure=undo"
    office.run()
    assert [office.status(number) for number in both] == ["undone", "undone"]
    assert len(numbers(visit(office, "security"), "procedure=undo")) == 2


def test_what_cannot_be_taken_back_is_named_and_the_rest_is_done(office: Office) -> None:
    finished, (task,) = done(office), many(office, 1)
    told = {"work": [finished, task, "REQ9999999"], "reason": "wrong"}
    answer = visit(office, "security").post("/work/undo", told)

    assert answer.status_code == 422
    assert "1 undo item opened" in answer.text
    assert f"{task}</a>: {task} is manual" in answer.text
    assert "there is no work item REQ9999999" in answer.text


def test_what_did_nothing_is_not_taken_back(office: Office) -> None:
    number = done(office, "approver2")  # who has no account anywhere
    answer = visit(office, "security").post("/work/undo", {"work": [number], "reason": "x"})

    assert f"{number} did nothing that could be taken back" in answer.text
    assert numbers(visit(office, "security"), "procedure=undo") == []


def test_nothing_is_taken_back_without_a_reason(office: Office) -> None:
    number = done(office)
    answer = visit(office, "security").post("/work/undo", {"work": [number], "reason": "  "})

    assert answer.status_code == 422
    assert f'id="c-{number}" form="bulk" checked' in answer.text
    assert numbers(visit(office, "security"), "procedure=undo") == []


def test_who_may_not_take_back_is_refused_whatever_they_send(office: Office) -> None:
    number = done(office)
    answer = visit(office, "approver").post("/work/undo", {"work": [number], "reason": "x"})

    assert answer.status_code == 422
    assert "may not undo" in answer.text
    assert office.steersman.desk.work_items.search(status="new") == []


def test_nothing_is_approved_from_the_queue(office: Office) -> None:
    office.leaver()
    page = visit(office, "approver").get("/work?status=held").text

    assert "/approve" not in page.replace('href="/approvals', "")


def test_a_form_of_another_site_is_refused(office: Office) -> None:
    number = done(office)
    visitor = visit(office, "security")
    told = {"work": [number], "reason": "x", "csrf": "wrong"}

    assert visitor.post("/work/undo", told).status_code == 403
