"""Any file at all: a document, or a sentence that says why not; never anything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Limits, chunks, read_document
from tests.knowledge.documents.making import docx, p
from tests.knowledge.ends import refusal

NAMES = ["a.md", "a.html", "a.txt", "a.rst", "a.adoc", "a.docx", "noname"]
BITS = st.sampled_from(
    [
        "# ",
        "## A\n",
        "- ",
        "1. ",
        "\n",
        "\n\n",
        "|a|b|\n|-|-|\n",
        "```\n",
        "<p>",
        "<table><tr><td>",
        "</td>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<ul><li>",
        "<ol start=9>",
        "text ",
        "**",
        "[x](y)",
        "===\n",
        "|===\n",
        "----\n",
        ".. code::\n\n   x\n",
        "+--+\n",
        ":a: b\n",
        "\t",
        "::\n",
        "&amp;",
        "&#0;",
        "\u202e",
        "\x00",
        "\ud800",
        "---\n",
        "a: b\n",
        "!!! note\n    x\n",
        "> [!TIP]\n",
        "<div style='display:none'>",
        "<dl><dt>",
        "é",
        "é",
    ]
)


def ends_well(name: str, content: bytes) -> None:
    told = refusal(lambda: _check(name, content))
    assert told is None or told.startswith(f"{name} cannot be read: ")


def _check(name: str, content: bytes) -> None:
    document = read_document(name, content)
    for chunk in chunks(document):
        assert chunk.path[0] == document.title
        assert chunk.text.strip()
        assert "\x00" not in chunk.text
        chunk.text.encode()  # whole characters only


@settings(max_examples=120, deadline=5_000)
@given(st.sampled_from(NAMES), st.binary(max_size=400))
def test_any_bytes_end_well(name: str, content: bytes) -> None:
    ends_well(name, content)


@settings(max_examples=200, deadline=5_000)
@given(st.sampled_from(NAMES), st.lists(BITS, max_size=40))
def test_any_markup_ends_well(name: str, bits: list[str]) -> None:
    ends_well(name, "".join(bits).encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=5_000)
@given(st.data())
def test_a_damaged_docx_ends_well(data: st.DataObject) -> None:
    content = bytearray(docx(p("x", "berschrift1"), p("y", number=(1, 0))))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    ends_well("a.docx", bytes(content))


@settings(max_examples=60, deadline=5_000)
@given(
    st.lists(
        st.sampled_from(
            [
                "<w:p>",
                "</w:p>",
                "<w:tbl>",
                "<w:tr>",
                "<w:tc>",
                "</w:tc>",
                "<w:r><w:t>x</w:t></w:r>",
                "</w:tr>",
                "</w:tbl>",
                p("a", number=(1, 0)),
                p("b", number=(9, 9)),
                p("c", "berschrift1"),
                '<w:pPr><w:outlineLvl w:val="x"/></w:pPr>',
            ]
        ),
        max_size=12,
    )
)
def test_any_arrangement_within_a_docx_ends_well(bits: list[str]) -> None:
    ends_well("a.docx", docx(*bits))


HEAVY = {
    "brackets": ("a.md", "[" * 60_000),
    "images": ("a.md", "![" * 60_000),
    "stars": ("a.md", "*a " * 60_000),
    "quotes": ("a.md", ">" * 60_000),
    "lists": ("a.md", "1. a\n" * 20_000),
    "heads": ("a.md", "---\n" + "a: b\n" * 60_000),
    "cdata": ("a.html", "<html>" + "<![CDATA[" * 60_000),
    "styles": ("a.html", "<html><style>" + "a{" * 60_000 + "</style><p>x"),
    "spans": ("a.html", "<html><table>" + "<tr><td rowspan=9999 colspan=9999>x" * 500),
    "blocks in lines": ("a.html", "<html>" + "<b>x<p>y" * 3_000),
    "one word": ("a.txt", "a" * 1_000_000),
    "rules": ("a.rst", "==\n" * 60_000),
    "fences": ("a.adoc", "----\n" * 60_001),
    "bars": ("a.adoc", "|===\n" + "|a" * 50_000),
    "grid": ("a.rst", "+--+\n" * 40_000),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_take_no_endless_time(name: str) -> None:
    ends_well(HEAVY[name][0], HEAVY[name][1].encode())


def test_a_huge_file_is_refused_with_its_size() -> None:
    with pytest.raises(
        Permanent, match=r"big.md cannot be read: it has 2,000 bytes, more than the limit of 1,000"
    ):
        read_document("big.md", b"x" * 2_000, Limits(bytes=1_000))
    with pytest.raises(Permanent, match="characters, more than the limit"):
        read_document("big.md", b"x" * 2_000, Limits(characters=1_000))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Office file"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x7fELF\x02", "program"),
        (b"PK\x03\x04rest", "broken archive"),
        (bytes(range(256)) * 4, "no text"),
    ],
)
def test_what_is_no_document_says_what_it_is(content: bytes, why: str) -> None:
    with pytest.raises(Permanent, match=why):
        read_document("file.txt", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_is_known_without_being_told(encoding: str) -> None:
    text = "Größe – naïve façade, and a good deal of plain text behind it."
    assert read_document("a.txt", text.encode(encoding)).text == text


def test_an_old_encoding_is_guessed_and_the_guess_is_noted() -> None:
    text = (
        "Die Störung wurde über das Prüfprotokoll geschlossen. Später öffnete der "
        "Kollege für Köln erneut." * 3
    )
    document = read_document("a.txt", text.encode("cp1252"))
    assert "Störung" in document.text
    assert "cp125" in document.notes[0]


def test_a_few_broken_bytes_do_not_change_the_encoding_of_the_rest() -> None:
    document = read_document("a.txt", ("Größe " * 200).encode() + b"\xff tail")
    assert document.text.startswith("Größe")
    assert document.notes


def test_html_under_another_name_is_read_as_html() -> None:
    assert (
        read_document("page", b"<!DOCTYPE html><html><body><p>x</p></body></html>").format == "html"
    )
