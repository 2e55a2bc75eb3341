"""What counts as a word that can only have come from the record."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.web.leaks.words import can_tell, own_words, twin_of, words_in, words_of


@pytest.mark.parametrize(
    "word", ["12345678", "2026-11-23", "3.0.13", "web", "0a1b2c3d", "2026-11-23t10"]
)
def test_numbers_dates_and_short_words_tell_nothing(word: str) -> None:
    assert not can_tell(word)


@pytest.mark.parametrize("word", ["10.1.2.3", "quexolvault-7", "zorbatron", "jdoe@example.org"])
def test_names_and_addresses_tell(word: str) -> None:
    assert can_tell(word)


def test_the_words_of_our_own_pages_are_known() -> None:
    assert {"ledger", "dependencies", "wireguard"} <= own_words()


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ('{"name": "Zorbatron"}', "application/json"),
        ('{"a": ["first\\nzorbatron"]}', "application/json"),
        ('{"a": 1}\n{"b": "zorbatron"}\n', "application/json"),
        ('{"zorbatron": 1}', "application/json"),
        ("<b>Zor<mark>ba</mark>tron</b>", "text/html; charset=utf-8"),
        ("&#90;orbatron", "text/html"),
        ("<a href='/ci?q=%7Aorbatron'>", "text/html"),
        ("id,name\n1,zorbatron\n", "text/csv"),
        ("{broken zorbatron", "application/json"),
    ],
)
def test_a_word_is_seen_however_it_is_spelled(text: str, media: str) -> None:
    assert "zorbatron" in words_in(text, media)


@given(st.text(alphabet="abc019-._@ ", max_size=40))
def test_each_part_of_a_word_is_one(text: str) -> None:
    found = set(words_of(text))
    for word in found:
        assert set(words_of(word)) <= found


@given(st.text(alphabet="abcdefgh0123456789-", min_size=6, max_size=20))
def test_a_twin_is_not_on_record_and_has_the_same_front(word: str) -> None:
    known = {word.casefold(), "bbbbbb"}
    twin = twin_of(word, known, random.Random(1))
    assert twin not in known
    assert twin != word
