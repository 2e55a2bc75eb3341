"""The pages of documents: read, changed by two people, and never for whoever may not read them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from steersman.knowledge.retrieval.indexing import document_id
from steersman.records.knowledge.sources import KnowledgeSource
from tests.web.office import Office
from tests.web.visitors import visit

OWN = "---\nreaders: everyone\n---\n# Badge\n\nA lost badge is blocked at the gate.\n"
OLD = "---\nsuperseded_by: new.md\n---\n# Old way\n\nPull the orange lever.\n"
BADGE = f"/knowledge/{document_id('house', 'badge.md')}"


@pytest.fixture
def shelf(office: Office, tmp_path: Path) -> Office:
    texts = {"runbooks": {"old.md": OLD, "new.md": "# New way\n\nPull the green lever.\n"}}
    texts["board"] = {"merger.md": "# Merger\n\nInitech in May.\n"}
    for source, files in texts.items():
        (tmp_path / source).mkdir()
        for name, text in files.items():
            (tmp_path / source / name).write_text(text)
        readers = "everyone" if source == "runbooks" else ""
        given = KnowledgeSource(name=source, folder=str(tmp_path / source), readers=readers)
        office.steersman.library.keep(given)
        office.steersman.library.read(source)
    return office


def draft(shelf: Office, text: str = OWN) -> str:
    """The path of a new draft by a technician."""
    form = {"name": "badge.md", "text": text, "reason": "asked often"}
    answer = visit(shelf, "technician").post("/knowledge/new", form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_list_holds_what_the_visitor_may_read_and_no_trace_of_the_rest(shelf: Office) -> None:
    mine = visit(shelf, "technician").get("/knowledge").text
    assert "New way" in mine
    assert "Superseded" in mine
    assert "Merger" not in mine
    assert "board" not in mine
    assert "Merger" in visit(shelf, "administrator").get("/knowledge").text


def test_a_superseded_document_leads_to_what_replaced_it(shelf: Office) -> None:
    page = visit(shelf, "technician").get(f"/knowledge/{document_id('runbooks', 'old.md')}").text
    assert "Pull the orange lever." in page
    assert f'href="/knowledge/{document_id("runbooks", "new.md")}">New way</a>' in page


def test_a_hidden_document_is_not_there(shelf: Office) -> None:
    visitor = visit(shelf, "technician")
    for path in (document_id("board", "merger.md"), "doc_none"):
        assert visitor.get(f"/knowledge/{path}").status_code == 404


def test_a_new_document_is_drafted_by_one_and_accepted_by_another(shelf: Office) -> None:
    path = draft(shelf)
    page = visit(shelf, "technician").get(path).text
    assert "<ins>+ # Badge</ins>" in page
    assert ">Accept<" not in page
    assert visit(shelf, "technician").post(f"{path}/accept", {}).status_code == 403
    assert "Accept" in visit(shelf, "security").get(path).text
    assert visit(shelf, "security").post(f"{path}/accept", {}).status_code == 303
    assert "A lost badge is blocked" in visit(shelf, "employee").get(BADGE).text


def test_a_change_shows_what_was_and_what_would_be_and_is_refused_with_a_reason(
    shelf: Office,
) -> None:
    visit(shelf, "security").post(f"{draft(shelf)}/accept", {})
    form = {"text": OWN.replace("gate", "door"), "reason": "the gate is gone"}
    answer = visit(shelf, "technician").post(f"{BADGE}/edit", form)
    path = answer.headers["location"]
    page = visit(shelf, "security").get(path).text
    assert "<del>- A lost badge is blocked at the gate.</del>" in page
    assert "<ins>+ A lost badge is blocked at the door.</ins>" in page
    visit(shelf, "security").post(f"{path}/refuse", {"reason": "it is still there"})
    assert "it is still there" in visit(shelf, "technician").get(BADGE).text
    assert "at the gate" in visit(shelf, "technician").get(BADGE).text


def test_what_was_typed_stays_when_it_cannot_be_kept(shelf: Office) -> None:
    form = {"name": "badge.md", "text": "# No head\r\n", "reason": "because"}
    answer = visit(shelf, "technician").post("/knowledge/new", form)
    assert answer.status_code == 422
    assert "say who may read it" in answer.text
    assert "# No head" in answer.text
    assert 'value="because"' in answer.text


def test_whoever_may_not_write_documents_has_no_editor(shelf: Office) -> None:
    employee = visit(shelf, "employee")
    assert employee.get("/knowledge/new").status_code == 403
    assert "New document" not in employee.get("/knowledge").text


def test_a_document_of_another_source_is_changed_there(shelf: Office) -> None:
    old = document_id("runbooks", "old.md")
    answer = visit(shelf, "technician").get(f"/knowledge/{old}/edit")
    assert answer.status_code == 422
    assert "change it at its source" in answer.text


def test_an_answer_asks_whether_it_solved_the_question_and_counts_it(shelf: Office) -> None:
    visitor = visit(shelf, "employee")
    question = "pull the green lever"
    page = visitor.get("/ask?" + urlencode({"q": question})).text
    assert "Did this solve it?" in page
    new = document_id("runbooks", "new.md")
    form = {"question": question, "document": new, "solved": "yes"}
    assert visitor.post("/knowledge/solved", form).headers["location"].startswith("/ask?q=pull")
    assert "1 of 1 said yes" in visitor.get(f"/knowledge/{new}").text
    no = {**form, "solved": "no", "why": "no lever", "hand_over": "yes"}
    opened = visitor.post("/knowledge/solved", no).headers["location"]
    assert visitor.get(opened).status_code == 200
    assert "0 of 1 said yes" in visitor.get(f"/knowledge/{new}").text
    assert "no lever" in visit(shelf, "technician").get(f"/knowledge/{new}").text
    assert "no lever" not in visit(shelf, "hr").get(f"/knowledge/{new}").text


def test_an_answer_from_the_record_asks_nothing_back(shelf: Office) -> None:
    page = visit(shelf, "administrator").get("/ask?q=who+reports+to+Mary+Boss").text
    assert "Did this solve it?" not in page
