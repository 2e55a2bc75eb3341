"""The sample's mail server by the same connector as the real Dovecot, and by IMAP and SMTP."""

from __future__ import annotations

import base64
import imaplib
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import httpx
import pytest

from company.people import DOMAIN, Employee, people
from company.process import LOOPBACK
from company.services.smtp import SmtpServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.dovecot.auto_reply import AutoReplyParams
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.delegation import DelegateParams
from steersman.connectors.dovecot.session_end import SessionEndParams
from steersman.domain.identity import Identifiers
from tests.connectors.dovecot.conftest import capability_of, connect_real
from tests.fixtures.sample_mail import SampleMail

NEXT = count(150)


@pytest.fixture
def somebody() -> Employee:
    return people()[next(NEXT)]


@pytest.fixture
def colleague() -> Employee:
    return people()[next(NEXT)]


@pytest.fixture
def connector(sample_mail: SampleMail) -> Iterator[DovecotConnector]:
    connector = connect_real(sample_mail.at)
    yield connector
    connector.close()


def id_of(connector: DovecotConnector, person: Employee) -> str:
    known = Identifiers(person="p", login=person.login, mail=person.mail)
    return connector.finder().candidates(known)[0].id


def is_alive(session: imaplib.IMAP4) -> bool:
    try:
        return session.noop()[0] == "OK"
    except (imaplib.IMAP4.error, OSError):
        return False


