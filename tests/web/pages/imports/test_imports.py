"""People brought in from the console: first what would change, then exactly that."""

from __future__ import annotations

import io
import json
import re

import pytest
from httpx2 import Response
from openpyxl import Workbook

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


SHEET = [
    ["Personnel number", "First name", "Surname", "E-mail"],
    ["9001", "Ann", "Sato", "ann.sato@example.org"],
]


def _workbook(rows: list[list[str]]) -> bytes:
    book, raw = Workbook(), io.BytesIO()
    sheet = book.create_sheet("People", 0)
    for row in rows:
        sheet.append(row)
    book.save(raw)
    return raw.getvalue()


def _brought(visitor: Visit, content: bytes, name: str) -> dict[str, str]:
    """A file that the page brought in two parts."""
    file = visitor.ask("POST", "/import/files", headers=_proof(visitor)).json()["file"]
    half = len(content) // 2
    for at in (0, half):
        part = content[:half] if at == 0 else content[half:]
        told = visitor.ask(
            "PUT", f"/import/files/{file}?at={at}", content=part, headers=_proof(visitor)
        )
        assert told.status_code == 200, told.text
    return {"file": file, "filename": name, "text": "", "format": ""}


def _proof(visitor: Visit) -> dict[str, str]:
    return {"X-CSRF-Token": visitor.csrf, "Content-Type": "application/octet-stream"}


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "xlsx"])
def test_a_file_is_read_whatever_it_was_exported_as(office: Office, kind: str) -> None:
    names, values = SHEET[0], SHEET[1]
    one = dict(zip(names, values, strict=True))
    content = {
        "csv": f"{','.join(names)}\n{','.join(values)}\n".encode(),
        "json": json.dumps([one]).encode(),
        "jsonl": json.dumps(one).encode(),
        "xlsx": _workbook(SHEET),
    }[kind]
    hr = visit(office, "hr")
    told = _brought(hr, content, f"people.{kind}")

    shown = hr.post("/import", _form("", do="read") | told)

    assert shown.status_code == 200, shown.text
    assert "Import 1 row" in shown.text
    digest = re.search(r'name="digest" value="(\w+)"', shown.text)
    assert digest
    done = hr.post("/import", _form("", do="import", digest=digest[1]) | told)
    assert done.status_code == 303
    assert _is_there(office, "Sato")


def test_columns_under_other_names_are_understood_and_shown(office: Office) -> None:
    text = "\n".join(",".join(row) for row in SHEET)

    page = _read(visit(office, "hr"), text)[0].text

    fields = re.findall(r'name="field\d+" value="(\w*)"', page)
    assert fields == ["employee_number", "given_name", "family_name", "mail"]


def test_a_column_that_nobody_knows_is_left_out_only_once_somebody_says_so(office: Office) -> None:
    text, hr = "employee_number,given_name,family_name,shoe_size\n9001,Ann,Sato,44\n", "hr"
    visitor = visit(office, hr)
    first = visitor.post("/import", _form(text, do="read"))
    said = dict(re.findall(r'name="(column\d+)" value="(\w+)"', first.text))
    said |= dict(re.findall(r'name="(field\d+)" value="(\w*)"', first.text))

    again = visitor.post("/import", _form(text, do="read", **said))

    assert first.status_code == 422
    assert "no such column is known" in first.text
    assert again.status_code == 200
    assert "Import 1 row" in again.text


def test_a_column_goes_where_somebody_says(office: Office) -> None:
    text = "No,Given,Family\n9001,Ann,Sato\n"
    hr = visit(office, "hr")
    first = hr.post("/import", _form(text, do="read"))
    assert first.status_code == 422
    assert "the column is missing" in first.text

    said = {"column0": "No", "field0": "employee_number", "column1": "Given"}
    said |= {"field1": "given_name", "column2": "Family", "field2": "family_name"}
    again = hr.post("/import", _form(text, do="read", **said))

    assert again.status_code == 200
    assert "Import 1 row" in again.text
    assert 'name="field0" value="employee_number"' in again.text


def test_a_file_of_somebody_else_is_not_there(office: Office) -> None:
    told = _brought(visit(office, "hr"), b"employee_number\n1\n" * 20, "people.csv")

    answer = visit(office, "administrator").post("/import", _form("", do="read") | told)

    assert answer.status_code == 422
    assert "there is no file" in answer.text


def test_who_may_import_nothing_brings_no_file(office: Office) -> None:
    employee = visit(office, "employee")
    told = employee.ask("POST", "/import/files", headers=_proof(employee))

    assert told.status_code == 403
    assert told.json()["error"]["rule"] == "person.add"


def test_a_file_that_does_not_say_its_format_is_asked_about(office: Office) -> None:
    hr = visit(office, "hr")
    answer = hr.post("/import", _form("", do="read") | _brought(hr, b"x" * 200, "people"))

    assert answer.status_code == 422
    assert "does not say its format" in answer.text


def test_an_encoding_that_there_is_none_of_is_named(office: Office) -> None:
    hr = visit(office, "hr")
    told = _brought(hr, LIST.encode() * 2, "people.csv")

    answer = hr.post("/import", _form("", do="read", encoding="klingon") | told)

    assert answer.status_code == 422
    assert "the encoding" in answer.text
