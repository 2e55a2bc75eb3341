"""Documents, drafts, sources and what askers say of answers, through the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.records.knowledge.sources import KnowledgeSource
from tests.web.office import Office

VPN = "# VPN\n\nPress the green button to tunnel home.\n"
PAY = "# Pay\n\nThe payroll closes on the 20th.\n"
QUESTION = "how do I tunnel home"
OWN = "---\nreaders: everyone\n---\n# Badge\n\nA lost badge is blocked at the gate.\n"


@pytest.fixture
def shelf(office: Office, tmp_path: Path) -> Office:
    for source, readers, text in (("runbooks", "everyone", VPN), ("finance", "hr", PAY)):
        (tmp_path / source).mkdir()
        (tmp_path / source / "a.md").write_text(text)
        library = office.steersman.library
        library.keep(KnowledgeSource(name=source, folder=str(tmp_path / source), readers=readers))
        library.read(source)
    return office


def documents(office: Office, who: str, **asked: str) -> dict[str, str]:
    """Title → id."""
    told = office.get(who, "/knowledge/documents", params=asked).json()
    assert told["total"] == len(told["documents"])
    return {each["title"]: each["id"] for each in told["documents"]}


def test_each_asker_is_told_of_what_they_may_read_and_of_no_more(shelf: Office) -> None:
    assert list(documents(shelf, "technician")) == ["VPN"]
    assert list(documents(shelf, "hr")) == ["Pay", "VPN"]
    assert list(documents(shelf, "hr", q="pAy")) == ["Pay"]
    assert list(documents(shelf, "hr", source="runbooks")) == ["VPN"]
    hidden = documents(shelf, "hr")["Pay"]
    told = [shelf.get("technician", f"/knowledge/documents/{id_}") for id_ in (hidden, "doc_none")]
    assert [each.status_code for each in told] == [404, 404]
    assert told[0].text.replace(hidden, "doc_none") == told[1].text


def test_a_document_is_read_with_how_it_stands(shelf: Office) -> None:
    (id_,) = documents(shelf, "technician").values()
    told = shelf.get("technician", f"/knowledge/documents/{id_}").json()["document"]
    assert told["passages"] == [{"path": ["VPN"], "text": "Press the green button to tunnel home."}]
    assert (told["readers"], told["stale"], told["solved_share"]) == (["everyone"], False, None)


def test_what_solved_a_question_is_counted_and_a_no_is_handed_over(shelf: Office) -> None:
    (id_,) = documents(shelf, "technician").values()
    said = {"document": id_, "question": QUESTION, "solved": True}
    assert shelf.post("technician", "/ask/solved", said).json() == {"work": ""}
    no = {**said, "solved": False, "why": "no green button", "hand_over": True}
    number = shelf.post("employee", "/ask/solved", no).json()["work"]
    assert shelf.get("technician", f"/work/{number}").json()["requester"] == shelf.id("employee")
    told = shelf.get("technician", f"/knowledge/documents/{id_}").json()["document"]
    assert (told["solved"], told["not_solved"], told["solved_share"]) == (1, 1, 0.5)


def test_nobody_says_anything_of_a_document_that_they_may_not_read(shelf: Office) -> None:
    hidden = documents(shelf, "hr")["Pay"]
    said = {"document": hidden, "question": "x", "solved": True}
    assert shelf.post("technician", "/ask/solved", said).status_code == 404
    told = shelf.get("hr", f"/knowledge/documents/{hidden}").json()["document"]
    assert told["solved"] == 0


def test_a_draft_goes_from_one_person_to_another_and_is_then_found(shelf: Office) -> None:
    body = {"name": "badge.md", "text": OWN, "reason": "asked often"}
    draft = shelf.post("technician", "/knowledge/drafts", body).json()["draft"]
    assert draft["owner"] == shelf.id("technician")
    path = f"/knowledge/drafts/{draft['id']}"
    mine = shelf.post("technician", f"{path}/accept")
    assert (mine.status_code, mine.json()["error"]["rule"]) == (403, "four-eyes")
    other = shelf.post("employee", f"{path}/accept")
    assert (other.status_code, other.json()["error"]["rule"]) == (403, "document.review")
    assert shelf.post("security", f"{path}/accept").json()["draft"]["state"] == "accepted"
    told = shelf.post("employee", "/ask", {"question": "lost badge blocked"}).json()
    assert told["state"] == "answered"
    assert shelf.ledger("document-accepted")[0]["by"] == shelf.id("security")


def test_folders_and_paths_are_named_on_the_command_line_only(shelf: Office) -> None:
    bodies = [
        {"name": "x", "kind": "folder", "address": "/etc"},
        {"name": "x", "kind": "git", "address": "/etc"},
        {"name": "x", "kind": "git", "address": "file:///etc"},
        {"name": "x", "kind": "git", "address": "ext::sh -c id"},
        {"name": "x", "kind": "git", "address": "https://ann:secret@example.com/x"},
        {"name": "x", "kind": "work", "readers": ["role:wizard"]},
        {"name": "x", "kind": "work", "owner": "per_nobody"},
        {"name": "runbooks", "kind": "git", "address": "https://example.com/x"},
    ]
    for body in bodies:
        told = shelf.post("administrator", "/knowledge/sources", body)
        assert told.status_code == 422, (body, told.text)
        assert "secret" not in told.text
    assert [each.name for each in shelf.steersman.library.sources.all()] == ["finance", "runbooks"]


def test_a_source_is_added_read_and_removed(shelf: Office) -> None:
    told = shelf.post("administrator", "/knowledge/sources", {"name": "solved", "kind": "work"})
    assert told.status_code == 201
    assert told.json()["source"]["failure"] == ""
    assert shelf.post("administrator", "/knowledge/sources/runbooks/read").status_code == 200
    shelf.ask("administrator", "DELETE", "/knowledge/sources/runbooks")
    assert documents(shelf, "technician") == {}


def test_a_source_that_fails_tells_why_and_what_to_do(shelf: Office) -> None:
    body = {"name": "wiki", "kind": "system", "address": "nowhere"}
    told = shelf.post("administrator", "/knowledge/sources", body)
    assert told.status_code == 409
    assert "no declared system" in told.json()["error"]["message"]
    listed = shelf.get("auditor", "/knowledge/sources").json()["sources"]
    (wiki,) = [each for each in listed if each["name"] == "wiki"]
    assert "no declared system" in wiki["failure"]
