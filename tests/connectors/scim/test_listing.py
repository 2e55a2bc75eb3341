"""Filters are spelled so that no value can change their meaning."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.scim.listing import eq
from steersman.connectors.scim.resources import spelled, spelling


@given(st.text())
def test_a_value_is_one_json_string_whatever_is_in_it(value: str) -> None:
    prefix, _, literal = eq("userName", value).partition(" eq ")
    assert prefix == "userName"
    assert json.loads(literal) == value
    assert "\n" not in literal


@given(st.dictionaries(st.sampled_from(["type", "display"]), st.text()), st.text(min_size=1))
def test_an_entitlement_survives_its_spelling(more: dict[str, str], value: str) -> None:
    entry = {"value": value, **more}
    assert spelled(spelling(entry)) == entry
