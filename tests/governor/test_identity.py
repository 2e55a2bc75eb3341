"""Whose account is it?  Two independent identifiers must agree, and nothing may contradict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from steersman.domain.identity import Candidate, Identifiers
from steersman.governor.identity import KINDS, Match, match

JANE = Identifiers(
    person="per_1",
    employee_number="1000",
    mail="jane.doe@example.org",
    login="jdoe",
    given_name="Jane",
    family_name="Doe",
)


def account(name: str = "Jane Doe", /, **more: str) -> Candidate:
    known = {key: more[key] for key in KINDS if key in more}
    marks = frozenset(filter(None, more.get("marks", "").split()))
    active = more.get("active", "yes") == "yes"
    identity = more.get("id", "a1")
    return Candidate(
        id=identity, label=name, identifiers=known, name=name, active=active, marks=marks
    )


NUMBER_AND_MAIL = account(employee_number="1000", mail="jane.doe@example.org")


def found(*candidates: Candidate, person: Identifiers = JANE) -> str:
    result = match(person, candidates, {})
    return result.found.id if result.found else ""


def doubts(result: Match) -> list[str]:
    return [each.id for each in result.doubts]


def test_number_and_mail_prove_an_account() -> None:
    result = match(JANE, [NUMBER_AND_MAIL], {})
    assert result.found == NUMBER_AND_MAIL
    assert result.proof == "employee_number and mail"
    assert result.doubts == ()


@pytest.mark.parametrize("only", ["employee_number", "mail", "login"])
def test_one_identifier_alone_proves_nothing(only: str) -> None:
    result = match(JANE, [account(**{only: getattr(JANE, only)})], {})
    assert result.found is None
    assert doubts(result) == ["a1"]
    assert "two independent identifiers" in result.reason


@pytest.mark.parametrize("login", ["jane.doe", "JANE.DOE", "jane.doe@example.org"])
def test_a_login_that_repeats_the_mail_is_no_second_identifier(login: str) -> None:
    person = replace(JANE, login=login)
    assert found(account(mail=JANE.mail, login=login), person=person) == ""


def test_a_login_that_repeats_the_employee_number_is_no_second_identifier() -> None:
    person = replace(JANE, login="1000")
    assert found(account(employee_number="1000", login="1000"), person=person) == ""


def test_a_login_of_its_own_is_a_second_identifier() -> None:
    assert found(account(mail=JANE.mail, login="jdoe")) == "a1"


def test_a_proven_login_counts_although_it_looks_like_the_mail() -> None:
    person = replace(JANE, login="jane.doe", login_proven=True)
    assert found(account(mail=JANE.mail, login="jane.doe"), person=person) == "a1"


@pytest.mark.parametrize(
    "against", [{"mail": "other@example.org"}, {"login": "other"}, {"employee_number": "9"}]
)
def test_one_contradiction_outweighs_two_agreements(against: dict[str, str]) -> None:
    all_agree = {"employee_number": "1000", "mail": JANE.mail, "login": "jdoe"}
    result = match(JANE, [account(**{**all_agree, **against})], {})
    assert result.found is None
    assert "contradicts" in result.reason


def test_a_namesake_is_not_mistaken_and_not_asked_about() -> None:
    namesake = account(id="a2", employee_number="2000", mail="jane.doe2@example.org")
    result = match(JANE, [NUMBER_AND_MAIL, namesake], {})
    assert result.found == NUMBER_AND_MAIL
    assert result.doubts == ()


def test_a_lone_namesake_without_identifiers_is_a_question() -> None:
    result = match(JANE, [account(id="a2")], {})
    assert result.found is None
    assert doubts(result) == ["a2"]


def test_a_lone_namesake_with_another_number_is_nobody() -> None:
    result = match(JANE, [account(id="a2", employee_number="2000")], {})
    assert result.found is None
    assert result.doubts == ()


def test_the_old_closed_account_of_a_rehire_is_settled() -> None:
    old = account(id="old", employee_number="500", mail=JANE.mail, active="no")
    result = match(JANE, [NUMBER_AND_MAIL, old], {})
    assert result.found == NUMBER_AND_MAIL
    assert result.doubts == ()


def test_the_old_active_account_of_a_rehire_is_a_question_beside_the_work() -> None:
    old = account(id="old", employee_number="500", mail=JANE.mail)
    result = match(JANE, [NUMBER_AND_MAIL, old], {})
    assert result.found == NUMBER_AND_MAIL
    assert doubts(result) == ["old"]


def test_the_old_closed_account_alone_is_a_question() -> None:
    old = account(id="old", employee_number="500", mail=JANE.mail, active="no")
    assert doubts(match(JANE, [old], {})) == ["old"]


def test_a_mail_address_given_to_somebody_new_does_not_lead_to_them() -> None:
    newcomer = account("Jane Doelle", employee_number="3000", mail=JANE.mail)
    result = match(JANE, [newcomer], {})
    assert result.found is None
    assert doubts(result) == ["a1"]


@pytest.mark.parametrize("mark", ["shared", "service", "protected"])
def test_a_marked_account_is_never_taken_for_a_persons(mark: str) -> None:
    result = match(JANE, [replace(NUMBER_AND_MAIL, marks=frozenset({mark}))], {})
    assert result.found is None
    assert doubts(result) == ["a1"]
    assert mark in result.reason


@pytest.mark.parametrize(("mark", "lifted"), [("shared", True), ("protected", False)])
def test_a_confirmation_lifts_a_mark_but_not_protection(mark: str, lifted: bool) -> None:
    marked = replace(NUMBER_AND_MAIL, marks=frozenset({mark}))
    result = match(JANE, [marked], {"a1": (True, "per_2")})
    assert (result.found is not None) is lifted


def test_two_accounts_that_both_fit_are_a_question() -> None:
    result = match(JANE, [NUMBER_AND_MAIL, replace(NUMBER_AND_MAIL, id="a2")], {})
    assert result.found is None
    assert doubts(result) == ["a1", "a2"]
    assert result.reason == "more than one account fits"


def test_a_confirmed_account_is_theirs_whatever_it_says() -> None:
    stranger = account("X", id="x")
    result = match(JANE, [stranger], {"x": (True, "per_9")})
    assert result.found == stranger
    assert result.proof == "confirmed by per_9"


def test_an_account_confirmed_as_not_theirs_is_neither_found_nor_asked_about() -> None:
    result = match(JANE, [NUMBER_AND_MAIL], {"a1": (False, "per_9")})
    assert result.found is None
    assert result.doubts == ()


def test_two_confirmed_accounts_are_a_question() -> None:
    links = {"a1": (True, "per_9"), "a2": (True, "per_9")}
    assert match(JANE, [account(id="a1"), account(id="a2")], links).found is None


def test_a_new_name_with_the_employee_number_agrees() -> None:
    married = account("Jane Smith", employee_number="1000", mail=JANE.mail)
    assert found(married) == "a1"


def test_another_name_without_the_employee_number_is_a_question() -> None:
    other = account("John Roe", mail=JANE.mail, login="jdoe")
    result = match(JANE, [other], {})
    assert result.found is None
    assert doubts(result) == ["a1"]


@pytest.mark.parametrize(
    "name", ["Doe, Jane", "JANE DOE", "Jané Doé", "Jane", "Jane Maria Doe", ""]
)
def test_the_same_name_spelled_otherwise_is_no_contradiction(name: str) -> None:
    assert found(account(name, mail=JANE.mail, login="jdoe")) == "a1"


def test_case_width_and_blanks_do_not_matter() -> None:
    wide = account(employee_number=" １０００ ", mail="Jane.DOE@Example.org")
    assert found(wide) == "a1"


def test_no_candidate_is_no_account_and_no_question() -> None:
    assert match(JANE, [], {}) == Match(None, "", (), "")


def test_what_the_record_does_not_know_proves_nothing() -> None:
    unknown = Identifiers(person="per_1")
    assert found(account(employee_number="", mail="", login=""), person=unknown) == ""


def test_a_proven_login_says_nothing_about_an_account_that_has_none() -> None:
    person = replace(JANE, login_proven=True)
    assert found(account(mail=JANE.mail), person=person) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_record_does_not_know_contradicts_nothing(kind: str) -> None:
    unknown: dict[str, Any] = {"login": "other", kind: ""}
    person = replace(JANE, **unknown)
    told = {"employee_number": "1000", "mail": JANE.mail, "login": "other", kind: "of-their-own"}
    assert found(account(**told), person=person) == "a1"


def test_a_closed_account_that_shares_an_identifier_is_a_question_beside_the_work() -> None:
    """Only another employee number settles it."""
    closed = account(mail=JANE.mail, login="other", active="no", id="a2")
    result = match(JANE, [NUMBER_AND_MAIL, closed], {})
    assert (result.found, doubts(result)) == (NUMBER_AND_MAIL, ["a2"])


def test_a_namesake_without_identifiers_is_no_question_beside_a_proven_account() -> None:
    assert doubts(match(JANE, [NUMBER_AND_MAIL, account(id="a2")], {})) == []


def test_a_closed_namesake_without_identifiers_is_no_question() -> None:
    assert doubts(match(JANE, [account(active="no")], {})) == []


def test_one_account_that_contradicts_is_told_among_others_that_do_not() -> None:
    against = account(employee_number="1000", mail="other@example.org", id="a2")
    assert "contradicts another" in match(JANE, [account(mail=JANE.mail), against], {}).reason
