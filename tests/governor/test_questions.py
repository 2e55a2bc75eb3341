"""Questions to people: asked once, answered, asked again when they come back, or settled."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.work import Status
from tests.governor.company import CUT, Company
from tests.governor.office import Office, office

OLD = "saas:s-old sign-in=disabled"


def with_a_twin(company: Company) -> None:
    """The SaaS knows a second account that fits just as well."""
    company.outside.hire("saas", "s-old", "1000", "jane.doe@example.org", "Jane Doe")


def answer(desk: Office, number: str, text: str, by: str = "per_helper") -> None:
    (question,) = desk.questions(number)
    assert desk.steersman.desk.questions.answer(question["id"], text, by=by) == number


def test_a_doubt_in_one_system_does_not_hold_the_others(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        assert company.effects == [row for row in CUT if "saas" not in row]
        assert desk.status(number) is Status.INCOMPLETE
        (question,) = desk.questions(number)
        assert [each["id"] for each in question["candidates"]] == ["s-1000", "s-old"]


def test_the_account_that_a_person_names_is_closed_at_once(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        answer(desk, number, "s-old")
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects[-1] == OLD
        assert "saas:s-1000 sign-in=disabled" not in company.effects


def test_none_of_them_leaves_every_account_alone(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        answer(desk, number, "none")
        desk.run()
        assert desk.status(number) is Status.DONE
        assert not any("saas" in effect for effect in company.effects)


def test_an_answer_that_is_no_candidate_is_refused(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        for text in ("s-other", "done", ""):
            with pytest.raises(Permanent, match="s-1000, s-old or 'none'"):
                answer(desk, number, text)
        assert desk.run() == []


def test_nobody_says_which_accounts_are_their_own(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        with pytest.raises(Permanent, match="four-eyes"):
            answer(desk, number, "none", by=desk.jane)


def test_a_question_is_asked_once_and_answered_once(company: Company) -> None:
    with_a_twin(company)
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        (question,) = desk.questions(number)
        desk.steersman.desk.agenda.wake(number)
        desk.run()
        assert desk.questions(number) == [question]
        answer(desk, number, "s-old")
        with pytest.raises(Permanent, match="was answered by per_helper"):
            desk.steersman.desk.questions.answer(question["id"], "none", by="per_other")


def test_a_problem_that_was_not_put_right_is_asked_again(company: Company) -> None:
    broken = [True]

    def hook(moment: str) -> None:
        if moment == "account.disable@saas before apply" and broken:
            raise Permanent("the licence has run out")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        (question,) = desk.questions(number)
        with pytest.raises(Permanent, match="'done' once it is put right"):
            answer(desk, number, "none")
        answer(desk, number, "done")
        assert desk.questions(number) == []
        desk.run()
        assert desk.questions(number) == [question]

        broken.clear()
        answer(desk, number, "done")
        desk.run()
        assert desk.questions(number) == []
        assert desk.status(number) is Status.DONE


def test_a_question_that_no_longer_arises_settles_itself(company: Company) -> None:
    broken = [True]

    def hook(moment: str) -> None:
        if moment == "account.disable@saas before apply" and broken:
            raise Permanent("the licence has run out")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        broken.clear()
        desk.steersman.desk.agenda.wake(number)
        desk.run()
        assert desk.questions(number) == []
        assert desk.status(number) is Status.DONE


def test_an_unknown_question_is_named(company: Company) -> None:
    with office(company) as desk, pytest.raises(Permanent, match="no question Q0"):
        desk.steersman.desk.questions.answer("Q0", "done", by="per_x")
