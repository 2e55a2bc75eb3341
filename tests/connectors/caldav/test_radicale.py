"""On the real server: what others see afterwards, and what the server refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from icalendar import Calendar

from company.people import Employee, people
from company.process import Processes, ServiceFailed
from company.services import radicale
from company.services.meetings import BUYER, calendar, event
from company.services.openldap import OpenLdapServer
from steersman.connectors.caldav.client import CalDavClient
from steersman.connectors.caldav.connector import CalDavConnector
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.caldav.store import Resource
from steersman.domain.errors import Transient
from tests.connectors.caldav.conftest import RealDesk, settings
from tests.fixtures import needs

Connect = Callable[..., CalDavConnector]
JANUARY_LAST_YEAR = '<c:time-range start="20261110T000000Z" end="20261121T000000Z"/>'


def text_of(desk: RealDesk, person: Employee, name: str) -> str:
    """An event as its owner's own program reads it, with the owner's password."""
    path = f"/{person.login}/calendar/{name}"
    answer = desk.server.ask("GET", path, user=person.login, password=person.password)
    assert answer.status == 200, answer
    return answer.body


def move(desk: RealDesk) -> None:
    desk.capability.apply(desk.capability.plan(desk.params), key=f"move-{desk.john.login}")


def test_the_colleague_reads_the_meetings_as_her_own(real_desk: RealDesk) -> None:
    real_desk.seed()
    move(real_desk)
    john, ann = real_desk.snapshot()
    assert sorted(john) == ["attends.ics", "dentist.ics", "focus.ics", "past.ics"]
    read = [text_of(real_desk, real_desk.ann, name) for name in ann]
    assert len(read) == 3
    for text in read:
        assert set(re.findall(r"^ORGANIZER.*:mailto:(.*)\r$", text, re.M)) == {real_desk.ann.mail}


def test_a_series_goes_over_whole_with_its_past_and_its_exceptions(real_desk: RealDesk) -> None:
    real_desk.seed()
    move(real_desk)
    _, ann = real_desk.snapshot()
    series = next(text for text in ann.values() if "RRULE:FREQ=WEEKLY" in text)
    assert "EXDATE;TZID=Europe/London:20270111T100000" in series
    assert "RECURRENCE-ID;TZID=Europe/London:20270118T100000" in series
    query = (
        '<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/>'
        '</prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f"{JANUARY_LAST_YEAR}</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    )
    path = f"/{real_desk.ann.login}/calendar/"
    answer = real_desk.server.ask("REPORT", path, query, headers={"Depth": "1"})
    assert answer.body.count("<getetag>") == 1  # the review of last November


def test_the_outside_attendee_gets_one_invitation_by_the_colleague(real_desk: RealDesk) -> None:
    real_desk.seed()
    move(real_desk)
    (mail,) = [
        each
        for each in real_desk.smtp.messages_to(BUYER)
        if each.message["Reply-To"] == real_desk.ann.mail
    ]
    assert mail.sender == "it@meridian.test"
    part = next(p for p in mail.message.walk() if p.get_content_type() == "text/calendar")
    (invited,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert str(invited["UID"]) == f"client-{real_desk.john.login}@meridian.test"
    assert str(invited["ORGANIZER"]) == f"mailto:{real_desk.ann.mail}"
    assert str(invited["SEQUENCE"]) == "1"


def test_undo_on_the_real_server_gives_everything_back(real_desk: RealDesk) -> None:
    real_desk.seed()
    before = real_desk.snapshot()
    plan = real_desk.capability.plan(real_desk.params)
    real_desk.capability.apply(plan, key=f"do-{real_desk.john.login}")
    real_desk.capability.undo(plan, key=f"undo-{real_desk.john.login}")
    john, ann = real_desk.snapshot()
    assert (set(john), ann) == (set(before[0]), {})
    stripped = re.compile(r"SEQUENCE:\d+\n")
    assert {n: stripped.sub("", t) for n, t in john.items()} == before[0]


def test_undo_leaves_what_the_colleague_changed_on_the_server(real_desk: RealDesk) -> None:
    real_desk.seed()
    plan = real_desk.capability.plan(real_desk.params)
    real_desk.capability.apply(plan, key=f"do-{real_desk.john.login}")
    _, ann = real_desk.snapshot()
    name, text = next((n, t) for n, t in ann.items() if "Client call" in t)
    real_desk.server.put(real_desk.ann.login, name, text.replace("Client call", "Final call"))
    real_desk.capability.undo(plan, key=f"undo-{real_desk.john.login}")
    john, ann = real_desk.snapshot()
    assert list(ann) == [name]
    assert "client.ics" not in john


def test_verify_sees_a_meeting_that_came_back_behind_our_back(real_desk: RealDesk) -> None:
    real_desk.seed()
    text = real_desk.snapshot()[0]["client.ics"]
    plan = real_desk.capability.plan(real_desk.params)
    real_desk.capability.apply(plan, key=f"do-{real_desk.john.login}")
    assert real_desk.capability.verify(plan)
    real_desk.server.put(real_desk.john.login, "restored-by-phone.ics", text)
    assert not real_desk.capability.verify(plan)


def test_verify_sees_that_the_colleagues_copy_is_gone(real_desk: RealDesk) -> None:
    real_desk.seed()
    plan = real_desk.capability.plan(real_desk.params)
    real_desk.capability.apply(plan, key=f"do-{real_desk.john.login}")
    name = next(iter(real_desk.snapshot()[1]))
    real_desk.server.ask("DELETE", f"/{real_desk.ann.login}/calendar/{name}")
    assert not real_desk.capability.verify(plan)


def test_the_server_refuses_our_writes_over_newer_versions(real_desk: RealDesk) -> None:
    store = real_desk.connector._client
    login = real_desk.john.login
    text = calendar(event("u", ":20270105T100000Z", organiser=real_desk.john.mail))
    real_desk.server.put(login, "a.ics", text)
    stale = store.get(f"/{login}/calendar/a.ics")
    assert stale is not None
    real_desk.server.put(login, "a.ics", text.replace("Meeting", "Newer"))
    writes: tuple[Callable[[], None], ...] = (
        lambda: store.replace(stale, text),
        lambda: store.delete(stale),
        lambda: store.create(stale.href, text),
        lambda: store.create(f"/{login}/calendar/b.ics", text),  # the same UID
        lambda: store.replace(Resource(f"/{login}/calendar/gone.ics", stale.etag, ""), text),
    )
    for write in writes:
        with pytest.raises(Transient, match="changed it since"):
            write()
    assert "Newer" in real_desk.server.stored(login)["a.ics"]


def test_deleting_what_is_gone_already_is_fine(real_desk: RealDesk) -> None:
    path = f"/{real_desk.john.login}/calendar/gone.ics"
    real_desk.connector._client.delete(Resource(path, '"1"', ""))


def test_a_colleague_who_attends_keeps_one_copy_on_the_server(real_desk: RealDesk) -> None:
    real_desk.seed()
    text = real_desk.snapshot()[0]["weekly.ics"]
    real_desk.server.put(real_desk.ann.login, "as-invited.ics", text)
    plan = real_desk.capability.plan(real_desk.params)
    real_desk.capability.apply(plan, key=f"do-{real_desk.john.login}")
    _, ann = real_desk.snapshot()
    assert len(ann) == 3
    assert f":mailto:{real_desk.ann.mail}" in ann["as-invited.ics"]
    real_desk.capability.undo(plan, key=f"undo-{real_desk.john.login}")
    _, ann = real_desk.snapshot()
    assert list(ann) == ["as-invited.ics"]
    assert f"ORGANIZER:mailto:{real_desk.john.mail}" in ann["as-invited.ics"]


def test_sign_in_by_the_directory(
    openldap_server: OpenLdapServer, tmp_path_factory: pytest.TempPathFactory, connect: Connect
) -> None:
    processes = Processes(tmp_path_factory.mktemp("radicale-ldap"))
    try:
        server = radicale.start(processes, openldap_server, people()[:2])
        person, other = people()[:2]
        own, theirs = (f"/{p.login}/calendar/" for p in (person, other))
        login, password = person.login, person.password
        assert server.ask("PROPFIND", own, user=login, password=password).status == 207
        assert server.ask("PROPFIND", theirs, user=login, password=password).status == 403
        assert server.ask("PROPFIND", own, user=person.login, password="wrong").status == 401
        assert connect(settings(server.url)).check().reached
    except ServiceFailed as why:
        needs.unavailable(str(why))
    finally:
        processes.stop_all()


def test_the_seeded_principals_tell_what_hr_knows(
    radicale_server: radicale.RadicaleServer, connect: Callable[[CalDavSettings], CalDavConnector]
) -> None:
    person = people()[17]
    client = connect(settings(radicale_server.url))._client
    assert isinstance(client, CalDavClient)
    found = client.principal(person.login)
    assert (found.name, found.mail, found.employee_number) == (
        person.full_name,
        person.mail,
        person.employee_number,
    )
