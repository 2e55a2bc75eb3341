"""File names a person can review, and that come back exactly."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.linux.paths import path_bytes, path_text


@given(st.binary())
def test_every_name_comes_back_exactly(path: bytes) -> None:
    assert path_bytes(path_text(path)) == path


@given(st.binary())
def test_the_text_is_utf8_without_control_or_format_characters(path: bytes) -> None:
    text = path_text(path)

    text.encode()
    assert all(unicodedata.category(letter)[0] not in "C" for letter in text)


@given(st.binary(), st.binary())
def test_two_names_never_read_alike(one: bytes, other: bytes) -> None:
    assert (path_text(one) == path_text(other)) == (one == other)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (b'/srv/a b\'s "plan".txt', '/srv/a b\'s "plan".txt'),
        (b"/srv/two\nlines", "/srv/two%0Alines"),
        ("/srv/übung".encode(), "/srv/übung"),
        ("/srv/\u202etxt.exe".encode(), "/srv/%E2%80%AEtxt.exe"),
        (b"/srv/\xff", "/srv/%FF"),
        (b"/srv/100%", "/srv/100%25"),
        ("/srv/⟨step.output⟩".encode(), "/srv/%E2%9F%A8step.output%E2%9F%A9"),
    ],
)
def test_only_what_could_mislead_is_escaped(path: bytes, text: str) -> None:
    assert path_text(path) == text
