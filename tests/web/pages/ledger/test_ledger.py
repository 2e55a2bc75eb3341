"""The ledger as an auditor reads it: what happened, and whether it is whole."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from steersman.records.ledger.entry import Entry
from steersman.records.ledger.tables import entries
from steersman.records.store import writing
from steersman.web.pages.ledger.model import work_of
from tests.web.office import Office
from tests.web.visitors import visit


def _write(office: Office, many: int, text: str = "x") -> None:
    for n in range(many):
        entry = Entry(f"test/{n}", "import", office.steersman.clock.now(), {"text": f"{text}{n}"})
        office.steersman.ledger.record(entry)


def test_one_piece_of_work_is_read_from_its_first_entry_to_its_last(office: Office) -> None:
    number = office.leaver()
    office.leaver(subject="mary")

    page = visit(office, "auditor").get(f"/ledger?work={number}").text

    assert page.index("Decided") < page.index("Run ended")
    assert f"{number}#1/decision" not in page
    assert page.count("/ledger?work=REQ0000002") == 0


def test_the_newest_stands_on_top_and_older_ones_are_a_press_away(office: Office) -> None:
    _write(office, 60)
    auditor = visit(office, "auditor")
    newest = office.steersman.ledger.head().seq

    first = auditor.get("/ledger?kind=import").text
    older = auditor.get(f"/ledger?kind=import&before={newest - 48}").text

    assert first.index("x59") < first.index("x10")
    assert "x9<" not in first
    assert "x9<" in older


def test_an_entry_shows_the_body_that_was_hashed(office: Office) -> None:
    _write(office, 1, "<script>alert(1)</script>")
    auditor = visit(office, "auditor")
    seq = office.steersman.ledger.head().seq - 1  # signing in is one too

    page = auditor.get(f"/ledger/{seq}").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;0" in page
    assert "<script>alert" not in page
    assert auditor.get("/ledger/999999").status_code == 404


def _by_column(page: str) -> list[str]:
    cells: list[str] = re.findall(r'<td data-label="By">([^<]*)', page)
    return cells


def test_every_row_names_who_stands_behind_it(office: Office) -> None:
    number = office.leaver()
    sign_in, jane = office.steersman.sign_in, office.id("jane")
    sign_in.tell("sign-in-refused", jane, by="", what="password", address="192.0.2.9")
    sign_in.tell("signed-in", jane, by=jane, how="password")
    auditor = visit(office, "auditor")

    every, one = (auditor.get(f"/ledger{query}").text for query in ("", f"?work={number}"))

    assert _by_column(every)[:3] == ["Auditor Test", "Jane Doe", "Nobody signed in"]
    assert set(_by_column(one)) == {"Steersman"}
    assert all(_by_column(every))


def test_a_word_said_with_a_token_names_who_made_it(office: Office) -> None:
    told = {"by": office.id("approver"), "vouched_by": office.id("administrator")}
    entry = Entry("REQ1/approval/a/b", "approval", office.steersman.clock.now(), told)
    office.steersman.ledger.record(entry)

    page = visit(office, "auditor").get("/ledger").text

    assert "Approver Test, with a token made by Administrator Test" in page


def test_the_api_names_who_stands_behind_each_entry(office: Office) -> None:
    office.leaver()

    entries = office.get("auditor", "/ledger").json()["entries"]

    assert {each["by"] for each in entries if each["kind"] == "decision"} == {"system:steersman"}
    assert all(each["by"] for each in entries)


def test_a_whole_ledger_is_told_to_be_whole(office: Office) -> None:
    office.leaver()
    auditor = visit(office, "auditor", htmx=True)
    held = auditor.get("/ledger/checkpoint.txt").text

    assert "Whole: " in auditor.post("/ledger/verify").text
    assert "Whole: " in auditor.post("/ledger/verify", {"held": held}).text


def test_an_altered_entry_is_named(office: Office) -> None:
    office.leaver()
    auditor = visit(office, "auditor", htmx=True)
    with writing(office.steersman.store, "test") as connection:
        connection.execute(sa.update(entries).where(entries.c.seq == 1).values(body="{}"))

    assert "Not whole, at entry 1" in auditor.post("/ledger/verify").text


def test_a_forged_checkpoint_is_not_believed(office: Office) -> None:
    office.leaver()
    told = visit(office, "auditor", htmx=True).post("/ledger/verify", {"held": "mine\n9\nabc"})

    assert "Not whole" in told.text


@pytest.mark.parametrize("path", ["/ledger", "/ledger/1", "/ledger/rows", "/ledger/export.jsonl"])
def test_who_may_not_read_it_is_told_the_rule(office: Office, path: str) -> None:
    office.leaver()
    answer = visit(office, "technician").get(path)

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "ledger.view"


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=99999999999999999999"])
def test_a_place_that_is_none_is_refused(office: Office, query: str) -> None:
    assert visit(office, "auditor").get(f"/ledger?{query}").status_code == 422


@pytest.mark.parametrize("work", ["' or 1=1 --", "%", "\U0010ffff", "x" * 5000])
def test_any_text_may_be_searched_for(office: Office, work: str) -> None:
    answer = visit(office, "auditor").get("/ledger", params={"work": work})

    assert answer.status_code == 200
    assert "No entry fits" in answer.text


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("REQ0000001#1/end", "REQ0000001"),
        ("CHG12/approval/abc/x", "CHG12"),
        ("sign-in/signed-in/9", ""),
        ("token/abc1/made", ""),
        ("", ""),
        ("REQ", ""),
    ],
)
def test_the_work_behind_a_key(key: str, number: str) -> None:
    assert work_of(key) == number
