"""The storage format as a reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.confluence.storage import page_html
from steersman.knowledge.documents.html import read_html


def shown(storage: str) -> str:
    page = page_html("T", (), (), storage).decode()
    return page.partition("</h1>")[2].removesuffix("</body></html>")


def macro(name: str, *inside: str) -> str:
    return f'<ac:structured-macro ac:name="{name}">{"".join(inside)}</ac:structured-macro>'


def parameter(name: str, value: str) -> str:
    return f'<ac:parameter ac:name="{name}">{value}</ac:parameter>'


CODE = "<ac:plain-text-body><![CDATA[if a[b[0]] > 1 && <x>:\n  go]]></ac:plain-text-body>"
LINK = '<ac:link><ri:page ri:content-title="VPN guide"/>{}</ac:link>'
TASK = "<ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status>{}</ac:task>"


@pytest.mark.parametrize(
    ("storage", "html"),
    [
        ("<h1>A</h1><h6>B</h6>", "<h2>A</h2><h6>B</h6>"),
        ("<p>a&nbsp;b &lt;c&gt;</p>", "<p>a\xa0b &lt;c&gt;</p>"),
        (
            macro("code", parameter("language", "py"), CODE),
            "<pre>if a[b[0]] &gt; 1 &amp;&amp; &lt;x&gt;:\n  go</pre>",
        ),
        (
            macro("info", "<ac:rich-text-body><p>Mind it</p></ac:rich-text-body>"),
            "<p>Mind it</p>",
        ),
        (
            macro("expand", parameter("title", "More"), "<ac:rich-text-body>x</ac:rich-text-body>"),
            "<p><b>More</b></p>x",
        ),
        (macro("status", parameter("colour", "Red"), parameter("title", "DOWN")), "DOWN"),
        (macro("toc", parameter("maxLevel", "2")), ""),
        (macro("children", macro("code", CODE)), ""),
        (LINK.format(""), "VPN guide"),
        (
            LINK.format("<ac:plain-text-link-body><![CDATA[the guide]]></ac:plain-text-link-body>"),
            "the guide",
        ),
        (LINK.format("<ac:link-body><b>it</b></ac:link-body>"), "<b>it</b>"),
        (
            f"<ac:task-list>{TASK.format('<ac:task-body>Call</ac:task-body>')}</ac:task-list>",
            "<ul><li>(complete) Call</li></ul>",
        ),
        ('<td colspan="2" onclick="x()">a</td>', '<td colspan="2">a</td>'),
        ('<ac:image ac:alt="the plan"><ri:attachment ri:filename="a.png"/></ac:image>', "the plan"),
        ('<a href="javascript:x()">word</a>', "word"),
        ("a<br/>b<br />c", "a<br>b<br>c"),
        ("<p>never closed <b>x", "<p>never closed <b>x"),
        ("<![CDATA[ without an end", " without an end"),
    ],
)
def test_a_reader_sees_the_page_and_nothing_of_its_workings(storage: str, html: str) -> None:
    assert shown(storage) == html


def test_panels_of_the_new_editor_are_read_once() -> None:
    node = '<ac:adf-attribute key="panel-type">note</ac:adf-attribute>'
    content = "<ac:adf-content><p>Mind it</p></ac:adf-content>"
    panel = f'<ac:adf-node type="panel">{node}{content}</ac:adf-node>'
    fallback = "<ac:adf-fallback><p>Mind it</p></ac:adf-fallback>"
    found = shown(f"<ac:adf-extension>{panel}{fallback}</ac:adf-extension><p>next</p>")
    assert found == "<p>Mind it</p><p>next</p>"


def test_headings_steps_tables_and_code_reach_the_reader_of_documents() -> None:
    table = "<table><tbody><tr><th>Port</th><th>Use</th></tr><tr><td>443</td><td>VPN</td></tr>"
    steps = "<ol><li><p>Open it</p></li><li>Sign in</li></ol>"
    storage = f"<h1>Set up</h1>{steps}{table}</tbody></table>{macro('code', CODE)}"
    page = page_html("VPN", ["Network"], ["remote"], storage)
    told = "\n".join(part.text for part in read_html(page.decode()).parts)
    assert "Network › VPN" in told
    assert "1. Open it\n2. Sign in" in told
    assert "443" in told
    assert "if a[b[0]] > 1 && <x>:" in told
    assert "Labels: remote" in told


@given(st.text(max_size=200), st.text(alphabet="<>/!&[]=ac:pri \"'", max_size=200))
def test_whatever_stands_there_nothing_runs(words: str, markup: str) -> None:
    found = page_html(words, [words], [markup], f"{markup}{words}<script>x</script>{markup}")
    assert b"<script" not in found.lower()
