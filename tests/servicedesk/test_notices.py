"""Notices over real SMTP: who is told, what stands in the mail, and what a fault leaves behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage

import pytest

from company.process import free_port
from company.services.smtp import SmtpServer
from steersman.domain.clock import Clock
from steersman.domain.errors import Transient
from steersman.records.desk.work import Request
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.notices import Notices, Post, Silent
from steersman.settings.systems import Mail
from tests.governor.company import HR, leaver
from tests.web.office import Office


def notices(office: Office, port: int, clock: Clock | None = None) -> Notices:
    steersman = office.steersman
    return Notices(
        engine=steersman.store,
        desk=steersman.desk,
        ledger=steersman.ledger,
        people=steersman.people,
        permissions=steersman.permissions,
        links=steersman.links,
        post=Post(Mail(host="127.0.0.1", port=port, sender="steersman@example.org")),
        clock=clock or steersman.clock,
        address="https://steersman.example.org",
    )


@pytest.fixture
def addresses(office: Office) -> Mapping[str, str]:
    """Addresses that no other test has, for the mail server is shared."""
    mails = {}
    for who, person in office.people.items():
        found = office.steersman.people.get(person)
        if who in ("jane", "mary"):  # their accounts are known by the address that they have
            mails[who] = found.mail
            continue
        mails[who] = f"{who}.{person[-12:]}@example.org"
        source = replace(HR, native_key=found.employee_number)
        change = {"mail": mails[who]}
        office.steersman.people.change(person, change, by="system:test", source=source)
    return mails


def mails_to(server: SmtpServer, address: str) -> list[EmailMessage]:
    return [mail.message for mail in server.messages_to(address)]


def token_in(mail: EmailMessage) -> str:
    found = re.search(r"https://steersman\.example\.org/approve/(\S+)", mail.get_content())
    assert found, mail.get_content()
    return found[1]


def test_held_work_is_mailed_to_those_who_may_approve_with_the_plan_and_a_link(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    number = office.leaver()
    assert notices(office, smtp_server.port).send() == 1
    (mail,) = mails_to(smtp_server, addresses["approver"])
    text = mail.get_content()
    assert number in mail["Subject"]
    closing = "Close the account jane.doe@example.org in Directory: sign-in: — -> disabled"
    assert f"{closing}   [directory:d-1000]" in text
    assert "asked-by-person: asked by Hr Test: a second person must agree" in text
    assert "per_" not in text
    assert mails_to(smtp_server, addresses["approver2"])
    for who in ("hr", "administrator", "security", "stranger"):
        assert mails_to(smtp_server, addresses[who]) == [], who
    assert office.steersman.links.approve(token_in(mail)).approver == office.id("approver")
    office.run()
    assert office.status(number) == "done"


def test_the_requester_who_is_an_approver_gets_no_link(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    office.steersman.permissions.assign(office.id("hr"), "approver", by="system:test")
    office.leaver()
    notices(office, smtp_server.port).send()
    assert mails_to(smtp_server, addresses["hr"]) == []
    assert mails_to(smtp_server, addresses["approver"])


def test_refused_work_is_told_to_who_asked_and_to_administrators_without_a_link(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    asked = replace(_leaver(office), requester=office.id("stranger"))
    office.steersman.desk.work_items.submit(asked)
    office.run()
    assert notices(office, smtp_server.port).send() == 1
    for who in ("stranger", "administrator"):
        (mail,) = mails_to(smtp_server, addresses[who])
        assert "was refused" in mail["Subject"]
        assert "/approve/" not in mail.get_content()
    assert mails_to(smtp_server, addresses["approver"]) == []


def _leaver(office: Office) -> Request:
    return leaver(office.id("jane"), office.id("mary"), requester=office.id("hr"))


def test_a_mail_sent_twice_has_one_message_id_and_one_link(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    number = office.leaver()
    for _ in range(2):  # as after a crash between the mail and its note in the outbox
        sender = notices(office, smtp_server.port)
        (notice,) = office.steersman.desk.outbox.waiting()
        sender._send(notice)
    one, two = mails_to(smtp_server, addresses["approver"])
    assert one["Message-ID"] == two["Message-ID"]
    assert token_in(one) == token_in(two)
    assert one["References"] == f"<{number}@example.org>"


def test_text_from_data_never_reaches_the_headers(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    nasty = "Jane\r\nBcc: everybody@example.org\r\n\r\nhello\u202e"
    request = replace(_leaver(office), summary=nasty)
    office.steersman.desk.work_items.submit(request)
    office.run()
    notices(office, smtp_server.port).send()
    (mail,) = mails_to(smtp_server, addresses["approver"])
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    assert smtp_server.messages_to("everybody@example.org") == ()


def test_an_address_that_is_none_is_noted_and_the_others_are_told(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    person = office.steersman.people.get(office.id("approver2"))
    source = replace(HR, native_key=person.employee_number)
    bad = {"mail": "a b, c@x >"}
    office.steersman.people.change(person.id, bad, by="system:test", source=source)
    office.leaver()
    assert notices(office, smtp_server.port).send() == 1
    assert len(mails_to(smtp_server, addresses["approver"])) == 1
    assert office.steersman.desk.outbox.waiting() == []


def test_a_silent_mail_server_leaves_the_notice_waiting_longer_each_time(office: Office) -> None:
    office.leaver()
    clock = ManualClock(office.steersman.clock.now())
    sender = notices(office, free_port(), clock)
    for pause in (5.0, 10.0, 20.0):
        with pytest.raises(Silent):
            sender.send()
        assert sender.send() == 0  # not tried again at once
        clock.advance(pause)
    assert len(office.steersman.desk.outbox.waiting()) == 1


def test_a_notice_that_is_no_longer_true_is_not_sent(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    number = office.leaver()
    body = {"digest": office.digest(number), "reason": "the wrong Jane"}
    assert office.post("approver", f"/work/{number}/refuse", body).status_code == 200
    assert notices(office, smtp_server.port).send() == 1
    assert mails_to(smtp_server, addresses["approver"]) == []


def test_with_nobody_to_tell_it_waits_for_somebody(
    office: Office, smtp_server: SmtpServer, addresses: Mapping[str, str]
) -> None:
    for who in ("approver", "approver2"):
        office.steersman.permissions.withdraw(office.id(who), "approver", by="system:test")
    office.leaver()
    clock = ManualClock(office.steersman.clock.now())
    sender = notices(office, smtp_server.port, clock)
    with pytest.raises(Transient, match="nobody"):
        sender.send()
    office.steersman.permissions.assign(office.id("approver2"), "approver", by="system:test")
    clock.advance(60)
    assert sender.send() == 1
    assert mails_to(smtp_server, addresses["approver2"])
