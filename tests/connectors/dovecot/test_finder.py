from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from company.people import Employee
from company.services.dovecot import DovecotServer
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import API_KEY, URL, FakeDovecot
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.domain.errors import Transient
from steersman.domain.identity import Candidate, Identifiers
from tests.connectors.dovecot.conftest import RealMail, connect_real


def find(fake: FakeDovecot, person: Identifiers, **other: object) -> tuple[Candidate, ...]:
    given = {"url": URL, "api_key_secret": "env:X", "domain": "meridian.test", **other}
    settings = DovecotSettings.model_validate(given)
    connector = DovecotConnector("mail", settings, lambda: API_KEY, transport=fake)
    return connector.finder().candidates(person)


def test_login_and_address_that_agree_find_one_mailbox(fake: FakeDovecot) -> None:
    person = Identifiers(person="p", login="alice", mail="Alice@Meridian.test")
    (candidate,) = find(fake, person)
    assert candidate.id == fake.id("alice")
    assert candidate.identifiers == {"login": "alice"}, "an address made up proves nothing"


def test_a_user_named_by_the_whole_address_is_found_by_it() -> None:
    fake = FakeDovecot("alice@meridian.test")
    (candidate,) = find(fake, Identifiers(person="p", login="alice", mail="alice@meridian.test"))
    assert candidate.identifiers == {"mail": "alice@meridian.test"}


def test_login_and_address_that_differ_find_both(fake: FakeDovecot) -> None:
    person = Identifiers(person="p", login="alice", mail="bob@meridian.test")
    assert {c.id for c in find(fake, person)} == {fake.id("alice"), fake.id("bob")}


def test_an_address_elsewhere_finds_nobody(fake: FakeDovecot) -> None:
    assert find(fake, Identifiers(person="p", mail="alice@elsewhere.test")) == ()


def test_an_unknown_person_has_no_mailbox(fake: FakeDovecot) -> None:
    assert find(fake, Identifiers(person="p", login="nobody")) == ()


@pytest.mark.parametrize("login", ["*", "a*", "127.0.0.1", "", "⟨account.login⟩"])
def test_a_wildcard_is_never_looked_up(fake: FakeDovecot, login: str) -> None:
    assert find(fake, Identifiers(person="p", login=login)) == ()
    assert fake.calls == []


def test_shared_and_service_mailboxes_are_marked(fake: FakeDovecot) -> None:
    person = Identifiers(person="p", login="alice")
    (shared,) = find(fake, person, shared_mailboxes=("Alice",))
    (service,) = find(fake, person, service_mailboxes=("alice",))
    assert (*shared.marks, *service.marks) == ("shared", "service")


def test_fields_of_the_user_database_are_reported(fake: FakeDovecot) -> None:
    fake.add("dana", number="1042", address="d@meridian.test", cn="Dana Doe")
    (candidate,) = find(
        fake,
        Identifiers(person="p", login="dana"),
        employee_number_field="number",
        mail_field="address",
        name_field="cn",
    )
    assert candidate.identifiers["employee_number"] == "1042"
    assert candidate.identifiers["mail"] == "d@meridian.test"
    assert candidate.name == "Dana Doe"


def test_a_silent_server_is_never_nobody_found() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silent")

    settings = DovecotSettings(url=URL, api_key_secret="env:X", domain="meridian.test")
    connector = DovecotConnector(
        "mail", settings, lambda: API_KEY, transport=httpx.MockTransport(silent)
    )
    with pytest.raises(Transient, match="in time"):
        connector.finder().candidates(Identifiers(person="p", login="alice"))


def test_real_dovecot_tells_the_employee_number(real: RealMail, somebody: Employee) -> None:
    person = Identifiers(person="p", login=somebody.login, mail=somebody.mail)
    (candidate,) = real.connector.finder().candidates(person)
    assert candidate.identifiers == {
        "login": somebody.login,
        "mail": somebody.mail,
        "employee_number": somebody.employee_number,
    }
    assert candidate.name == somebody.full_name


def test_a_static_user_database_works_too(
    start_dovecot: Callable[..., DovecotServer], somebody: Employee
) -> None:
    connector = connect_real(start_dovecot(None, [somebody]))
    finder = connector.finder()
    (candidate,) = finder.candidates(Identifiers(person="p", login=somebody.login.upper()))
    assert candidate.identifiers == {"login": somebody.login}
    assert finder.candidates(Identifiers(person="p", login="nobody")) == ()
