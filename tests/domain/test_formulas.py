from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.formulas import shielded, unshielded

TEXTS = st.text(alphabet="'=+-@|%\t\r\n ab＝", max_size=8) | st.text(max_size=20)


@pytest.mark.parametrize(
    "text", ["=1+1", "  =cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝1", "'=1"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert shielded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "srv-1", "O'Neil", "'quoted'", "a=b"])
def test_plain_text_stays(text: str) -> None:
    assert shielded(text) == text == unshielded(text)


@given(TEXTS)
def test_what_was_shielded_comes_back(text: str) -> None:
    assert unshielded(shielded(text)) == text


@given(TEXTS)
def test_nothing_that_is_shielded_begins_like_a_formula(text: str) -> None:
    assert not shielded(text).lstrip().startswith(("=", "+", "-", "@", "|", "%"))
