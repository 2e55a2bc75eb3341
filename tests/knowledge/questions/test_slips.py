"""Slips of the keyboard are read as what they can only be; other words stay what they are."""

from __future__ import annotations

import pytest

from steersman.knowledge.questions.slips import mended
from tests.knowledge.company import company

WORLD = company()


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("laptps out of warrenty", "laptops out of warranty"),
        ("how many severs in London", "how many servers in London"),
        ("contarcts ending soon", "contracts ending soon"),
        ("certifcates expierd", "certificates expired"),
        ("servers in Lodnon", "servers in London"),
        ("serverss in Lonndon", "servers in London"),
    ],
)
def test_a_slip_is_read_as_the_one_word_that_it_can_be(question: str, read: str) -> None:
    assert mended(question, WORLD)[0] == read


def test_what_was_read_otherwise_is_told() -> None:
    assert mended("laptps in Lodnon", WORLD)[1] == (("laptps", "laptops"), ("Lodnon", "London"))


@pytest.mark.parametrize(
    "question",
    [
        "servers in London",
        "matched servers",  # another consonant is another word
        "latched servers",
        "ghosts in London",
        "who is Ann Smyth",  # a name is never mended
        "who owns web-011",
        "servers in Atlantis",
        'the "laptps" report',  # said to be a name
        "laptps servrs contarcts in one",  # too much is wrong
        "",
    ],
)
def test_everything_else_stays_as_it_is(question: str) -> None:
    assert mended(question, WORLD) == (question, ())
