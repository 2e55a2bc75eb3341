"""A share is of the people who were there when the window began, not of those who are left."""

from __future__ import annotations

from collections.abc import Iterable

from steersman.domain.work import Status
from tests.governor.company import HR, Company
from tests.governor.office import DAY, Office, limit, office

LIMITS = """
[default]
people_per_hour = 100
people_per_day = 100
always_allowed = 0
share_of_company_per_day = {company}
share_of_department_per_day = {department}
"""


def shares(company: Company, *, of_company: float = 1.0, of_department: float = 1.0) -> None:
    limit(company, LIMITS.format(company=of_company, department=of_department))


def staff(desk: Office, count: int) -> list[str]:
    """``count`` people in sales, besides nobody: Jane, who has left, and Mary work elsewhere."""
    for person in (desk.jane, desk.mary):
        moved = {"department": "elsewhere"}
        desk.steersman.people.change(person, moved, by="system:test", source=HR)
    hire = desk.company.hire
    return [hire(desk.steersman, str(3000 + n), f"Given{n}", f"Family{n}") for n in range(count)]


def leave(desk: Office, people: Iterable[str]) -> list[Status]:
    """One after the other, each marked as left when their turn comes."""
    stands = []
    for person in people:
        desk.company.leaves(desk.steersman, person)
        number = desk.submit(subject=person)
        desk.run()
        stands.append(desk.status(number))
    return stands


def test_of_ten_in_a_department_a_fifth_a_day_is_two(company: Company) -> None:
    shares(company, of_department=0.2)
    with office(company) as desk:
        people = staff(desk, 10)
        assert leave(desk, people[:3]) == [Status.DONE, Status.DONE, Status.HELD]


def test_the_share_is_the_same_when_all_are_marked_as_left_before(company: Company) -> None:
    shares(company, of_department=0.2)
    with office(company) as desk:
        people = staff(desk, 10)
        for person in people[:3]:
            company.leaves(desk.steersman, person)
        assert leave(desk, people[:3]) == [Status.DONE, Status.DONE, Status.HELD]


def test_who_left_before_the_window_is_no_part_of_the_base(company: Company) -> None:
    shares(company, of_department=0.2)
    with office(company) as desk:
        people = staff(desk, 10)
        assert leave(desk, people[:2]) == [Status.DONE, Status.DONE]
        desk.clock.advance(DAY + 1)
        assert leave(desk, people[2:4]) == [Status.DONE, Status.HELD], "a fifth of eight is one"


def test_the_share_of_the_company_does_not_shrink_either(company: Company) -> None:
    shares(company, of_company=0.2)
    with office(company) as desk:
        people = staff(desk, 8)  # ten with Jane, who was marked as left today, and Mary
        assert leave(desk, people[:3]) == [Status.DONE, Status.DONE, Status.HELD]


def test_people_who_came_to_the_record_as_left_are_no_part_of_it(company: Company) -> None:
    shares(company, of_department=0.2)
    with office(company) as desk:
        people = staff(desk, 5)
        for number in range(4000, 4010):
            left = {"employee_number": str(number), "given_name": "Long", "family_name": "Gone"}
            left |= {"department": "sales", "employment_status": "terminated"}
            source = type(HR)(name="hr", recency=0.0, feed="test", native_key=str(number))
            desk.steersman.people.add(left, by="system:test", source=source)
        assert leave(desk, people[:2]) == [Status.DONE, Status.HELD]
