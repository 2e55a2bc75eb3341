"""The page to ask: one answer, its query to edit, and nothing that the asker may not see."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.web.office import Office
from tests.web.visitors import visit


def test_a_question_shows_its_answer_its_query_and_where_each_row_leads(office: Office) -> None:
    page = visit(office, "administrator").get("/ask?q=who+reports+to+Mary+Boss")
    assert page.status_code == 200
    assert "person where has manager" in page.text
    assert f'href="/people/{office.id("jane")}"' in page.text


def test_the_query_can_be_changed_and_run_again(office: Office) -> None:
    address = "/ask?" + urlencode({"q": "x", "query": "count person by department"})
    page = visit(office, "administrator").get(address)
    assert "count person by department" in page.text
    assert '<td data-label="Count">' in page.text
    wrong = visit(office, "administrator").get("/ask?query=person+where")
    assert wrong.status_code == 422
    assert "at its end" in wrong.text
    assert "person where" in wrong.text, "what was typed stays"


def test_what_is_not_understood_is_said_and_hostile_text_stays_text(office: Office) -> None:
    page = visit(office, "administrator").get("/ask?" + urlencode({"q": "<script>x</script>"}))
    assert "<script>x" not in page.text
    assert "did not guess" in page.text


def test_each_row_says_who_states_it_and_how_long_ago(office: Office) -> None:
    values = {"ci_class": "server", "name": "db-7", "location": "Oslo"}
    assert office.post("administrator", "/ci", {"values": values}).status_code == 201
    page = visit(office, "administrator").get("/ask?q=which+servers+are+in+Oslo")
    assert '<td data-label="Stated by">console<span class="sub"><time' in page.text
    told = office.post("administrator", "/ask", {"question": "which servers are in Oslo"}).json()
    (heard,), (cited,) = told["table"]["heard"], told["citations"]
    assert (heard["sources"], cited["source"]) == (["console"], "console")
    assert heard["as_of"] == cited["as_of"] != ""


def test_an_employee_gets_no_more_than_they_may_see(office: Office) -> None:
    everybody = visit(office, "administrator").get("/ask?query=person")
    mine = visit(office, "stranger").get("/ask?query=person")
    assert "Mary" in everybody.text
    assert "Mary" not in mine.text
    forbidden = visit(office, "technician").get("/ask?query=person+where+end_date+is+known")
    assert "no rule lets you read" in forbidden.text
