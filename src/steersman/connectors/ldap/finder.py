"""Who is who in the directory: every account that might belong to a person."""

from __future__ import annotations

from collections.abc import Iterable

from steersman.connectors.ldap.accounts import Accounts
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.dn import is_below, is_one_of
from steersman.connectors.ldap.filters import All, AnyOf, Equals, Filter
from steersman.connectors.ldap.flavour import DISABLED
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers

SERVICE, SHARED, PROTECTED = "service", "shared", "protected"


class LdapFinder:
    """Looks below ``base_dn``, not only among people: a shared account may hold the same mail."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        signs = self._signs(person)
        if not signs:
            return ()
        flavour, settings = self._accounts.flavour, self._accounts.settings
        where = All((flavour.person, AnyOf(signs)))
        found = self._accounts.directory.search(settings.base_dn, where, flavour.read)
        return tuple(self._candidate(entry, person) for entry in sorted(found, key=_by_id))

    def _signs(self, person: Identifiers) -> tuple[Filter, ...]:
        flavour = self._accounts.flavour
        signs: list[Filter] = []
        if person.employee_number:
            signs.append(Equals(flavour.employee_number, person.employee_number))
        if person.mail:
            signs.append(flavour.has_mail(person.mail))
        if person.login:
            signs.append(Equals(flavour.login, person.login))
        if person.given_name and person.family_name:
            signs += _full_name(person.given_name, person.family_name)
        return tuple(signs)

    def _candidate(self, entry: Entry, person: Identifiers) -> Candidate:
        flavour = self._accounts.flavour
        held = {
            EMPLOYEE_NUMBER: _one(entry.values(flavour.employee_number), person.employee_number),
            MAIL: _one(flavour.mails(entry), person.mail),
            LOGIN: _one(entry.values(flavour.login), person.login),
        }
        return Candidate(
            id=entry.id,
            label=entry.dn,
            identifiers={kind: value for kind, value in held.items() if value},
            name=entry.first("displayName") or entry.first("cn") or "",
            active=flavour.state(entry) != DISABLED,
            marks=frozenset(self._marks(entry)),
        )

    def _marks(self, entry: Entry) -> Iterable[str]:
        flavour, settings = self._accounts.flavour, self._accounts.settings
        if flavour.is_service(entry) or _is_below_any(entry, settings.service_bases):
            yield SERVICE
        if flavour.is_shared(entry) or _is_below_any(entry, settings.shared):
            yield SHARED
        if flavour.is_protected(entry) or self._is_protected(entry):
            yield PROTECTED

    def _is_protected(self, entry: Entry) -> bool:
        settings, flavour = self._accounts.settings, self._accounts.flavour
        if not settings.protected:
            return False
        if is_one_of(entry.dn, settings.protected):
            return True
        groups = self._accounts.directory.search(
            settings.base_dn, flavour.member_somehow(entry.dn), ()
        )
        return any(is_one_of(group.dn, settings.protected) for group in groups)


def _full_name(given: str, family: str) -> tuple[Filter, ...]:
    full = f"{given} {family}"
    return (
        Equals("cn", full),
        Equals("displayName", full),
        All((Equals("givenName", given), Equals("sn", family))),
    )


def _one(values: tuple[str, ...], known: str) -> str:
    """The value that agrees with what we know, or else the first."""
    agreeing = (value for value in values if value.casefold() == known.casefold())
    return next(agreeing, next(iter(values), ""))


def _is_below_any(entry: Entry, bases: Iterable[str]) -> bool:
    return any(is_below(entry.dn, base) for base in bases)


def _by_id(entry: Entry) -> str:
    return entry.id
