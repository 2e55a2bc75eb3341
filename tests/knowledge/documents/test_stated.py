"""Owner, date and status, in the words that people use for them."""

from __future__ import annotations

from datetime import date

import pytest

from steersman.knowledge.documents import read_document
from steersman.knowledge.documents.stated import day, stated


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-12",
        "2025/3/12",
        "12.03.2025",
        "12 March 2025",
        "March 12th, 2025",
        "12-Mar-2025",
        "2025-03-12T23:59:00+02:00",
        "reviewed on the 12th of March 2025",
        "20250312",
        "25/03/2025",
    ],
)
def test_a_day_is_found_in_the_usual_ways_of_writing(text: str) -> None:
    assert day(text) == (date(2025, 3, 25) if text.startswith("25/") else date(2025, 3, 12))


@pytest.mark.parametrize(
    "text", ["03/04/2025", "soon", "", "2025", "13/13/2025", "31 February 2025", "version 1.2.3"]
)
def test_a_day_that_could_be_another_is_none(text: str) -> None:
    assert day(text) is None


def test_the_review_counts_before_the_day_of_making() -> None:
    assert stated({"Created": "2020-01-01", "Last reviewed": "2025-01-01"}).date == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "Retired"}, "Retired"),
        ({"superseded_by": "RB-7"}, "superseded by RB-7"),
        ({"deprecated": "true"}, "deprecated"),
        ({"draft": "false"}, None),
    ],
)
def test_the_status_is_told_in_the_file_s_words(fields: dict[str, str], status: str | None) -> None:
    assert stated(fields).status == status


def test_a_notice_at_the_head_is_a_status() -> None:
    document = read_document(
        "a.md", b"# VPN\n\n**This page is superseded by VPN 2.** Old text.\n\nMore.\n"
    )
    assert document.status == "This page is superseded by VPN 2"


def test_a_notice_about_something_else_further_down_is_none() -> None:
    document = read_document(
        "a.md", b"# A\n\nText.\n\nText.\n\nText.\n\nThe old host is obsolete.\n"
    )
    assert document.status is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Superseded by RB-12. Old text.", "Superseded by RB-12"),
        ("This guide has been replaced by the new one.", True),
        ("**Deprecated**", "Deprecated"),
        ("This command is deprecated, use `ip` instead.", None),
        ("It is superseded by `tail -f`.", None),
    ],
)
def test_only_a_notice_about_the_document_itself_is_its_status(
    text: str, status: str | bool | None
) -> None:
    told = read_document("a.md", f"# A\n\n{text}\n\nMore.\n".encode()).status
    assert told == status if status is not True else told


def test_the_successor_the_term_and_the_readers_are_told_apart_from_the_status() -> None:
    told = stated(
        {
            "superseded_by": "b.md",
            "status": "approved",
            "Next review": "2026-05-01",
            "readers": "hr",
        }
    )
    assert (told.status, told.superseded_by, told.readers) == ("approved", "b.md", "hr")
    assert told.review_by == date(2026, 5, 1)


def test_lines_of_labels_under_each_other_are_each_read() -> None:
    text = b"# A\nOwner: Platform team\nLast reviewed: 2026-03-03\n\nText.\n"
    document = read_document("a.md", text)
    assert (document.owner, document.date) == ("Platform team", date(2026, 3, 3))


@pytest.mark.parametrize("line", ["Released: 2026-04-30", "Released 30 April 2026"])
def test_a_release_note_is_from_the_day_of_the_release(line: str) -> None:
    text = f"BROKER 4.2\n==========\n\n{line}\n\nNews.\n"
    assert read_document("notes.txt", text.encode()).date == date(2026, 4, 30)
