"""People and the organisation they work in.  The words are those of SCIM and of an HR system."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from steersman.domain.identity import Identifiers


class EmploymentStatus(StrEnum):
    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    TERMINATED = "terminated"


class PersonKind(StrEnum):
    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    SERVICE = "service"  # a persona that no human being stands behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here, or did.  Dates are ISO 8601 (2026-01-31); empty: not known."""

    id: str  # our own, ``per_…``; never changes and says nothing about the person
    employee_number: str = ""  # of the current employment
    given_name: str = ""
    family_name: str = ""
    mail: str = ""
    login: str = ""
    title: str = ""
    department: str = ""
    location: str = ""
    manager: str = ""  # a person's id
    employment_status: EmploymentStatus = EmploymentStatus.ACTIVE
    start_date: str = ""
    end_date: str = ""
    kind: PersonKind = PersonKind.EMPLOYEE
    protected: bool = False  # break-glass, executive: nothing is done without a person

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def identifiers(self) -> Identifiers:
        """What identity resolution may compare with the accounts of a system."""
        return Identifiers(
            person=self.id,
            employee_number=self.employee_number,
            mail=self.mail,
            login=self.login,
            given_name=self.given_name,
            family_name=self.family_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """One period of work.  A re-hire adds another one, so the first keeps its dates."""

    id: str
    person: str
    source_name: str  # the HR system that gave the number
    employee_number: str  # unique within ``source_name``, never reused
    start_date: str = ""
    end_date: str = ""
    status: EmploymentStatus = EmploymentStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgUnit:
    """A department or team."""

    id: str
    code: str
    name: str = ""
    parent: str = ""  # an org unit's id
    head: str = ""  # a person's id
    cost_centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A post in an org unit, held by a person or vacant."""

    id: str
    code: str
    title: str = ""
    org_unit: str = ""  # an org unit's id
    holder: str = ""  # a person's id


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """Who answers for a service in a period.  ``starts`` and ``ends`` are seconds since 1970."""

    id: str
    service: str
    person: str
    starts: float
    ends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessObligation:
    """Something that only this person may settle: a signature, a position, a filing.

    ``until`` is when it is settled or passes to somebody else, in seconds since 1970.
    """

    id: str
    person: str
    text: str
    until: float