def settle(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def write_to(sample: SampleMail, person: Employee, sender: str, **headers: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, person.mail, "A question"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello")
    with smtplib.SMTP(LOOPBACK, sample.smtp_port) as client:
        client.send_message(message, sender, [person.mail])


def can_select(sample: SampleMail, person: Employee, folder: str) -> bool:
    session = sample.at.sign_in(person.login, person.password)
    try:
        return session.select(folder)[0] == "OK"
    finally:
        session.logout()


def test_only_the_right_password_signs_in(sample_mail: SampleMail, somebody: Employee) -> None:
    assert sample_mail.at.can_sign_in(somebody.login, somebody.password)
    assert not sample_mail.at.can_sign_in(somebody.login, "wrong")
    assert not sample_mail.at.can_sign_in(somebody.login, '""')
    assert not sample_mail.at.can_sign_in("nobody", "pw-nobody")
    assert not sample_mail.at.can_sign_in("*", somebody.password)


def test_a_locked_person_cannot_sign_in_but_an_open_session_works_until_kicked(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee
) -> None:
    account = id_of(connector, somebody)
    session = sample_mail.at.sign_in(somebody.login, somebody.password)
    head = f"dn: {sample_mail.directory.dn(somebody.login)}\nchangetype: modify\n"
    lock = f"{head}add: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n"
    ops = replace(
        sample_mail.directory,
        admin_dn=sample_mail.directory.ops_dn,
        admin_password=sample_mail.directory.ops_password,
    )
    ops.modify(lock)
    assert not sample_mail.at.can_sign_in(somebody.login, somebody.password)
    assert is_alive(session)
    check_capability(
        capability_of(connector, "session.end"),
        SessionEndParams(account=account),
        lambda: capability_of(connector, "session.end").plan(SessionEndParams(account=account)),
        settle=settle,
    )
    assert not is_alive(session)


def test_an_idle_session_is_cut_too_and_nobody_elses(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee, colleague: Employee
) -> None:
    kept = sample_mail.at.sign_in(colleague.login, colleague.password)
    idle = sample_mail.at.sign_in(somebody.login, somebody.password)
    idle.select("INBOX")
    idle.send(b"a1 IDLE\r\n")
    assert idle.readline().startswith(b"+")
    capability = capability_of(connector, "session.end")
    plan = capability.plan(SessionEndParams(account=id_of(connector, somebody)))
    capability.apply(plan, key="k")
    assert settle(lambda: capability.verify(plan))
    assert b"" in iter(idle.readline, None)
    assert is_alive(kept)
    kept.logout()


def test_mail_is_delivered_and_read_by_imap(sample_mail: SampleMail, somebody: Employee) -> None:
    write_to(sample_mail, somebody, "client@outside.test")
    session = sample_mail.at.sign_in(somebody.login, somebody.password)
    assert session.select("INBOX")[1] == [b"1"]
    assert b"A question" in str(session.fetch("1", "(RFC822)")).encode()
    session.logout()


def test_mail_to_nobody_is_refused(sample_mail: SampleMail) -> None:
    for address in (f"nobody@{DOMAIN}", f"{people()[0].login}@elsewhere.test"):
        with (
            smtplib.SMTP(LOOPBACK, sample_mail.smtp_port) as client,
            pytest.raises(smtplib.SMTPRecipientsRefused),
        ):
            client.sendmail("a@b.test", [address], "Subject: x\r\n\r\nx")


def test_delegation_keeps_the_contract_and_lets_the_colleague_in(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee, colleague: Employee
) -> None:
    session = sample_mail.at.sign_in(somebody.login, somebody.password)
    session.create("Deals/2026")
    session.logout()
    folders = [f"shared/{somebody.login}/{name}" for name in ("INBOX", "Deals/2026")]
    params = DelegateParams(account=id_of(connector, somebody), to=id_of(connector, colleague))
    capability = capability_of(connector, "mailbox.delegate")

    def open_to_the_colleague() -> list[bool]:
        return [can_select(sample_mail, colleague, folder) for folder in folders]

    assert open_to_the_colleague() == [False, False]
    plan = capability.plan(params)
    capability.apply(plan, key="k")
    assert open_to_the_colleague() == [True, True]
    capability.undo(plan, key="u")
    check_capability(capability, params, open_to_the_colleague)


def test_the_colleague_cannot_delete_mail(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee, colleague: Employee
) -> None:
    write_to(sample_mail, somebody, "client@outside.test")
    capability = capability_of(connector, "mailbox.delegate")
    params = DelegateParams(account=id_of(connector, somebody), to=id_of(connector, colleague))
    capability.apply(capability.plan(params), key="k")
    session = sample_mail.at.sign_in(colleague.login, colleague.password)
    assert session.select(f"shared/{somebody.login}/INBOX")[1] == [b"1"]
    assert session.store("1", "+FLAGS", r"(\Deleted)")[0] == "OK"
    assert session.expunge()[0] == "NO"
    session.logout()


def test_an_outside_sender_gets_the_auto_reply_once(
    sample_mail: SampleMail,
    connector: DovecotConnector,
    smtp_server: SmtpServer,
    somebody: Employee,
) -> None:
    capability = capability_of(connector, "mailbox.auto_reply")
    text = 'Please "ask" ${from} Bob;\n.\nGrüße'
    params = AutoReplyParams(account=id_of(connector, somebody), to=f"bob@{DOMAIN}", text=text)
    write_to(sample_mail, somebody, f"early-{somebody.login}@outside.test")
    capability.apply(capability.plan(params), key="k")
    sender = f"client-{somebody.login}@outside.test"
    for _ in range(2):
        write_to(sample_mail, somebody, sender)
    answer = smtp_server.wait_for_mail_to(sender).message
    assert answer.get_content().strip().replace("\r\n", "\n") == text
    assert answer["Auto-Submitted"] == "auto-replied (vacation)"
    assert len(smtp_server.messages_to(sender)) == 1
    assert not smtp_server.messages_to(f"early-{somebody.login}@outside.test")


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"List_Id": "<l>"}]
)
def test_machines_and_lists_get_no_auto_reply(
    sample_mail: SampleMail,
    connector: DovecotConnector,
    smtp_server: SmtpServer,
    somebody: Employee,
    headers: dict[str, str],
) -> None:
    capability = capability_of(connector, "mailbox.auto_reply")
    params = AutoReplyParams(account=id_of(connector, somebody), to=f"bob@{DOMAIN}")
    capability.apply(capability.plan(params), key="k")
    machine, human = f"m-{somebody.login}@outside.test", f"h-{somebody.login}@outside.test"
    write_to(sample_mail, somebody, machine, **headers)
    write_to(sample_mail, somebody, human)
    smtp_server.wait_for_mail_to(human)
    assert not smtp_server.messages_to(machine)


