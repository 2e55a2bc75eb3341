"""HTML: what a person sees on the page, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Document, Kind, read_document


def read(body: str, head: str = "") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read_document("page.html", page.encode())


def test_headings_paragraphs_and_lists_are_read_in_order() -> None:
    document = read(
        "<h1>Mail</h1><p>One<h2 id=q>Quota</h2><div>Two <b>three</b><ul><li>a<li>b</ul></div>"
    )
    assert [(s.path, s.anchor) for s in document.sections] == [
        (("Mail",), None),
        (("Mail", "Quota"), "q"),
    ]
    assert document.sections[1].text == "Two three\n\n- a\n- b"


def test_the_head_states_title_author_and_date() -> None:
    document = read(
        "<p>x",
        '<title>Mail &amp; more</title><meta name="author" content="Mail team">'
        '<meta property="article:modified_time" content="2024-11-02T10:00:00Z"><meta '
        "name=status content=draft>",
    )
    assert document.title == "Mail & more"
    assert (document.owner, document.date, document.status) == (
        "Mail team",
        date(2024, 11, 2),
        "draft",
    )


def test_a_table_of_names_and_values_states_the_same() -> None:
    document = read(
        "<h1>X</h1><table><tr><th>Owner</th><td>DB team</td></tr>"
        "<tr><th>Last reviewed</th><td>3 May 2025</td></tr></table>"
    )
    assert (document.owner, document.date) == ("DB team", date(2025, 5, 3))
    assert document.sections[0].text == "- Owner: DB team\n- Last reviewed: 3 May 2025"


def test_cells_that_span_are_written_into_each_row() -> None:
    document = read(
        "<table><thead><tr><th>Site<th>Host<th>OS</thead>"
        "<tr><td rowspan=2>London<td>a<td>x</tr><tr><td colspan=2>b</tr></table>"
    )
    assert document.text.split("\n")[2:] == ["| London | a | x |", "| London | b | b |"]


def test_a_table_that_only_lays_out_the_page_is_read_through() -> None:
    document = read(
        "<table><tr><td><h2>A</h2><p>x</p></td><td><table><tr><td>k<td>v</table></td></table>"
    )
    assert document.sections[0].path == ("A",)
    assert document.sections[0].blocks[-1].kind is Kind.TABLE


def test_numbered_lists_keep_start_letters_and_nesting() -> None:
    document = read("<ol start=3><li>c<ol type=a><li>x<li>y</ol><li value=9>d</ol>")
    assert document.text == "3. c\n   a. x\n   b. y\n9. d"


def test_code_keeps_its_lines_and_language() -> None:
    document = read('<pre><code class="language-sh">a\n  b &lt; c\n</code></pre>')
    assert document.text == "```sh\na\n  b < c\n```"


def test_the_wiki_around_the_page_is_left_out() -> None:
    document = read(
        "<nav>Home</nav><div role=navigation>More</div><main><h1>Page<a class=headerlink>¶</a></h1>"
        "<p>The text that the page is about is here.</p></main><footer>Imprint</footer>"
    )
    assert document.title == "Page"
    assert document.text == "The text that the page is about is here."


def test_code_of_a_wiki_in_cdata_is_read() -> None:
    document = read(
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[if a < b: go]]>'
        "</ac:plain-text-body></ac:structured-macro>"
    )
    assert "if a < b: go" in document.text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>X</script>",
        "<style>X</style>",
        "<template>X</template>",
        "<noscript>X</noscript>",
        "<!-- X -->",
        "<p hidden>X</p>",
        '<p style="display : none">X</p>',
        "<p style='VISIBILITY:hidden'>X</p>",
        "<p style='opacity:0'>X</p>",
        "<p style='font-size:0px'>X</p>",
        "<p style='position:absolute;left:-9999px'>X</p>",
        "<p style='color:#fff'>X</p>",
        "<font color=white>X</font>",
        "<p style='color:rgb(255, 255, 255)'>X</p>",
        "<p aria-hidden=true>X</p>",
        "<style>.h{color:red;display:none}</style><p class='b h'>X</p>",
        "<div style='height:0;overflow:hidden'>X</div>",
        "<span style='color:transparent'>X</span>",
        "<textarea>X</textarea>",
        "<iframe>X</iframe>",
        "<svg><text>X</text></svg>",
        "<p style='background:#fff;color:white'>X</p>",
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    assert read(f"<p>before</p>{hidden}<p>after</p>").text == "before\n\nafter"


@pytest.mark.parametrize(
    "shown",
    [
        "<table><tr bgcolor='#1f4e79'><th style='color:#fff'>X</th><th>b</th></tr></table>",
        "<p style='background-color:navy;color:white'>X</p>",
        "<p style='opacity:0.9'>X</p>",
        "<p style='color:#f00'>X</p>",
        "<details><summary>s</summary>X</details>",
        "<p style='font-size:0.9em'>X</p>",
        "<p style='background-color:#fff'>X</p>",
    ],
)
def test_what_people_see_is_read(shown: str) -> None:
    document = read(shown)
    assert "X" in document.text
    assert document.notes == ()


def test_elements_too_deep_within_each_other_are_read_flat_or_refused() -> None:
    document = read("<div>" * 300 + "deep" + "</div>" * 300 + "<p>after")
    assert "deep" in document.text
    assert "after" in document.text
    assert "300" in document.notes[0] or "30" in document.notes[0]
    with pytest.raises(Permanent, match="deep within each other"):
        read("<div>" * 5_000)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">', "shift_jis"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_the_encoding_that_the_page_names_is_used(head: str, encoding: str) -> None:
    text = (
        "<html><head>"
        + head
        + "</head><body><p>"
        + ("日本語" if "jis" in encoding else "Prüfung")
        + "</p></body>"
    )
    document = read_document("x.html", text.encode(encoding))
    assert document.text in {"日本語", "Prüfung"}


@pytest.mark.parametrize("name", ["zlib", "hex", "idna", "unicode_escape", "nonsense", "utf-16"])
def test_an_encoding_that_cannot_be_is_not_believed(name: str) -> None:
    text = f'<html><head><meta charset="{name}"></head><body>fine</body></html>'
    assert read_document("x.html", text.encode()).text == "fine"


def test_cells_of_a_table_that_holds_another_are_told_apart() -> None:
    inner = "<table><tr><th>Unit<th>Device<tr><td>12<td>core-1</table>"
    rows = f"<tr><th>Rack<th>Holds<tr><td>Z1<td>{inner}<tr><td>Z2<td>UPS"
    text = read(f"<table>{rows}</table>").text
    assert "Rack | Holds" in text
    assert "| 12 | core-1 |" in text
    assert "Z2 | UPS" in text
