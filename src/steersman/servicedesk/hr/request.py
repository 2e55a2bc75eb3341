"""The request that opens a leaver: the same for the same end of the same employment."""

from __future__ import annotations

from steersman.domain.people import EmploymentStatus, Person
from steersman.records.desk.obligations import Obligation
from steersman.records.desk.work import Request
from steersman.records.people import People
from steersman.servicedesk.hr import words

PRINCIPAL = "system:hr-feed"
CLOSED_WITHIN = 15 * 60.0  # seconds from the moment that the end takes effect
DISAPPEARANCE = "disappearance"
_HIGHEST = 20  # managers of managers


def key_of(feed: str, employee_number: str) -> str:
    """The event behind a leaver: the end of this employment, whoever tells it and how often."""
    return f"leaver/{feed}/{employee_number}"


def leaver_request(
    person: Person,
    feed: str,
    effective_at: float,
    termination_type: str,
    successor: str = "",
    noticed_by: str = "",
) -> Request:
    """The leaver of a person.  ``effective_at``: seconds since 1970; ``successor``: an id."""
    params = {
        "successor": successor,
        "effective_at": words.moment(effective_at),
        "termination_type": termination_type,
        "end_date": person.end_date,
        "noticed_by": noticed_by or feed,
    }
    if noticed_by == DISAPPEARANCE:
        params["reason"] = "disappeared"
    return Request(
        procedure="leaver",
        requester=PRINCIPAL,
        subject=person.id,
        summary=f"{person.full_name} ({person.employee_number}) leaves",
        params=params,
        dedup_key=key_of(feed, person.employee_number),
    )


def successor_of(people: People, person: Person) -> str:
    """Who takes over when nobody was named: the nearest manager who still works here."""
    above = person.manager
    for _ in range(_HIGHEST):
        manager = people.find(above) if above and above != person.id else None
        if manager is None:
            return ""
        if manager.employment_status is EmploymentStatus.ACTIVE:
            return manager.id
        above = manager.manager
    return ""


def closing(number: str, request: Request, effective_at: float) -> Obligation:
    """The clock of fifteen minutes: what the leaver's procedure meets once access is closed."""
    return Obligation(
        id=f"{number}/access_closed",
        work=number,
        kind="access_closed",
        text=f"Close every account and session: {request.summary}",
        due_at=effective_at + CLOSED_WITHIN,
    )
