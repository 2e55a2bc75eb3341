"""Who is who in Slack: every user that shares an identifier or the full name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steersman.capabilities.account_facts import folded, has_name_of, mail_of
from steersman.connectors.slack.client import Slack, eq
from steersman.connectors.slack.errors import FilterIgnored, Unsupported
from steersman.connectors.slack.resources import User
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers


@dataclass(frozen=True, slots=True)
class SlackFinder:
    """Asks by filter, checks each answer itself, and reads everything where filters fail."""

    slack: Slack
    external_id: str  # what externalId holds: employee_number, login or none

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        """Raises ``Permanent`` when Slack ignores filters: its answers mean nothing then."""
        fitting = {user.id: user for user in self._asked(person) if self._fits(user, person)}
        return tuple(self._candidate(fitting[account], person) for account in sorted(fitting))

    def _asked(self, person: Identifiers) -> list[User]:
        found: list[User] = []
        for expression in self._expressions(person):
            try:
                users = self.slack.users(expression)
            except FilterIgnored:
                raise
            except Unsupported:  # one filter it lacks could hide an account: read them all
                return self.slack.users("")
            self._require_filtered(users, person)
            found += users
        return found

    def _require_filtered(self, users: list[User], person: Identifiers) -> None:
        """A list as long as the whole organisation, with strangers in it, was not filtered."""
        if all(self._fits(user, person) for user in users):
            return
        if len(users) >= self.slack.user_count():
            raise FilterIgnored("Slack ignores filters: no account can be found")

    def _expressions(self, person: Identifiers) -> Iterator[str]:
        known = {"employee_number": person.employee_number, "login": person.login}
        if external := known.get(self.external_id, ""):
            yield eq("externalId", external)
        if person.login:
            yield eq("userName", person.login)
        if person.mail:
            yield eq("email", person.mail)
        if person.given_name and person.family_name:
            names = eq("name.familyName", person.family_name)
            yield f"{names} and {eq('name.givenName', person.given_name)}"

    def _fits(self, user: User, person: Identifiers) -> bool:
        names = {folded(user.user_name), *map(folded, user.emails)}
        if self.external_id == "login":
            names.add(folded(user.external_id))
        known = {folded(value) for value in (person.login, person.mail) if value}
        return bool(
            known & names
            or (person.employee_number and person.employee_number in self._numbers(user))
            or has_name_of(user, person)
        )

    def _numbers(self, user: User) -> set[str]:
        external = user.external_id if self.external_id == "employee_number" else ""
        return {user.employee_number, external} - {""}

    def _candidate(self, user: User, person: Identifiers) -> Candidate:
        numbers = self._numbers(user)
        identifiers = {
            # two numbers that contradict each other cannot be believed, neither of them
            EMPLOYEE_NUMBER: numbers.pop() if len(numbers) == 1 else "",
            MAIL: mail_of(user, person),
            LOGIN: "" if "@" in user.user_name else user.user_name,
        }
        return Candidate(
            id=user.id,
            label=f"{user.display_name} <{user.user_name}>",
            identifiers={kind: value for kind, value in identifiers.items() if value},
            name=user.display_name,
            active=user.active is not False,
        )
