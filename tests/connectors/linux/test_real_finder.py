"""Looking people up on a real host."""

from __future__ import annotations

import pytest

from company.people import people
from company.services.hosts import uid_of
from steersman.domain.identity import Identifiers
from tests.fixtures.hosts import RealHost

EMMA = people()[0]


def test_a_person_and_every_namesake_are_found_with_their_numbers(web1: RealHost) -> None:
    namesakes = {
        f"{uid_of(person)}/{person.login}": person.employee_number
        for person in people()
        if person.full_name == EMMA.full_name
    }
    assert len(namesakes) > 1, "the company has namesakes on purpose"
    known = Identifiers(
        person="p0",
        employee_number=EMMA.employee_number,
        login=EMMA.login,
        given_name=EMMA.given_name,
        family_name=EMMA.family_name,
    )

    found = web1.connector().finder().candidates(known)

    assert {each.id: each.identifiers["employee_number"] for each in found} == namesakes


def test_accounts_of_the_system_are_marked(web1: RealHost) -> None:
    (root,) = web1.connector().finder().candidates(Identifiers(person="x", login="root"))
    (own,) = web1.connector().finder().candidates(Identifiers(person="x", login="steersman"))

    assert root.marks == {"service", "protected"}
    assert own.marks == {"service", "protected"}


@pytest.mark.parametrize("login", ["-s", "$(touch /srv/pwned)", "a;touch /srv/pwned", "x\ny", "é"])
def test_a_hostile_login_finds_nobody_and_runs_nothing(web1: RealHost, login: str) -> None:
    found = web1.connector().finder().candidates(Identifiers(person="x", login=login))

    assert found == ()
    assert b"pwned" not in web1.host.run("ls", "/srv")


def test_a_disabled_account_is_not_active(web1: RealHost) -> None:
    person = people()[170]
    web1.host.run("usermod", "--expiredate", "1", person.login)

    (found,) = (
        each
        for each in web1.connector()
        .finder()
        .candidates(Identifiers(person="x", login=person.login))
        if each.identifiers["login"] == person.login
    )

    assert not found.active
