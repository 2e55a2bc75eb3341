"""Before anything is taken back, the account must still be the person's that it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.domain.errors import Transient
from steersman.domain.work import Status
from tests.governor.company import CUT, HR, Company
from tests.governor.office import Office, office

JANE = ("1000", "jane.doe@example.org", "Jane Doe")
STRANGERS = {
    "id given to another person": ("1777", "sam.new@example.org", "Sam New"),
    "employee number changed": ("1777", "jane.doe@example.org", "Jane Doe"),
    "mail is somebody else's": ("1000", "sam.new@example.org", "Jane Doe"),
}


def undo(desk: Office, number: str) -> str:
    undoing = desk.steersman.undo(number, by="system:test", reason="a mistake")
    desk.run()
    return undoing


def undone_in(company: Company) -> list[str]:
    """The systems in which something was taken back."""
    return [effect.partition(":")[0] for effect in company.effects[len(CUT) :]]


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=list(STRANGERS))
def test_what_is_somebody_elses_by_now_is_left_alone_and_asked(
    company: Company, stranger: tuple[str, str, str]
) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.give("saas", "s-1000", *stranger)
        undoing = undo(desk, number)
        assert company.outside.get("saas:s-1000", "sign-in") == "disabled"
        assert undone_in(company) == ["mail", "mail", "directory"], "the others are certain"
        (question,) = desk.questions(undoing)
        assert "account.disable@saas was not taken back" in question["text"]
        assert desk.status(undoing) is Status.INCOMPLETE
        assert "in part" in desk.reasons(number)


def test_nothing_is_intended_while_it_is_in_doubt(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.give("saas", "s-1000", *STRANGERS["id given to another person"])
        undo(desk, number)
        intended = [body["step"] for body in desk.ledger("undo-intent")]
        assert len(intended) == len(CUT) - 1
        assert not any("saas" in step for step in intended)


def test_a_rehire_with_another_number_asks_everywhere(company: Company) -> None:
    """The record says 1888 now, the accounts of the former employment 1000: whose are they?"""
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        source = replace(HR, recency=1.0, native_key="1888")
        desk.steersman.people.rehire(
            desk.jane, "1888", "2026-06-01", by="system:test", source=source
        )
        undoing = undo(desk, number)
        assert company.effects == CUT
        assert len(desk.questions(undoing)) == len(CUT)


def test_an_answered_question_lets_the_rest_be_taken_back(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.give("saas", "s-1000", *STRANGERS["mail is somebody else's"])
        undoing = undo(desk, number)
        (question,) = desk.questions(undoing)
        assert [each["id"] for each in question["candidates"]] == ["s-1000"]
        desk.steersman.desk.questions.answer(question["id"], "s-1000", by=desk.mary)
        desk.run()
        assert company.outside.get("saas:s-1000", "sign-in") is None
        assert desk.status(undoing) is Status.DONE
        assert desk.status(number) is Status.UNDONE


def test_a_successors_account_that_is_somebody_elses_is_left_alone_too(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.give("mail", "m-1001", "1777", "sam.new@example.org", "Sam New")
        undo(desk, number)
        assert company.outside.get("mail:m-1000", "reader") == "m-1001"
        assert undone_in(company) == ["mail", "saas", "directory"]


def test_a_system_that_cannot_say_whose_it_is_is_left_alone(company: Company) -> None:
    silent: list[str] = []

    def hook(moment: str) -> None:
        if moment in silent:
            raise Transient("no answer")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        silent.append("find@saas")
        undoing = undo(desk, number)
        assert undone_in(company) == ["mail", "mail", "directory"]
        (question,) = desk.questions(undoing)
        assert "nobody can say whose" in question["text"]


def test_the_same_person_under_another_name_gets_everything_back(company: Company) -> None:
    """The benign twin: they married, so the display name is another; number and mail agree."""
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.give("saas", "s-1000", JANE[0], JANE[1], "Jane Roe")
        assert desk.status(undo(desk, number)) is Status.DONE
        assert len(company.effects) == 2 * len(CUT)
