"""DOCX: as Word shows it, with Word's numbers, and without what Word hides."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Document, Kind, Limits, read_document
from tests.knowledge.documents.making import NS, docx, p
from tests.knowledge.ends import refusal


def read(*body: str, **parts: str) -> Document:
    return read_document("plan.docx", docx(*body, **parts))


def test_headings_are_known_by_their_style_in_any_language() -> None:
    document = read(
        p("Plan", "berschrift1"),
        p("x"),
        p("Steps", "berschrift2"),
        p("y"),
        p("Next", "Own"),
        p("z"),
    )
    assert [section.path for section in document.sections] == [
        ("Plan",),
        ("Plan", "Steps"),
        ("Next",),
    ]


def test_the_core_properties_state_owner_date_and_status() -> None:
    document = read(p("x"))
    assert (document.title, document.owner) == ("Patch plan", "Platform team")
    assert (document.date, document.status) == (date(2025, 3, 12), "Final")


def test_the_numbers_of_lists_are_counted_as_word_counts_them() -> None:
    one, two = (1, 0), (1, 1)
    document = read(
        p("Do:"),
        p("stop", number=one),
        p("a", number=two),
        p("b", number=two),
        p("patch", number=one),
        p("c", number=two),
        p("loose", number=(2, 0)),
    )
    _, steps, bullets = document.sections[0].blocks
    assert steps.kind is Kind.STEPS
    assert steps.text == "1. stop\n   a) a\n   b) b\n2. patch\n   a) c"
    assert bullets.text == "- loose"


def test_tables_repeat_what_is_merged() -> None:
    cell = "<w:tc><w:tcPr>{0}</w:tcPr>{1}</w:tc>"
    rows = [
        [("", "Site"), ("", "Host")],
        [('<w:vMerge w:val="restart"/>', "London"), ("", "a")],
        [("<w:vMerge/>", ""), ("", "b")],
        [('<w:gridSpan w:val="2"/>', "both")],
    ]
    text = "".join(
        "<w:tr>" + "".join(cell.format(properties, p(text)) for properties, text in row) + "</w:tr>"
        for row in rows
    )
    document = read(f"<w:tbl>{text}</w:tbl>")
    assert document.text.split("\n") == [
        "| Site | Host |",
        "| --- | --- |",
        "| London | a |",
        "| London | b |",
        "| both | both |",
    ]


def test_neighbouring_lines_of_code_are_one_piece() -> None:
    document = read(p("systemctl stop gw", "Kode"), p("systemctl start gw", "Kode"), p("Done."))
    assert document.sections[0].blocks[0].text == "```\nsystemctl stop gw\nsystemctl start gw\n```"


@pytest.mark.parametrize(
    "hidden",
    [
        p("X", run="<w:vanish/>"),
        p("X", run='<w:color w:val="FFFFFF"/>'),
        p("X", run='<w:sz w:val="1"/>'),
        "<w:p><w:del><w:r><w:delText>X</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:instrText>X</w:instrText></w:r></w:p>",
    ],
)
def test_what_word_does_not_show_is_not_read(hidden: str) -> None:
    assert read(p("before"), hidden, p("after")).text == "before\n\nafter"


def test_white_on_a_coloured_ground_is_shown() -> None:
    shaded = '<w:color w:val="FFFFFF"/><w:shd w:fill="1F4E79"/>'
    assert read(p("X", run=shaded)).text == "X"


def test_inserted_text_links_and_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('in a box')}</w:txbxContent>"
    document = read(
        "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> "
        "link</w:t></w:r></w:hyperlink></w:p>",
        f"<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        f"<w:sdt><w:sdtContent>{p('in a field')}</w:sdtContent></w:sdt>",
    )
    assert document.text == "new link\n\nin a box\n\nin a field"


def test_a_part_that_unpacks_to_too_much_is_refused() -> None:
    content = docx(p("a" * 3_000_000))
    with pytest.raises(Permanent, match="unpacks to more than 1,000,000 bytes"):
        read_document("bomb.docx", content, Limits(unpacked=1_000_000))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    document = (
        f"{declaration}<w:document "
        f"{NS}><w:body>{p('&b;').replace('&b;', 'x')}</w:body></w:document>"
    )
    with pytest.raises(Permanent, match="document type"):
        read(document=document)


@pytest.mark.parametrize("document", ["<w:document", "", "not xml", f"<w:document {NS}/>"])
def test_a_text_part_that_is_broken_is_told(document: str) -> None:
    told = refusal(lambda: read(document=document))
    assert told is None or told.startswith("plan.docx cannot be read: ")


def test_an_archive_that_is_torn_is_told() -> None:
    with pytest.raises(Permanent, match="broken archive"):
        read_document("plan.docx", docx(p("x"))[:-200])


def test_other_archives_say_what_they_are() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(Permanent, match="spreadsheet"):
        read_document("book.xlsx", stream.getvalue())
