"""What is held back is listed with who and why, begun and ended from a page."""

from __future__ import annotations

from tests.web.office import Office
from tests.web.pages.situations.test_situations import CRITICAL, page, reported, sent


def test_a_silence_is_begun_counted_and_ended_here(office: Office) -> None:
    assert "Nothing is held back" in page(office, "approver", "/silences")
    form = {"kind": "silence", "matchers": "host=db-1", "hours": "8", "reason": "disk swap"}
    sent(office, "technician", "/silences", **form)
    assert reported(office, CRITICAL) == ""
    shown = page(office, "approver", "/silences")
    assert "disk swap Technician Test" in shown
    assert "1 situation" not in page(office, "approver", "/situations")

    (row,) = office.get("technician", "/silences").json()["silences"]
    assert row["held"] == 1
    sent(office, "technician", f"/silences/{row['id']}/end")
    assert "Nothing is held back" in page(office, "approver", "/silences")


def test_what_cannot_be_meant_is_told_and_what_was_typed_stays(office: Office) -> None:
    form = {"kind": "silence", "matchers": "host=~.*", "hours": "2", "reason": "all quiet"}
    shown = sent(office, "technician", "/silences", **form)
    assert "this would fit every alert there is" in shown
    assert "host=~.*" in shown


def test_a_window_names_items_as_people_do(office: Office) -> None:
    values = {"ci_class": "server", "name": "db-1"}
    assert office.post("administrator", "/ci", {"values": values}).status_code in (200, 201)
    form = {"kind": "maintenance", "items": "DB-1\n", "hours": "2", "reason": "patching"}
    sent(office, "technician", "/silences", **form)
    assert reported(office, CRITICAL) == ""
    assert "db-1 and what depends on it" in page(office, "approver", "/silences")
    unknown = sent(office, "technician", "/silences", **{**form, "items": "nowhere"})
    assert "no one item is called 'nowhere'" in unknown.replace("&#39;", "'")


def test_an_approver_looks_and_ends_nothing(office: Office) -> None:
    form = {"kind": "silence", "matchers": "host=db-1", "hours": "8", "reason": "x"}
    assert "may not add" in sent(office, "approver", "/silences", **form)
