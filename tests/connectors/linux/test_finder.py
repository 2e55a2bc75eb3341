"""Looking people up in passwd."""

from __future__ import annotations

import pytest

from steersman.connectors.linux.accounts import Account
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.finder import LinuxFinder
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import Transient
from steersman.domain.identity import Candidate, Identifiers

JOHN = Identifiers(
    person="p1", employee_number="1007", login="jdoe", given_name="John", family_name="Doe"
)


def _find(connector: LinuxConnector, person: Identifiers) -> dict[str, Candidate]:
    return {each.id: each for each in connector.finder().candidates(person)}


def test_the_account_comes_with_all_it_says_about_its_owner(connector: LinuxConnector) -> None:
    found = _find(connector, JOHN)["1042/jdoe"]

    assert found.identifiers == {"login": "jdoe", "employee_number": "1007"}
    assert (found.name, found.active, found.marks) == ("John Doe", True, frozenset())


def test_a_namesake_is_returned_too(connector: LinuxConnector, fake: FakeHost) -> None:
    fake.people["jdoe2"] = Account(uid=1050, login="jdoe2", gecos="JOHN DOE,,,,1099")

    assert set(_find(connector, JOHN)) == {"1042/jdoe", "1050/jdoe2"}


def test_the_number_alone_finds_an_account_of_another_login(
    connector: LinuxConnector, fake: FakeHost
) -> None:
    fake.people["oracle9"] = Account(uid=1051, login="oracle9", gecos=",,,,1007")

    assert "1051/oracle9" in _find(connector, JOHN)


def test_gecos_is_no_number_unless_the_settings_say_so(
    fake: FakeHost, settings: LinuxSettings
) -> None:
    plain = LinuxFinder(fake, settings.model_copy(update={"gecos_employee_number": False}))

    (found,) = plain.candidates(JOHN)

    assert found.identifiers == {"login": "jdoe"}


@pytest.mark.parametrize(
    ("login", "mark"),
    [("root", "service"), ("root", "protected"), ("backup-bot", "service"), ("ceo", "protected")],
)
def test_special_accounts_are_marked(connector: LinuxConnector, login: str, mark: str) -> None:
    (found,) = connector.finder().candidates(Identifiers(person="x", login=login))

    assert mark in found.marks


def test_empty_identifiers_match_nobody(connector: LinuxConnector) -> None:
    assert connector.finder().candidates(Identifiers(person="x")) == ()


def test_a_host_that_does_not_answer_is_no_empty_answer(
    connector: LinuxConnector, fake: FakeHost
) -> None:
    fake.fails = Transient("no answer")

    with pytest.raises(Transient):
        connector.finder().candidates(JOHN)
