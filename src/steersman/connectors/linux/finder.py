"""Who is who on a host."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.connectors.linux.accounts import Account
from steersman.connectors.linux.client import LinuxHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, Candidate, Identifiers

NO_SHELL = ("/nologin", "/false", "/true")


@dataclass(frozen=True, slots=True)
class LinuxFinder:
    """Looks through passwd.  A host stores no mail address; the number only where GECOS does."""

    host: LinuxHost
    settings: LinuxSettings

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        accounts = self.host.accounts(person.login)
        return tuple(self._candidate(each) for each in accounts if self._fits(each, person))

    def _fits(self, account: Account, person: Identifiers) -> bool:
        name = f"{person.given_name} {person.family_name}".strip().casefold()
        return (
            (bool(person.login) and account.login.casefold() == person.login.casefold())
            or (bool(name) and account.full_name.strip().casefold() == name)
            or (bool(person.employee_number) and self._number(account) == person.employee_number)
        )

    def _number(self, account: Account) -> str:
        return account.employee_number if self.settings.gecos_employee_number else ""

    def _candidate(self, account: Account) -> Candidate:
        identifiers = {LOGIN: account.login}
        if number := self._number(account):
            identifiers[EMPLOYEE_NUMBER] = number
        return Candidate(
            id=account.id,
            label=f"{account.login} ({account.full_name}) on {self.settings.address}",
            identifiers=identifiers,
            name=account.full_name,
            active=not account.disabled,
            marks=self._marks(account),
        )

    def _marks(self, account: Account) -> frozenset[str]:
        given, marks = self.settings, set()
        is_person = given.uid_min <= account.uid <= given.uid_max
        if not is_person or account.login in given.service_users:
            marks.add("service")
        if account.shell.endswith(NO_SHELL):
            marks.add("service")
        if account.login in given.protected_users or account.login in ("root", given.user):
            marks.add("protected")
        return frozenset(marks)
