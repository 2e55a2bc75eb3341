"""What an account says about the person behind it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from steersman.capabilities.account_facts import folded, has_name_of, mail_of
from steersman.domain.identity import Identifiers

ANN = Identifiers(person="per_1", given_name="Ann", family_name="Lee", mail="ann@example.org")


@dataclass(frozen=True)
class Account:
    user_name: str = ""
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    emails: tuple[str, ...] = ()


def test_the_persons_own_address_is_preferred_to_the_primary_one() -> None:
    account = Account(emails=("sales@example.org", "ANN@example.org"))
    assert mail_of(account, ANN) == "ANN@example.org"


def test_without_it_the_primary_address_counts() -> None:
    assert mail_of(Account(emails=("a@example.org", "b@example.org")), ANN) == "a@example.org"


def test_a_user_name_that_is_an_address_counts_as_one() -> None:
    assert mail_of(Account(user_name="x@example.org"), ANN) == "x@example.org"
    assert mail_of(Account(user_name="x"), ANN) == ""


@pytest.mark.parametrize(
    ("account", "same"),
    [
        (Account(given_name="ANN", family_name=" lee "), True),
        (Account(display_name="Ann  Lee"), True),
        (Account(display_name="Ann"), False),
        (Account(given_name="Lee", family_name="Ann"), False),
    ],
)
def test_the_whole_name_must_be_there(account: Account, same: bool) -> None:
    assert has_name_of(account, ANN) is same


def test_half_a_name_is_nobodys() -> None:
    assert not has_name_of(
        Account(display_name="Ann"), Identifiers(person="per_1", given_name="Ann")
    )


def test_capitals_and_spaces_do_not_count() -> None:
    assert folded("  ANN   Lee") == folded("ann lee")
