"""PDF: headings by size, paragraphs by gaps, tables by place; hostile files by a sentence."""

from __future__ import annotations

import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Document, Kind, Limits, read_document
from tests.knowledge.documents.making import line, pdf
from tests.knowledge.ends import refusal

QUICK = Limits(seconds=5)
PAGE = "\n".join(
    [
        line("Restore a host", 780, size=18),
        line("This is how a host is restored from the", 750),
        line("backup of the night before.", 738),
        line("A second paragraph stands apart.", 710),
        line("1. Stop the agent", 690),
        line("2. Run the restore", 678),
        line("Owners", 650, size=14),
        line("Host", 630) + line("Owner", 630, x=200),
        line("gw1", 618) + line("Kim", 618, x=200),
    ]
)


def read(*pages: str) -> Document:
    return read_document("handbook.pdf", pdf(*pages), QUICK)


def test_headings_paragraphs_steps_and_tables_are_told_apart() -> None:
    first, second = read(PAGE).sections
    assert first.path == ("Restore a host",)
    assert [block.kind for block in first.blocks] == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.STEPS]
    assert first.blocks[0].text.endswith("restored from the backup of the night before.")
    assert first.blocks[2].text == "1. Stop the agent\n2. Run the restore"
    assert second.path == ("Restore a host", "Owners")
    assert second.text == "| Host | Owner |\n| --- | --- |\n| gw1 | Kim |"


def test_the_properties_state_title_author_and_date() -> None:
    document = read(PAGE)
    assert (document.title, document.owner) == ("Backup handbook", "Storage team")
    assert document.date == date(2025, 3, 12)


def test_sections_know_their_page() -> None:
    other = line("Tape", 780, size=18) + line("Tapes are moved by van.", 750)
    assert [section.page for section in read(PAGE, other).sections] == [1, 1, 2]


def test_heads_and_feet_that_repeat_are_left_out() -> None:
    pages = [
        line("ACME internal", 820)
        + line(f"Text of page {n} goes here.", 700)
        + line(f"Page {n} of 4", 30)
        for n in range(1, 5)
    ]
    text = read(*pages).text
    assert "Text of page 3 goes here." in text
    assert "ACME" not in text
    assert "of 4" not in text


@pytest.mark.parametrize("hiding", ["1 1 1 rg", "1 g", "0 0 0 0 k", "3 Tr"])
def test_text_that_nobody_sees_is_left_out(hiding: str) -> None:
    page = (
        line("shown", 700) + f" q {hiding}" + line("SECRET", 680) + " Q " + line("also shown", 660)
    )
    assert "SECRET" not in read(page).text
    assert "also shown" in read(page).text


def test_white_text_on_a_coloured_ground_is_read() -> None:
    page = (
        "q 0.1 0.3 0.5 rg 70 690 200 20 re f 1 1 1 rg"
        + line("HEAD", 695)
        + " Q"
        + line("body", 660)
    )
    assert "HEAD" in read(page).text


def test_a_scanned_page_says_what_it_lacks() -> None:
    document = read("q 100 0 0 100 0 0 cm Q")
    assert document.text == ""
    assert "OCR" in document.notes[0]


def test_words_divided_at_the_end_of_a_line_are_made_whole() -> None:
    page = "\n".join(
        [
            line("The manip-", 700),
            line("ulation of the market-", 688),
            line("data feed: the market moves, the data follows.", 676),
        ]
    )
    assert read(page).text.startswith("The manipulation of the market-data feed")


def test_the_dots_of_a_table_of_contents_are_left_out() -> None:
    page = line("1 Introduction . . . . . . . . . . 4", 700) + line("Text.", 680)
    assert read(page).text == "Text."


def test_an_encrypted_file_is_told() -> None:
    encrypt = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
        " /O <2055c756c72e1ad702608e8196acad447ad32d17cff583235f6dd15fed7dab67>"
        " /U <1111111111111111111111111111111111111111111111111111111111111111> >> /ID [<00> <00>]"
    )
    with pytest.raises(Permanent, match="encrypted"):
        read_document("locked.pdf", pdf(PAGE, extra=encrypt), QUICK)


def test_too_many_pages_are_refused_by_their_number() -> None:
    with pytest.raises(Permanent, match="3 pages, more than the limit of 2"):
        read_document("long.pdf", pdf("", "", ""), Limits(pages=2))


def test_a_stream_that_unpacks_without_end_is_refused_in_time() -> None:
    bomb = zlib.compress(b"0" * 300_000_000, 9).decode("latin-1")
    content = pdf(bomb, compress=False).replace(b"/Length", b"/Filter /FlateDecode /Length")
    limits = Limits(seconds=10, memory=400_000_000)
    told = refusal(lambda: read_document("bomb.pdf", content, limits))
    assert told is None or told.startswith("bomb.pdf cannot be read: ")


def test_a_file_that_takes_too_long_is_ended() -> None:
    slow = "\n".join(line("x", 700) for _ in range(120_000))
    with pytest.raises(Permanent, match="more than 1 seconds"):
        read_document("slow.pdf", pdf(slow), Limits(seconds=1))


def test_something_that_is_only_named_pdf_is_told() -> None:
    with pytest.raises(Permanent, match="named PDF and is none"):
        read_document("x.pdf", b"hello")


@settings(max_examples=12, deadline=20_000)
@given(st.data())
def test_a_damaged_file_ends_well(data: st.DataObject) -> None:
    content = bytearray(pdf(PAGE, compress=False))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(9, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    told = refusal(lambda: read_document("damaged.pdf", bytes(content), QUICK))
    assert told is None or told.startswith("damaged.pdf cannot be read: ")
