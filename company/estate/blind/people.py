"""People: where and since when they work, who left, and what they have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from company.estate.blind.asking import fact, people, people_names
from company.estate.blind.days import DAY, iso_month, month, starting
from company.estate.blind.draw import Draw
from company.estate.blind.rows import STAFF_CITIES, Rows, matching
from company.estate.facts import DEPARTMENTS, Row, name_of
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_places, _joined, _left, _about_one, _having):
        yield from part(rows, draw)


def _places(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(DEPARTMENTS, STAFF_CITIES),
        lambda department, city: people(
            rows, f"who works in {department} in {city}?", department=department, location=city
        ),
    )
    yield from draw.first_of(
        product(DEPARTMENTS, STAFF_CITIES),
        lambda department, city: people(
            rows,
            f"people from {department.lower()} who are not based in {city.lower()}",
            lambda person: person["location"] != city,
            department=department,
        ),
    )


def _joined(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product((2023, 2024, 2025), DEPARTMENTS),
        lambda year, department: people(
            rows,
            f"Who joined {department} in {year}?",
            lambda person: person["start_date"].startswith(str(year)),
            department=department,
        ),
    )
    anyone = draw.first(
        (2016, 2017, 2018),
        lambda year: people(
            rows,
            f"people who started before {year}",
            lambda person: person["start_date"] < str(year),
        ),
    )
    yield from anyone or draw.first(
        (2016, 2017),
        lambda year: fact(
            f"active employees who started before {year}",
            people_names(each for each in rows.active if each["start_date"] < str(year)),
        ),
    )


def _left(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        (2, 3, 4, 5),
        lambda number: _leavers(
            f"who left in {month(number)}?", starting(rows.gone, "end_date", iso_month(number))
        ),
    )
    last_month = starting(rows.gone, "end_date", iso_month(DAY.month - 1))
    yield from _leavers("leavers last month?", last_month)
    yield from fact(
        "everybody who has left this year",
        people_names(starting(rows.gone, "end_date", str(DAY.year))),
    )
    yield from draw.first(
        DEPARTMENTS,
        lambda department: _leavers(
            f"list everyone who has left {department}", matching(rows.gone, department=department)
        ),
    )


def _leavers(question: str, found: list[Row]) -> list[Graded]:
    return fact(question, people_names(found)) if found else []


def _about_one(rows: Rows, draw: Draw) -> Iterator[Graded]:
    def one(question: str, column: str, among: list[Row]) -> Graded:
        person = draw.one(among)
        return Graded(question.format(name_of(person)), person[column])

    yield one("what department is {} in?", "department", rows.active)
    managed = draw.one(rows.active, lambda person: person is not rows.head)
    yield Graded(f"who's the manager of {name_of(managed)}?", name_of(rows.head))
    yield one("where is {} based?", "location", rows.active)
    yield one("email of {}", "mail", rows.active)
    yield one("When did {} leave?", "end_date", rows.gone)
    yield one("since when has {} been with us", "start_date", rows.active)


def _having(rows: Rows, draw: Draw) -> Iterator[Graded]:
    legal = matching(rows.active, department="Legal")
    yield Graded(
        "Which active employees in Legal have no laptop?",
        people_names(person for person in legal if not rows.laptops_of(person)),
    )
    yield Graded(
        "who has more than one laptop?",
        people_names(person for person in rows.people if len(rows.laptops_of(person)) > 1),
    )
    yield from draw.first_of(
        product(DEPARTMENTS, STAFF_CITIES),
        lambda department, city: people(
            rows,
            f"who in {department} owns a host in {city}?",
            lambda person: matching(rows.hosts, owner=person["employee_number"], location=city),
            department=department,
        ),
    )
