"""Who is who in a SCIM system: every account that shares an identifier or the full name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steersman.capabilities.account_facts import folded, has_name_of, mail_of
from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.errors import Unsupported
from steersman.connectors.scim.listing import FilterIgnored, count, eq, everything, matching
from steersman.connectors.scim.resources import ENTERPRISE, User, user_of
from steersman.connectors.scim.settings import ScimSettings
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers


@dataclass(frozen=True, slots=True)
class ScimFinder:
    """Asks by filter, checks each answer itself, and reads everything where filters fail."""

    client: ScimClient
    settings: ScimSettings

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        """Raises ``Permanent`` when the server ignores filters: its answers mean nothing then."""
        fitting = {
            user.id: self._candidate(user, person)
            for user in self._asked(person)
            if self._fits(user, person)
        }
        return tuple(fitting[account] for account in sorted(fitting))

    def _asked(self, person: Identifiers) -> list[User]:
        found: list[User] = []
        for expression in self._expressions(person):
            try:
                users = [user_of(body) for body in matching(self.client, "/Users", expression)]
            except FilterIgnored:
                raise
            except Unsupported:  # one filter it lacks could hide an account: read them all
                return [user_of(body) for body in everything(self.client, "/Users")]
            self._require_filtered(users, person)
            found += users
        return found

    def _require_filtered(self, users: list[User], person: Identifiers) -> None:
        """A list as long as the whole system, with strangers in it, was not filtered."""
        if all(self._fits(user, person) for user in users):
            return
        if len(users) >= count(self.client, "/Users"):
            raise FilterIgnored("GET /Users: the server ignores filters: no account can be found")

    def _expressions(self, person: Identifiers) -> Iterator[str]:
        if person.employee_number:
            yield eq(f"{ENTERPRISE}:employeeNumber", person.employee_number)
        if external := self._external_id(person):
            yield eq("externalId", external)
        if person.login:
            yield eq("userName", person.login)
        if person.mail:
            yield eq("userName", person.mail)
            yield eq("emails.value", person.mail)
        if person.given_name and person.family_name:
            names = eq("name.familyName", person.family_name)
            yield f"{names} and {eq('name.givenName', person.given_name)}"

    def _external_id(self, person: Identifiers) -> str:
        known = {"employee_number": person.employee_number, "login": person.login}
        return known.get(self.settings.external_id, "")

    def _fits(self, user: User, person: Identifiers) -> bool:
        names = {folded(user.user_name), *map(folded, user.emails)}
        numbers = {user.employee_number}
        if self.settings.external_id == "employee_number":
            numbers.add(user.external_id)
        elif self.settings.external_id == "login":
            names.add(folded(user.external_id))
        known = {folded(value) for value in (person.login, person.mail) if value}
        return bool(
            known & names
            or (person.employee_number and person.employee_number in numbers)
            or has_name_of(user, person)
        )

    def _candidate(self, user: User, person: Identifiers) -> Candidate:
        identifiers = {
            EMPLOYEE_NUMBER: self._employee_number(user),
            MAIL: mail_of(user, person),
            LOGIN: self._login(user),
        }
        return Candidate(
            id=user.id,
            label=f"{user.display_name.strip()} <{user.user_name}>",
            identifiers={kind: value for kind, value in identifiers.items() if value},
            name=user.display_name.strip(),
            active=user.active is not False,
        )

    def _employee_number(self, user: User) -> str:
        """Nothing when the two places contradict each other: then neither can be believed."""
        numbers = {user.employee_number}
        if self.settings.external_id == "employee_number":
            numbers.add(user.external_id)
        numbers.discard("")
        return numbers.pop() if len(numbers) == 1 else ""

    def _login(self, user: User) -> str:
        if user.user_name and "@" not in user.user_name:
            return user.user_name
        return user.external_id if self.settings.external_id == "login" else ""
