"""Who is who on a calendar server."""

from __future__ import annotations

from steersman.connectors.caldav.store import CalendarStore, Principal
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers


class CalDavFinder:
    """Compares every principal that the server lists, namesakes included.

    The id is the login: CalDAV has no immutable one, so a login that was given to somebody else
    is the same account here.  Stored properties (employee number, mail) tell the two apart.
    """

    def __init__(self, store: CalendarStore) -> None:
        self._store = store

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        found = (each for each in self._store.principals() if _fits(each, person))
        return tuple(_candidate(each) for each in sorted(found, key=lambda each: each.account))


def _fits(principal: Principal, person: Identifiers) -> bool:
    full_name = f"{person.given_name} {person.family_name}".strip()
    pairs = (
        (principal.account, person.login),
        (principal.mail, person.mail),
        (principal.employee_number, person.employee_number),
        (principal.name, full_name),
    )
    return any(held and held.casefold() == known.casefold() for held, known in pairs)


def _candidate(principal: Principal) -> Candidate:
    held = {
        LOGIN: principal.account,
        MAIL: principal.mail,
        EMPLOYEE_NUMBER: principal.employee_number,
    }
    return Candidate(
        id=principal.account,
        label=f"{principal.name or principal.account} <{principal.mail}>",
        identifiers={name: value for name, value in held.items() if value},
        name=principal.name,
    )
