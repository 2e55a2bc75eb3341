"""Whom a text names: by every reading at once, and never a guess."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.people import People
from steersman.servicedesk.naming import Ambiguous, person_named
from tests.fixtures.record import hr


def hire(people: People, number: str, given: str, family: str, mail: str = "") -> str:
    values = {"employee_number": number, "given_name": given, "family_name": family, "mail": mail}
    return people.add(values, by="system:hr", source=hr(key=number)).id


@pytest.mark.parametrize(
    "named", ["1000", "ann.lee@example.org", "ANN.LEE@example.org", "ann  lee"]
)
def test_number_mail_and_name_lead_to_the_same_person(people: People, named: str) -> None:
    ann = hire(people, "1000", "Ann", "Lee", "ann.lee@example.org")
    hire(people, "1001", "Anna", "Leeds", "anna.leeds@example.org")
    assert person_named(people, named).id == ann
    assert person_named(people, ann).id == ann


def test_namesakes_are_shown_side_by_side(people: People) -> None:
    both = {hire(people, "1000", "John", "Smith"), hire(people, "1001", "John", "Smith")}
    with pytest.raises(Ambiguous) as told:
        person_named(people, "John Smith")
    assert {each["id"] for each in told.value.candidates} == both
    assert {each["employee_number"] for each in told.value.candidates} == {"1000", "1001"}


def test_a_number_that_is_somebody_elses_name_is_ambiguous(people: People) -> None:
    hire(people, "4711", "Ann", "Lee")
    hire(people, "1001", "4711", "")
    with pytest.raises(Ambiguous):
        person_named(people, "4711")


@pytest.mark.parametrize(
    "named", ["Ann", "Lee", "ann.lee", "%", "_", "", "  ", "nobody@example.org"]
)
def test_a_part_of_a_name_names_nobody(people: People, named: str) -> None:
    hire(people, "1000", "Ann", "Lee", "ann.lee@example.org")
    with pytest.raises(Permanent):
        person_named(people, named)


def test_more_namesakes_than_a_page_holds_are_all_counted(people: People) -> None:
    for number in range(201):
        hire(people, str(number), "John", "Smith")
    with pytest.raises(Ambiguous, match="201 people"):
        person_named(people, "John Smith")
