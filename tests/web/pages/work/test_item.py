"""One work item: its timeline as it happens, its questions, and how it is taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steersman.records.desk.work import Request
from tests.governor.company import Company
from tests.web.office import Office, move_in
from tests.web.visitors import Visit, visit

HOSTILE = "<script>alert(1)</script>"


def done(office: Office, subject: str = "jane") -> str:
    number = office.leaver(subject=subject)
    approve(office, number)
    return number


def approve(office: Office, number: str) -> None:
    told = {"digest": office.digest(number), "reason": HOSTILE}
    assert office.post("approver", f"/work/{number}/approve", told).status_code == 200
    office.run()


def page(visitor: Visit, number: str) -> str:
    answer = visitor.get(f"/work/{number}")
    assert answer.status_code == 200, answer.text
    return answer.text


def in_order(text: str, *words: str) -> None:
    places = [text.index(word) for word in words]
    assert places == sorted(places), words


def test_the_timeline_goes_from_the_request_to_what_was_verified(office: Office) -> None:
    told = page(visit(office, "auditor"), done(office))

    in_order(
        told,
        "Rehearsed and held",
        "Approver Test approved",
        "Rehearsed and allowed",
        "Cut access",
        "<dt>Plan</dt>",
        "<dt>Effect</dt>",
        "<dt>Verified</dt>",
        "End sessions",
        "Hand over",
    )
    assert "Read back from Directory: it shows the change" in told


def test_the_reason_of_a_person_stays_text(office: Office) -> None:
    told = page(visit(office, "auditor"), done(office))

    assert HOSTILE not in told
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;”" in told


def test_who_may_not_see_it_is_told_that_there_is_none(office: Office) -> None:
    number = office.leaver()
    seen = {who: visit(office, who) for who in ("hr", "mary", "auditor", "stranger", "jane")}

    for path in (f"/work/{number}", f"/work/{number}/live"):
        got = {who: visitor.get(path).status_code for who, visitor in seen.items()}
        assert got == {"hr": 200, "mary": 200, "auditor": 200, "stranger": 404, "jane": 404}


def test_there_is_no_page_for_what_there_is_not(office: Office) -> None:
    answer = visit(office, "auditor").get("/work/REQ9999999", headers={"Accept": "text/html"})

    assert answer.status_code == 404


def test_work_that_nobody_decided_yet_says_when_it_will_be(office: Office) -> None:
    told = {"person": office.id("jane"), "effective_at": "2031-01-01T00:00:00Z"}
    number = office.post("hr", "/leave", told).json()["work"]

    assert "Nothing was decided yet" in page(visit(office, "hr"), number)


def test_a_running_step_is_current_and_the_page_asks_for_itself_again(tmp_path: Path) -> None:
    seen: list[str] = []
    company = Company(tmp_path, "")

    def hook(moment: str) -> None:
        if moment == "account.disable@saas after apply" and not seen:
            seen.append(page(visitor, "REQ0000001"))

    with company.open(hook=hook) as steersman:
        office = move_in(steersman, company)
        visitor = visit(office, "auditor")
        approve(office, office.leaver())

    (told,) = seen
    assert told.count('aria-current="step"') == 1
    current = told[told.index('aria-current="step"') :]
    closing = "Close the account jane.doe@example.org in Saas"
    in_order(current, closing, "Writing, then reading back", "End what jane.doe@example.org has")
    assert f"{closing}: 1 of 4 steps are through" in told
    assert "Read back from Directory" in told
    assert 'hx-get="/work/REQ0000001/live" hx-trigger="sse:work' in told


def test_a_failed_attempt_stays_in_sight(tmp_path: Path) -> None:
    company = Company(tmp_path, "")

    def hook(moment: str) -> None:
        if moment == "account.disable@saas after apply":
            company.outside.set("saas:s-1000", "sign-in", None, key="the lie")

    with company.open(hook=hook) as steersman:
        office = move_in(steersman, company)
        number = done(office)
        told = page(visit(office, "security"), number)

    assert "Not verified: the target does not show the change" in told
    assert "Not everything is done" in told
    assert "question for people" in told


def test_what_was_taken_back_says_by_which_item(office: Office) -> None:
    number = done(office)
    security = visit(office, "security")
    answer = security.post(f"/work/{number}/undo", {"reason": "wrong Jane"})
    undoing = answer.headers["location"].removeprefix("/work/")
    office.run()

    assert office.status(number) == "undone"
    told = page(security, number)
    assert told.count("Taken back, <time") == 4
    assert "Taken back by" in told
    assert "last step first" in page(security, undoing)


def test_the_dialog_says_what_comes_back_and_what_does_not(office: Office) -> None:
    told = page(visit(office, "security"), done(office))

    assert "Take back 4 steps" in told


def test_who_may_not_take_it_back_reads_why(office: Office) -> None:
    number = done(office)

    for who in ("approver", "mary", "auditor"):
        visitor = visit(office, who)
        assert "work_item.undo" in page(visitor, number)
        assert visitor.post(f"/work/{number}/undo", {"reason": "x"}).status_code == 403


def test_what_did_nothing_has_nothing_to_take_back(office: Office) -> None:
    assert "It did nothing that could be taken back" in page(
        visit(office, "security"), office.leaver()
    )


def test_an_undo_needs_a_reason_and_keeps_what_was_ticked(office: Office) -> None:
    number = done(office)
    answer = visit(office, "security").post(f"/work/{number}/undo", {"harmful": "yes"})

    assert answer.status_code == 422
    assert "A reason is missing" in answer.text
    assert 'name="harmful" value="yes" checked' in answer.text
    assert office.status(number) == "done"


def test_harm_lowers_the_levels_at_once(office: Office) -> None:
    number = done(office)
    visit(office, "security").post(f"/work/{number}/undo", {"reason": "harm", "harmful": "yes"})

    assert office.ledger("level")


@pytest.fixture
def doubtful(office: Office) -> str:
    """A leaver about Mary, whose account in saas is in doubt."""
    for account, name in (("s-x", "Mary Boss"), ("s-y", HOSTILE)):
        office.company.outside.hire("saas", account, account, "mary.boss@example.org", name)
    return office.leaver(subject="mary")


def question_of(office: Office, number: str) -> str:
    (question,) = office.steersman.desk.questions.open(number)
    return str(question["id"])


def test_candidates_stand_side_by_side(office: Office, doubtful: str) -> None:
    told = page(visit(office, "approver"), doubtful)

    assert "<code>s-x</code></td><td><code>s-y</code>" in told
    assert HOSTILE not in told
    assert 'name="answer" value="s-x"' in told


def test_an_answer_is_written_down_and_the_work_goes_on(office: Office, doubtful: str) -> None:
    question = question_of(office, doubtful)
    answer = visit(office, "approver").post(f"/questions/{question}/answer", {"answer": "none"})

    assert answer.headers["location"] == f"/work/{doubtful}#questions"
    assert office.ledger("answer")[0]["by"] == office.id("approver")
    office.run()
    assert office.steersman.desk.questions.open(doubtful) == []
    assert f"Approver Test answered {question}" in page(visit(office, "auditor"), doubtful)


def test_an_answer_that_is_none_is_refused(office: Office, doubtful: str) -> None:
    question = question_of(office, doubtful)
    approver = visit(office, "approver")

    for given in ("", "s-1000", "<script>"):
        answer = approver.post(f"/questions/{question}/answer", {"answer": given})
        assert answer.status_code == 422
        assert f'href="#{question}"' in answer.text
    assert question_of(office, doubtful) == question


def test_who_may_not_answer_is_refused(office: Office, doubtful: str) -> None:
    question = question_of(office, doubtful)

    assert 'name="answer"' not in page(visit(office, "technician"), doubtful)
    for who in ("technician", "auditor", "stranger"):
        answer = visit(office, who).post(f"/questions/{question}/answer", {"answer": "none"})
        assert answer.status_code == 403


def test_a_question_leads_to_its_work(office: Office, doubtful: str) -> None:
    question = question_of(office, doubtful)
    answer = visit(office, "approver").get(f"/questions/{question}")

    assert answer.headers["location"] == f"/work/{doubtful}#{question}"
    assert visit(office, "stranger").get(f"/questions/{question}").status_code == 404
    assert visit(office, "approver").get("/questions/Q0").status_code == 404


def test_the_requester_answers_what_an_approver_asked(office: Office) -> None:
    number = office.leaver()
    told = {"digest": office.digest(number), "text": f"Is it {HOSTILE}?"}
    asked = office.post("approver", f"/work/{number}/ask-back", told).json()["id"]

    assert HOSTILE not in page(visit(office, "hr"), number)
    path = f"/work/{number}/asked-back/{asked}"
    assert visit(office, "hr").post(path, {"text": " "}).status_code == 422
    assert visit(office, "hr").post(path, {"text": "Friday"}).status_code == 303
    assert "“Friday”" in page(visit(office, "approver"), number)


def test_hidden_work_shows_only_its_number(office: Office) -> None:
    desk, employee = office.steersman.desk.work_items, office.id("employee")
    hidden = desk.submit(Request(procedure="manual", requester="system:x", summary="Secret plan"))
    shown = desk.submit(Request(procedure="manual", requester=employee, caused_by=hidden))

    told = page(visit(office, "employee"), shown)
    assert hidden in told
    assert "Secret plan" not in told
    assert re.search(hidden + r"</span>, which you may not see", told)
    assert "Secret plan" in page(visit(office, "auditor"), shown)
