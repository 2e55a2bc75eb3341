"""Whom the words mean depends on who asks, and never on who exists out of sight."""

from __future__ import annotations

import pytest

from steersman.domain.people import Person
from steersman.servicedesk.requests.people import Which, Whom
from tests.servicedesk.requests.office import Office


def called(office: Office, words: str, by: str = "mary") -> Person | Which:
    return Whom(office.steersman.people, office.steersman.permissions, office.ids[by]).called(words)


@pytest.mark.parametrize(
    "words",
    ["John", "john", "Doe", "John Doe", "doe john", "john.doe1000@meridian.test", "1000"],
)
def test_a_report_is_found_by_every_identifier(small_office: Office, words: str) -> None:
    found = called(small_office, words)
    assert isinstance(found, Person)
    assert found.id == small_office.ids["john"]


def test_a_given_name_alone_is_asked_about_outside_the_line(small_office: Office) -> None:
    found = called(small_office, "Jane", by="hana")
    assert isinstance(found, Which)
    assert [candidate["name"] for candidate in found.candidates] == ["Jane Roe"]


def test_two_reports_of_one_name_stand_side_by_side(small_office: Office) -> None:
    small_office.hire("1009", "John", "Poe", "mary", title="Clerk")
    found = called(small_office, "John")
    assert isinstance(found, Which)
    assert {(c["name"], c["title"], c["employee_number"]) for c in found.candidates} == {
        ("John Doe", "Broker", "1000"),
        ("John Poe", "Clerk", "1009"),
    }


def test_a_namesake_who_left_still_makes_a_question(small_office: Office) -> None:
    small_office.ids["old"] = small_office.hire("0900", "John", "Doe", "mary")
    small_office.leaves("old")
    found = called(small_office, "John Doe")
    assert isinstance(found, Which)
    assert len(found.candidates) == 2


def test_who_has_left_is_told_so(small_office: Office) -> None:
    small_office.leaves("john")
    found = called(small_office, "John Doe")
    assert isinstance(found, Which)
    assert "has left already" in found.question


def test_an_identifier_that_may_not_be_read_finds_nobody(small_office: Office) -> None:
    """A technician sees names and mails, not employee numbers, and cannot try numbers out."""
    assert isinstance(called(small_office, "Jane Roe", by="tess"), Person)
    by_number = called(small_office, "1001", by="tess")
    assert by_number == Which("you see nobody called “1001”: give the mail, login or number")


def test_part_of_a_name_is_nobody(small_office: Office) -> None:
    for words in ("Jo", "John D", "ohn", "John Doe Smith", "%", "_"):
        assert isinstance(called(small_office, words), Which)


def test_who_left_the_company_sees_nobody(small_office: Office) -> None:
    small_office.leaves("mary")
    assert isinstance(called(small_office, "John Doe"), Which)
