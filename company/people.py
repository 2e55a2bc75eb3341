"""The 200 people of Meridian Trading, the same on every machine."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

DOMAIN = "meridian.test"
FIRST_NUMBER = 1000
GIVEN = [
    "John",
    "Jane",
    "Ann",
    "Omar",
    "Wei",
    "Priya",
    "Luca",
    "Sara",
    "Ivan",
    "Noor",
    "Emma",
    "Hugo",
    "Mei",
    "Tariq",
    "Olga",
    "Femi",
    "Ruth",
    "Jonas",
    "Aiko",
    "Diego",
]
FAMILY = [
    "Doe",
    "Ahmed",
    "Berg",
    "Chen",
    "Dorn",
    "Eze",
    "Fischer",
    "Garcia",
    "Haas",
    "Ito",
    "Jansen",
    "Khan",
    "Lopez",
    "Moreau",
    "Novak",
    "Okafor",
    "Patel",
    "Rossi",
    "Sato",
    "Tran",
]
CITIES = ("London", "Lagos", "Singapore")
DEPARTMENTS = {
    "traders": 48,
    "sales": 30,
    "quants": 24,
    "operations": 28,
    "compliance": 14,
    "finance": 18,
    "hr": 8,
    "engineering": 20,
    "it": 10,
}
TITLES = {
    "traders": "Trader",
    "sales": "Account executive",
    "quants": "Quantitative analyst",
    "operations": "Operations analyst",
    "compliance": "Compliance officer",
    "finance": "Accountant",
    "hr": "HR partner",
    "engineering": "Software engineer",
    "it": "System administrator",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    employee_number: str  # given by HR, never reused
    login: str
    given_name: str
    family_name: str
    department: str
    title: str
    city: str
    manager: str  # employee number; empty for the head of a department

    @property
    def mail(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def password(self) -> str:
        """The sample's own password, so that a sign-in can be tried from outside."""
        return f"pw-{self.login}"


@cache
def people() -> tuple[Employee, ...]:
    """200 people in nine departments.  Several share a full name: namesakes are on purpose."""
    draw = random.Random(7)
    used: set[str] = set()
    staff: list[Employee] = []
    for department, size in DEPARTMENTS.items():
        head = ""
        for place in range(size):
            employee = _hire(draw, used, len(staff), department, head, is_head=place == 0)
            head = head or employee.employee_number
            staff.append(employee)
    return tuple(staff)


def _hire(
    draw: random.Random, used: set[str], count: int, department: str, head: str, *, is_head: bool
) -> Employee:
    given, family = draw.choice(GIVEN), draw.choice(FAMILY)
    login = _free_login(given, family, used)
    used.add(login)
    return Employee(
        employee_number=str(FIRST_NUMBER + count),
        login=login,
        given_name=given,
        family_name=family,
        department=department,
        title=f"Head of {department}" if is_head else TITLES[department],
        city=draw.choice(CITIES),
        manager=head,
    )


def _free_login(given: str, family: str, used: set[str]) -> str:
    base = f"{given[0]}{family}".lower()
    number, login = 1, base
    while login in used:
        number += 1
        login = f"{base}{number}"
    return login


def by_number(employee_number: str) -> Employee:
    return people()[int(employee_number) - FIRST_NUMBER]


def in_department(department: str) -> tuple[Employee, ...]:
    return tuple(person for person in people() if person.department == department)
