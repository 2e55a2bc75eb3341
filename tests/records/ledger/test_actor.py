"""Every entry names who stands behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.canonical import Json
from steersman.records.ledger.actor import ITSELF, NOBODY, actor_of, vouched_by


def test_a_person_or_a_named_principal_is_who_the_entry_says() -> None:
    assert actor_of("approval", {"by": "per_1"}) == "per_1"
    assert actor_of("import", {"by": "system:hr-feed"}) == "system:hr-feed"


@pytest.mark.parametrize("kind", ["decision", "intent", "outcome", "undo-intent", "undo", "end"])
def test_what_the_governor_does_is_done_by_steersman(kind: str) -> None:
    assert actor_of(kind, {"run": "CHG0000001#1"}) == ITSELF


def test_a_refused_sign_in_is_by_nobody_who_signed_in() -> None:
    assert actor_of("sign-in-refused", {"principal": "per_1", "by": ""}) == NOBODY


@given(st.text(), st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text())))
def test_no_entry_is_by_an_empty_name(kind: str, by: object) -> None:
    assert actor_of(kind, {"by": by})


@pytest.mark.parametrize(
    ("body", "who"), [({"vouched_by": "per_2"}, "per_2"), ({}, ""), ({"vouched_by": 7}, "")]
)
def test_who_made_the_token_stands_behind_it(body: Json, who: str) -> None:
    assert vouched_by(body) == who
