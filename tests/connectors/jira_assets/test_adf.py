"""Atlassian documents as plain text."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from company.services.jira_assets_data import document, paragraph, steps
from steersman.connectors.jira_assets.adf import text_of


def text(told: str) -> dict[str, Any]:
    return {"type": "text", "text": told}


def test_each_block_is_a_line() -> None:
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [text("Mend")]}
    assert text_of(document(heading, paragraph("a"), paragraph("b"))) == "Mend\na\nb"


def test_lists_keep_their_numbers_and_dashes() -> None:
    dashes = {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph("x")]}]}
    assert text_of(document(steps("Quit", "Start"), dashes)) == "1. Quit\n2. Start\n- x"


def test_a_list_in_a_list_stands_below_its_entry() -> None:
    entry = {"type": "listItem", "content": [paragraph("Quit"), steps("by hand")]}
    assert text_of(document({"type": "bulletList", "content": [entry]})) == "- Quit\n1. by hand"


def test_mentions_cards_and_line_breaks_are_kept() -> None:
    line = [
        {"type": "mention", "attrs": {"id": "1", "text": "@Aiko"}},
        {"type": "hardBreak"},
        {"type": "inlineCard", "attrs": {"url": "https://wiki.example/x"}},
    ]
    assert text_of(document({"type": "paragraph", "content": line})) == (
        "@Aiko\nhttps://wiki.example/x"
    )


def test_code_keeps_its_lines() -> None:
    code = {"type": "codeBlock", "content": [text("systemctl stop x\nsystemctl start x")]}
    assert text_of(document(code)) == "systemctl stop x\nsystemctl start x"


def test_a_plain_text_is_taken_as_it_is() -> None:
    assert text_of("as it is") == "as it is"


def test_a_bomb_of_levels_ends() -> None:
    node: dict[str, Any] = paragraph("deep")
    for _ in range(5000):
        node = {"type": "blockquote", "content": [node]}
    assert text_of(document(node)) == ""


_JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.fixed_dictionaries(
            {}, optional={"type": st.sampled_from(["paragraph", "text"]) | inner, "content": inner}
        )
    ),
)


@given(_JSON)
def test_whatever_comes_a_text_comes_out(told: object) -> None:
    assert isinstance(text_of(told), str)
