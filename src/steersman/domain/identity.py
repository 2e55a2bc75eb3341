"""Who an account belongs to: the identifiers we know of a person, and what a system answers.

The rule that compares them stands in ``governor.identity``; connectors only report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EMPLOYEE_NUMBER, MAIL, LOGIN = "employee_number", "mail", "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """What the record knows about a person.  An empty string means "not known"."""

    person: str  # our own id of the person
    employee_number: str = ""
    mail: str = ""
    login: str = ""
    given_name: str = ""
    family_name: str = ""
    login_proven: bool = False  # the directory account that carries this login was proven theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One account that a system found, with every identifier that it holds about its owner.

    ``id`` is the system's own immutable id.  ``identifiers`` maps ``employee_number``, ``mail``,
    ``login`` to the value that the system stores; leave out what it does not store.
    ``marks`` say what kind of account it is: ``shared``, ``service``, ``protected``.
    """

    id: str
    label: str  # how a person would recognise it, for questions only
    identifiers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""  # the display name that the system stores
    active: bool = True
    marks: frozenset[str] = frozenset()
