"""What must hold for any person and any accounts, found by Hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.identity import Candidate, Identifiers
from steersman.governor.identity import KINDS, match

# Few values, so that agreement, contradiction and ignorance all happen often.
VALUES = {
    "employee_number": st.sampled_from(["", "1", "2", "a"]),
    "mail": st.sampled_from(["", "a@x", "b@x", "A@x", "a@y"]),
    "login": st.sampled_from(["", "a", "b", "1", "a@x", "z"]),
}
NAMES = st.sampled_from(["", "Ann", "Bob", "Ann Lee", "Bob Roe"])
PEOPLE = st.builds(
    Identifiers,
    person=st.just("per_1"),
    given_name=st.sampled_from(["Ann", "Bob", ""]),
    family_name=st.sampled_from(["Lee", "Roe", ""]),
    login_proven=st.booleans(),
    **VALUES,
)
ACCOUNTS = st.builds(
    Candidate,
    id=st.sampled_from(["a1", "a2", "a3"]),
    label=st.just("x"),
    identifiers=st.fixed_dictionaries(VALUES).map(lambda d: {k: v for k, v in d.items() if v}),
    name=NAMES,
    active=st.booleans(),
    marks=st.sampled_from([frozenset[str](), frozenset({"shared"}), frozenset({"protected"})]),
)
MANY = st.lists(ACCOUNTS, max_size=4, unique_by=lambda account: account.id)


def compared(person: Identifiers, account: Candidate) -> dict[str, bool]:
    """An oracle of its own: kind → whether both sides know it and say the same."""
    both = {kind: (getattr(person, kind), account.identifiers.get(kind, "")) for kind in KINDS}
    return {k: a.lower() == b.lower() for k, (a, b) in both.items() if a and b}


@given(PEOPLE, MANY)
def test_what_is_found_has_two_agreeing_identifiers_and_no_contradiction(
    person: Identifiers, accounts: list[Candidate]
) -> None:
    found = match(person, accounts, {}).found
    if found is not None:
        told = compared(person, found)
        assert len(told) >= 2
        assert all(told.values())
        assert not found.marks


@given(PEOPLE, MANY)
def test_two_values_that_say_the_same_thing_are_not_two_identifiers(
    person: Identifiers, accounts: list[Candidate]
) -> None:
    found = match(replace(person, login_proven=False), accounts, {}).found
    if found is not None:
        fronts = {getattr(person, kind).lower().partition("@")[0] for kind in found.identifiers}
        assert len(fronts - {""}) >= 2


@given(PEOPLE, ACCOUNTS, st.sampled_from(KINDS))
def test_a_contradiction_never_turns_unfound_into_found(
    person: Identifiers, account: Candidate, kind: str
) -> None:
    worse = replace(account, identifiers={**account.identifiers, kind: "nobody's"})
    if getattr(person, kind) and match(person, [account], {}).found is None:
        assert match(person, [worse], {}).found is None


@given(PEOPLE, MANY, ACCOUNTS)
def test_one_more_account_never_proves_an_account_that_was_in_doubt(
    person: Identifiers, accounts: list[Candidate], more: Candidate
) -> None:
    before = match(person, accounts, {})
    after = match(person, [*accounts, replace(more, id="a9")], {})
    if before.found is None and after.found is not None:
        assert after.found.id == "a9"


@given(PEOPLE, MANY)
def test_an_account_is_never_both_found_and_in_doubt(
    person: Identifiers, accounts: list[Candidate]
) -> None:
    result = match(person, accounts, {})
    assert result.found not in result.doubts


@given(PEOPLE, MANY)
def test_a_hidden_account_is_never_one_that_shares_an_identifier_and_is_active(
    person: Identifiers, accounts: list[Candidate]
) -> None:
    """Nobody's access stays open unseen: it is found, asked about, or not theirs."""
    result = match(person, accounts, {})
    for account in accounts:
        if account.active and any(compared(person, account).values()):
            assert account == result.found or account in result.doubts
