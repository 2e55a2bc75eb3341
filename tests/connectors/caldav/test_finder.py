"""Who is who on a calendar server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from company.people import people
from company.services.radicale import RadicaleServer
from steersman.connectors.caldav.connector import CalDavConnector
from steersman.connectors.caldav.fake import FakeCalendars
from steersman.connectors.caldav.finder import CalDavFinder
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.caldav.store import Principal
from steersman.domain.errors import Transient
from steersman.domain.identity import Identifiers
from tests.connectors.caldav.conftest import settings

Connect = Callable[[CalDavSettings], CalDavConnector]


def test_a_person_is_found_with_everything_that_the_server_stores(
    radicale_server: RadicaleServer, connect: Connect
) -> None:
    person = people()[5]
    known = Identifiers(person="p", login=person.login)
    (found,) = connect(settings(radicale_server.url)).finder().candidates(known)
    assert found.id == person.login
    assert found.name == person.full_name
    assert found.identifiers == {
        "login": person.login,
        "mail": person.mail,
        "employee_number": person.employee_number,
    }


@pytest.mark.parametrize("by", ["login", "mail", "employee_number"])
def test_each_identifier_alone_finds_the_account(
    radicale_server: RadicaleServer, connect: Connect, by: str
) -> None:
    person = people()[8]
    known = Identifiers(person="p", **{by: getattr(person, by)})
    found = connect(settings(radicale_server.url)).finder().candidates(known)
    assert [candidate.id for candidate in found] == [person.login]


def test_namesakes_are_all_found(radicale_server: RadicaleServer, connect: Connect) -> None:
    (name, times), *_ = Counter(person.full_name for person in people()).most_common(1)
    given, family = name.split()
    known = Identifiers(person="p", given_name=given, family_name=family)
    assert times > 1
    found = connect(settings(radicale_server.url)).finder().candidates(known)
    assert len(found) == times


def test_nobody_is_found_by_what_is_not_known() -> None:
    server = FakeCalendars({"x": Principal(account="x")})
    assert CalDavFinder(server).candidates(Identifiers(person="p")) == ()


def test_a_derived_mail_follows_the_login(
    radicale_server: RadicaleServer, connect: Connect
) -> None:
    chosen = settings(radicale_server.url, mail_property="", mail_domain="other.test")
    known = Identifiers(person="p", login=people()[5].login)
    (found,) = connect(chosen).finder().candidates(known)
    assert found.identifiers["mail"] == f"{people()[5].login}@other.test"


def test_a_server_that_is_away_is_no_empty_answer() -> None:
    server = FakeCalendars(fails={"principals": Transient("away")})
    with pytest.raises(Transient):
        CalDavFinder(server).candidates(Identifiers(person="p", login="x"))
