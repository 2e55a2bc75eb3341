"""The pages of runbooks: read, rehearsed and started, written, and reviewed by a second person."""

from __future__ import annotations

import re

import pytest

from tests.web.office import Office
from tests.web.visitors import visit
from tests.workflows.runbooks.house import SERVICE, TARGET, TEXT, House

Hosting = tuple[Office, House]
GIVEN = {"param.host": "web1", "param.service": SERVICE}
HERE = "/runbooks/start-it"
OTHER = TEXT.replace("a moment", "two moments")


def test_the_list_shows_what_starts_it_and_what_waits_for_a_review(hosting: Hosting) -> None:
    office, _ = hosting
    technician = office.id("technician")
    office.steersman.runbooks.propose("start-it", OTHER, by=technician, reason="slower here")
    page = visit(office, "approver").get("/runbooks").text
    assert "Start a service that has stopped" in page
    assert "alert ServiceDown*" in page
    assert "Waiting for a review" in page
    assert "slower here" in page
    assert "New runbook" not in page, "an approver writes none"


def test_prose_is_read_and_each_block_is_drawn_as_the_step_it_is(hosting: Hosting) -> None:
    office, _ = hosting
    page = visit(office, "approver").get(HERE).text
    assert "nothing is wrong with its configuration" in page
    assert page.count("Only looks") == 4
    assert page.count(">Does<") == 1
    assert "<code>service.start</code>" in page
    assert "state is running, within 2 s" in page
    assert "```" not in page
    assert "It has helped when" in page


def test_markup_in_a_runbook_is_shown_and_not_obeyed(hosting: Hosting) -> None:
    office, _ = hosting
    text = OTHER + "\n<script>alert(1)</script> ![x](http://evil.example/x.png) [y](javascript:z)\n"
    office.steersman.runbooks.propose("start-it", text, by="ann", reason="x")
    page = visit(office, "approver").get(f"{HERE}?version=2").text
    body = page.partition("<article")[2]
    assert "&lt;script&gt;" in body
    assert "<script>" not in body
    assert "evil.example" not in re.sub(r"<pre.*?</pre>", "", body, flags=re.S)
    assert 'href="javascript' not in body


def test_a_rehearsal_shows_what_was_found_and_opens_nothing(hosting: Hosting) -> None:
    office, house = hosting
    page = visit(office, "technician").post(f"{HERE}/start", {**GIVEN, "do": "rehearse"})
    assert page.status_code == 200
    assert "state: stopped" in page.text
    assert "Hold" in page.text
    assert house.effects == []
    assert office.steersman.desk.work_items.search() == []


def test_started_it_is_work_like_any_other(hosting: Hosting) -> None:
    office, house = hosting
    answer = visit(office, "technician").post(f"{HERE}/start", {**GIVEN, "do": "start"})
    assert answer.status_code == 303
    number = answer.headers["location"].removeprefix("/work/")
    office.run()
    assert office.status(number) == "held"
    shown = visit(office, "approver").get(f"/approvals/{number}").text
    assert "Start a service that has stopped: web1, shop" in shown
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    assert house.effects == [f"{TARGET} state=running"]
    done = visit(office, "technician").get(f"/work/{number}").text
    assert "Start it" in done


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"param.host": "web9", "param.service": SERVICE}, "no connected system stands for"),
        ({"param.host": "web1", "param.service": "a;b"}, "is not the name of a service"),
        ({"param.host": "web1"}, "service: give"),
        ({**GIVEN, "param.other": "x"}, "takes no other"),
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_what_was_typed(
    hosting: Hosting, given: dict[str, str], told: str
) -> None:
    office, _ = hosting
    answer = visit(office, "technician").post(f"{HERE}/start", {**given, "do": "start"})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{given["param.host"]}"' in answer.text


def test_the_text_is_checked_while_it_is_typed(hosting: Hosting) -> None:
    office, _ = hosting
    browser = visit(office, "technician")
    browser.htmx = True
    wrong = browser.post("/runbooks/faults", {"text": TEXT.replace("risk: medium", "risk: x")})
    assert "Line 15: risk: &#39;x&#39;" in wrong.text
    assert "Sound" in browser.post("/runbooks/faults", {"text": TEXT}).text


def test_a_version_is_handed_in_and_reviewed_by_somebody_else(hosting: Hosting) -> None:
    office, _ = hosting
    writer = visit(office, "technician")
    kept = writer.post(f"{HERE}/edit", {"text": OTHER, "reason": "slower here"})
    assert kept.headers["location"] == f"{HERE}/versions/2"
    own = writer.get(f"{HERE}/versions/2").text
    assert "somebody else has to review it" in own
    assert ">Put in force<" not in own
    reviewer = visit(office, "security")
    page = reviewer.get(f"{HERE}/versions/2").text
    assert "<del>- It may take a moment.</del>" in page
    assert "<ins>+ It may take two moments.</ins>" in page
    assert reviewer.post(f"{HERE}/versions/2/accept").status_code == 303
    assert office.steersman.runbooks.edition("start-it").version == "2"


def test_what_is_not_sound_comes_back_with_its_faults(hosting: Hosting) -> None:
    office, _ = hosting
    text = TEXT.replace("service.start", "service.begin")
    answer = visit(office, "technician").post("/runbooks/new", {"text": text, "name": "new-one"})
    assert answer.status_code == 422
    assert "needs a reason" in answer.text
    again = {"text": text, "name": "new-one", "reason": "x"}
    answer = visit(office, "technician").post("/runbooks/new", again)
    assert "there is no capability service.begin" in answer.text
    assert "capability: service.begin" in answer.text, "what was typed is not lost"


def test_a_text_of_another_release_can_still_be_read(hosting: Hosting) -> None:
    office, _ = hosting
    versions = office.steersman.runbooks.versions
    versions.propose(name="old", text="# Old", digest="d", by="ann", eyes="ann", reason="x")
    page = visit(office, "approver").get("/runbooks/old")
    assert page.status_code == 200
    assert "no runbook any more" in page.text
    assert "# Old" in page.text
    assert "Cannot be read" in visit(office, "approver").get("/runbooks").text


def test_an_employee_sees_none(hosting: Hosting) -> None:
    office, _ = hosting
    assert visit(office, "employee").get("/runbooks").status_code == 403
