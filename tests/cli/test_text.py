"""Text from outside must not steer the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.cli.text import clean, duration, moment


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    kinds = {unicodedata.category(character) for character in clean(text)}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u200bb", "a\\u200bb"),
        ("\ud800", "\\ud800"),
        ("[bold]Jürgen[/]", "[bold]Jürgen[/]"),
    ],
)
def test_each_such_character_is_spelled_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_other_values_read_like_words() -> None:
    assert (clean(None), clean(True), clean(["a", 1])) == ("", "yes", "a, 1")


def test_a_time_is_shown_in_utc() -> None:
    assert moment(1_780_000_000.0) == "2026-05-28 20:26:40"
    assert moment(1e300) == "1e+300"
    assert moment("2026-01-31") == "2026-01-31"


def test_a_duration_is_shown_in_minutes_from_a_minute_on() -> None:
    assert (duration(1.84), duration(59.0), duration(185)) == ("1.8 s", "59.0 s", "3 min 5 s")
