"""Solved tickets as pages on which nothing of a stranger's runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from steersman.capabilities.ticket_page import message, text_of_html, ticket_page


class Tags(HTMLParser):
    """Every tag of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def test_question_and_answer_stand_below_headings() -> None:
    page = ticket_page("VPN drops", [("Question", "It drops."), ("Answer", "Restart it.")])
    assert page.decode().endswith(
        "<h1>VPN drops</h1><h2>Question</h2><p>It drops.</p>"
        "<h2>Answer</h2><p>Restart it.</p></body></html>"
    )


def test_a_part_without_text_is_left_out() -> None:
    assert b"<h2>" not in ticket_page("s", [("Question", "")])


def test_steps_are_a_list() -> None:
    page = ticket_page("s", [("Answer", "Do:\n1. Quit\n2) Start\n\n- tea\n* cake\nDone")])
    assert (
        b"<p>Do:</p><ol><li>Quit</li><li>Start</li></ol>"
        b"<ul><li>tea</li><li>cake</li></ul><p>Done</p>" in page
    )


_ANY = st.text() | st.lists(
    st.sampled_from(["<script>", "<b x=", "</h2>", ">", "\n", "1. ", "&", '"'])
)


@given(st.text(), _ANY)
@example("<script>", "<img src=x>\n1. <script>\n- <b>")
def test_no_mark_up_of_a_stranger_gets_through(title: str, told: str | list[str]) -> None:
    page = ticket_page(title, [("Answer", told if isinstance(told, str) else "".join(told))])
    ours = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ol", "ul", "li"}
    assert Tags(page).seen <= ours


def test_quoted_lines_and_the_signature_are_dropped() -> None:
    told = "Restart it.\n\nOn Monday, Jane wrote:\n> It drops.\n>> earlier\nThen wait.\n-- \nBob\nx"
    assert message(told) == "Restart it.\n\nThen wait."


def test_characters_that_nobody_sees_are_dropped() -> None:
    assert message("re\u202estart\u200b \x00it") == "restart it"


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<p>Do <b>this</b></p><p>then  that</p>", "Do this\n\nthen that"),
        ("<ol><li>Quit<li>Start</ol>", "1. Quit\n2. Start"),
        ("<ul><li>a</ul>b", "- a\nb"),
        ("a<br>b&lt;c&gt;&nbsp;d", "a\nb<c> d"),
        ("a<script>x()</script><style>p{}</style>b", "ab"),
        ("a<div style='DISPLAY: none'>x<div>y</div>z</div>b", "ab"),
        ("a<span hidden>x</span>b", "ab"),
        ("a<div hidden>never closed", "a"),
        ("a</div></ol></x>b", "a\n\nb"),
        ("<title>t</title><p>a", "a"),
    ],
)
def test_the_words_of_a_message_are_those_that_its_reader_sees(markup: str, told: str) -> None:
    assert text_of_html(markup) == told


def test_a_bomb_of_tags_is_read_in_no_time() -> None:
    assert text_of_html("<ul><li>" * 1_000_000 + "x").count("-") > 1000
    assert message("> \n" * 1_000_000) == ""