def test_auto_reply_keeps_the_contract_beside_an_own_script(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee
) -> None:
    account = id_of(connector, somebody)
    own = {"user": somebody.login, "scriptname": "own", "file": "keep;\n"}
    assert ask(sample_mail, "sievePut", own)[0] == "doveadmResponse"
    assert ask(sample_mail, "sieveActivate", {"user": somebody.login, "scriptname": "own"})
    check_capability(
        capability_of(connector, "mailbox.auto_reply"),
        AutoReplyParams(account=account, to=f"bob@{DOMAIN}"),
        lambda: ask(sample_mail, "sieveList", {"user": somebody.login}),
    )


def ask(
    sample: SampleMail, command: str, given: Mapping[str, object], key: str = ""
) -> list[object]:
    token = base64.b64encode((key or sample.at.api_key).encode()).decode()
    answer = httpx.post(
        f"{sample.at.doveadm_url}/doveadm/v1",
        json=[[command, given, "t"]],
        headers={"Authorization": f"X-Dovecot-API {token}"},
    )
    answer.raise_for_status()
    first: list[object] = answer.json()[0]
    return first


def test_a_script_that_it_cannot_run_is_refused(
    sample_mail: SampleMail, somebody: Employee
) -> None:
    script = 'require "fileinto"; fileinto "Deals";'
    given: dict[str, object] = {"user": somebody.login, "scriptname": "x", "file": script}
    assert ask(sample_mail, "sievePut", given) == [
        "error",
        {"type": "exitCode", "exitCode": 65},
        "t",
    ]


def test_a_wrong_key_runs_nothing(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee
) -> None:
    session = sample_mail.at.sign_in(somebody.login, somebody.password)
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        ask(sample_mail, "kick", {"mask": [somebody.login]}, key="wrong")
    assert is_alive(session)
    session.logout()


def test_the_connector_finds_all_it_needs(connector: DovecotConnector, somebody: Employee) -> None:
    check = connector.check()
    assert (check.reached, check.missing, check.excessive, check.unknown) == (True, (), (), ())
    person = Identifiers(person="p", login=somebody.login)
    (candidate,) = connector.finder().candidates(person)
    assert candidate.identifiers["employee_number"] == somebody.employee_number


def test_ids_rights_scripts_and_mail_survive_a_restart(
    sample_mail: SampleMail, connector: DovecotConnector, somebody: Employee, colleague: Employee
) -> None:
    write_to(sample_mail, somebody, "client@outside.test")
    account, to = id_of(connector, somebody), id_of(connector, colleague)
    delegate = capability_of(connector, "mailbox.delegate")
    delegated = delegate.plan(DelegateParams(account=account, to=to))
    delegate.apply(delegated, key="k")
    reply = capability_of(connector, "mailbox.auto_reply")
    replied = reply.plan(AutoReplyParams(account=account, to=f"bob@{DOMAIN}"))
    reply.apply(replied, key="k")
    sample_mail.restart()
    assert id_of(connector, somebody) == account
    assert delegate.verify(delegated)
    assert reply.verify(replied)
    session = sample_mail.at.sign_in(colleague.login, colleague.password)
    assert session.select(f"shared/{somebody.login}/INBOX")[1] == [b"1"]
    session.logout()


def test_it_is_small_and_starts_quickly(sample_mail: SampleMail) -> None:
    began = time.monotonic()
    sample_mail.restart()
    assert time.monotonic() - began < 5  # under 2 s on a quiet machine
    status = Path(f"/proc/{sample_mail.pid}/status")
    if not status.exists():
        pytest.skip("no /proc here")
    resident = next(li for li in status.read_text().splitlines() if li.startswith("VmRSS"))
    assert int(resident.split()[1]) < 80_000
