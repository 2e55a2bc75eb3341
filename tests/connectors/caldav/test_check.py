"""What ``systems check`` tells, and that it writes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from company.people import people
from company.services.radicale import RadicaleServer
from company.services.smtp import SmtpServer
from steersman.connectors.caldav.connector import CalDavConnector
from tests.connectors.caldav.conftest import RealDesk, settings
from tests.fixtures.faulty_http import Asked, faulty_http, reply

Connect = Callable[..., CalDavConnector]
READ_ONLY = (
    '<multistatus xmlns="DAV:"><response><href>/bob/calendar/</href><propstat><prop>'
    "<displayname>Bob</displayname><resourcetype>{type}</resourcetype>"
    "<current-user-principal><href>/ops/</href></current-user-principal>"
    '<c:calendar-home-set xmlns:c="urn:ietf:params:xml:ns:caldav"><href>/bob/</href>'
    "</c:calendar-home-set><current-user-privilege-set><privilege><read/></privilege>"
    "</current-user-privilege-set></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    "</multistatus>"
)
KINDS = '<principal/><collection/><c:calendar xmlns:c="urn:ietf:params:xml:ns:caldav"/>'


def test_a_good_connection_is_told_with_who_we_are(real_desk: RealDesk) -> None:
    before = real_desk.snapshot()
    found = real_desk.connector.check()
    assert (found.reached, found.missing, found.excessive, found.unknown) == (True, (), (), ())
    assert f"CalDAV at {real_desk.server.url} as /ops/" in found.detail
    assert real_desk.snapshot() == before


def test_an_account_with_rights_on_its_own_calendar_only_lacks_the_others(
    radicale_server: RadicaleServer, connect: Connect
) -> None:
    person = people()[3]
    chosen = settings(radicale_server.url, user=person.login)
    found = connect(chosen, person.password).check()
    assert found.reached
    assert found.missing == ("DAV:read on other people's calendars",)


def test_an_account_that_may_only_read_lacks_the_right_to_write(connect: Connect) -> None:
    def respond(asked: Asked) -> bytes:
        if asked.method == "OPTIONS":
            return reply(200, "", {"DAV": "1, calendar-access"})
        return reply(207, READ_ONLY.replace("{type}", KINDS))

    with faulty_http(respond) as server:
        found = connect(settings(server.url)).check()
        methods = {asked.method for asked in server.asked}
    assert found.missing == ("DAV:write on /bob/calendar/",)
    assert methods == {"OPTIONS", "PROPFIND"}


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ("1, 2", "does not speak CalDAV"),
        ("1, calendar-access, calendar-auto-schedule", "sends invitations itself"),
    ],
)
def test_an_unfit_server_is_told(connect: Connect, features: str, says: str) -> None:
    with faulty_http(lambda _: reply(200, "", {"DAV": features})) as server:
        found = connect(settings(server.url)).check()
    assert not found.reached
    assert says in found.detail


def test_a_wrong_password_is_told_with_the_setting_to_look_at(
    radicale_server: RadicaleServer, connect: Connect
) -> None:
    found = connect(settings(radicale_server.url), "wrong").check()
    assert not found.reached
    assert "check password_secret" in found.detail


def test_a_mail_server_that_is_away_is_told(
    radicale_server: RadicaleServer, connect: Connect
) -> None:
    found = connect(settings(radicale_server.url, 1)).check()
    assert (found.reached, found.missing) == (False, ("SMTP",))
    assert "mail server 127.0.0.1:1" in found.detail


def test_checking_sends_no_mail(
    radicale_server: RadicaleServer, smtp_server: SmtpServer, connect: Connect
) -> None:
    before = len(smtp_server.messages())
    assert connect(settings(radicale_server.url, smtp_server.port)).check().reached
    assert len(smtp_server.messages()) == before
