"""People brought in from the console: first what would change, then exactly that."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response

from tests.web.office import Office
from tests.web.visitors import Visit, visit

LIST = """employee_number,given_name,family_name,mail,login
9001,Ann,Sato,ann.sato@example.org,asato
9002,"<b>Bob</b>",Ray,bob.ray@example.org,bray
"""


def _form(text: str = LIST, **more: str) -> dict[str, str]:
    return {"type": "person", "format": "csv", "source": "hr", "text": text, "part": "yes", **more}


def _read(visitor: Visit, text: str = LIST) -> tuple[Response, str]:
    answer = visitor.post("/import", _form(text, do="read"))
    digest = re.search(r'name="digest" value="(\w+)"', answer.text)
    return answer, digest[1] if digest else ""


def _is_there(office: Office, name: str) -> bool:
    return bool(office.get("administrator", f"/people?q={name}").json()["people"])


def test_reading_shows_what_would_change_and_writes_nothing(office: Office) -> None:
    answer, digest = _read(visit(office, "hr"))

    assert answer.status_code == 200
    assert digest
    assert "ann.sato@example.org" in answer.text
    assert "&lt;b&gt;Bob&lt;/b&gt;" in answer.text
    assert not _is_there(office, "Sato")


def test_what_was_read_is_imported(office: Office) -> None:
    hr = visit(office, "hr")
    _, digest = _read(hr)

    answer = hr.post("/import", _form(do="import", digest=digest))

    assert answer.status_code == 303
    assert _is_there(office, "Sato")
    assert office.ledger("import")[-1]["created"] == 2


def test_a_list_that_changed_since_it_was_read_is_shown_again(office: Office) -> None:
    hr = visit(office, "hr")
    _, digest = _read(hr)

    answer = hr.post("/import", _form(LIST.replace("Ann", "Eve"), do="import", digest=digest))

    assert answer.status_code == 409
    assert "Eve" in answer.text
    assert not _is_there(office, "Sato")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the list is empty"),
        ("shoe_size\n44\n", "What is wrong"),
        ("employee_number,mail\n9001,not a mail\n", "What is wrong"),
        ("\x01\x02", "What is wrong"),
    ],
)
def test_a_list_that_is_wrong_is_named_and_stays_in_the_form(
    office: Office, text: str, told: str
) -> None:
    answer, _ = _read(visit(office, "hr"), text)

    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.parametrize("digest", ["", "x", "0" * 64])
def test_without_having_read_it_nothing_is_imported(office: Office, digest: str) -> None:
    answer = visit(office, "hr").post("/import", _form(do="import", digest=digest))

    assert answer.status_code == 409
    assert not _is_there(office, "Sato")


@pytest.mark.parametrize("who", ["technician", "approver", "security", "stranger"])
def test_who_may_not_is_told_the_rule(office: Office, who: str) -> None:
    visitor = visit(office, who)

    assert visitor.get("/import").status_code == 403
    refused = visitor.post("/import", _form(do="read"))
    assert refused.json()["error"]["rule"] == "person.add"


def test_the_empty_form_is_shown(office: Office) -> None:
    page = visit(office, "hr").get("/import")

    assert page.status_code == 200
    assert "employee_number" in page.text
