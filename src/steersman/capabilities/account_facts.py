"""What an account in a software product says about the person behind it."""

from __future__ import annotations

from typing import Protocol

from steersman.domain.identity import Identifiers


class AccountFacts(Protocol):
    """The names and addresses of an account, as the product states them."""

    @property
    def user_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    @property
    def emails(self) -> tuple[str, ...]:
        """The primary one first."""
        ...


def mail_of(account: AccountFacts, person: Identifiers) -> str:
    """The person's own address if the account has it among several, else the primary one."""
    name = account.user_name
    addresses = [*account.emails, *([name] if "@" in name else [])]
    own = [address for address in addresses if folded(address) == folded(person.mail)]
    return (own or addresses or [""])[0]


def has_name_of(account: AccountFacts, person: Identifiers) -> bool:
    """Whether it shows the whole name of ``person``, in one field or in two."""
    if not (person.given_name and person.family_name):
        return False
    full = folded(f"{person.given_name} {person.family_name}")
    shown = f"{account.given_name} {account.family_name}"
    return full in (folded(shown), folded(account.display_name))


def folded(text: str) -> str:
    """For comparing names: capitals and spaces do not count."""
    return " ".join(text.casefold().split())
