"""HR's own words for people and how they leave, as the columns and values of our record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from steersman.domain.people import EmploymentStatus

STATUS, END_DATE, TERMINATION_TYPE = "status", "end_date", "termination_type"
VOLUNTARY, INVOLUNTARY, FOR_CAUSE = "voluntary", "involuntary", "for_cause"

_ENDED = frozenset({"inactive", "terminated", "left", "leaver"})
_WORKS = frozenset({"active", "on_leave"})
_TYPES = {
    "": VOLUNTARY,
    "voluntary": VOLUNTARY,
    "resignation": VOLUNTARY,
    "retirement": VOLUNTARY,
    "involuntary": INVOLUNTARY,
    "for_cause": FOR_CAUSE,
    "cause": FOR_CAUSE,
    "termination_for_cause": FOR_CAUSE,
    "involuntary_for_cause": FOR_CAUSE,
}
_FIELDS = {
    "employeenumber": "employee_number",
    "employee#": "employee_number",
    "firstname": "given_name",
    "givenname": "given_name",
    "lastname": "family_name",
    "familyname": "family_name",
    "workemail": "mail",
    "mail": "mail",
    "login": "login",
    "jobtitle": "title",
    "title": "title",
    "department": "department",
    "location": "location",
    "supervisoreid": "manager",
    "manager": "manager",
    "status": STATUS,
    "hiredate": "start_date",
    "startdate": "start_date",
    "terminationdate": END_DATE,
    "enddate": END_DATE,
    "terminationtype": TERMINATION_TYPE,
}
_NO_DATE = "0000-00-00"  # how BambooHR writes that there is none


def column(name: str) -> str:
    """Our column for a field as HR names it ("firstName", "First Name"); empty: not known."""
    return _FIELDS.get(name.lower().replace(" ", "").replace("_", ""), "")


def columns(fields: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """(values by our columns, names that are not known)."""
    values = {ours: cell for name, cell in fields.items() if (ours := column(name))}
    for name, cell in values.items():
        if cell == _NO_DATE:
            values[name] = ""
    return values, sorted(name for name in fields if not column(name))


def employment_status(status: str, end_date: str, today: str, *, promised: bool = False) -> str:
    """Where somebody stands today.  An end that lies ahead leaves them active until that day.

    ``promised``: this end date was told before it came, so it needs no second word.  A word that
    is not known is returned as it is, for the record to refuse.
    """
    word = _word(status)
    ahead = end_date > today
    if word in _ENDED or (not word and end_date):
        return EmploymentStatus.ACTIVE if ahead else EmploymentStatus.TERMINATED
    if word in _WORKS and promised and end_date and not ahead:
        return EmploymentStatus.TERMINATED
    return word


def termination_type(text: str) -> str:
    """One of the three that the governor knows.  A reason it does not know was HR's decision."""
    return _TYPES.get(_word(text), INVOLUNTARY)


def today(now: float, zone: tzinfo) -> str:
    return datetime.fromtimestamp(now, zone).date().isoformat()


def start_of(day: str, zone: tzinfo) -> float:
    """When ``day`` begins where the company is, in seconds since 1970; 0.0 for no day."""
    return datetime.fromisoformat(day).replace(tzinfo=zone).timestamp() if day else 0.0


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _word(text: str) -> str:
    return text.strip().lower().replace(" ", "_").replace("-", "_")
