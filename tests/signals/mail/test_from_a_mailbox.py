"""Monitoring's mails in a real Dovecot: told once, marked as seen only after they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
import sqlalchemy as sa

from company.people import people
from company.process import LOOPBACK, free_port
from company.services.dovecot import DovecotServer
from steersman.domain.errors import Permanent, Transient
from steersman.records.alerts import Alerts, Looked
from steersman.runtime.clock import SystemClock
from steersman.signals.mail import MailIntake, Place
from steersman.signals.mail.mailbox import opened

ALL = Looked(where=sa.true(), limit=100)
SENDER = "nagios@monitoring.test"
PROBLEM = "** PROBLEM Service Alert: web-1/HTTP is CRITICAL **"
RECOVERY = "** RECOVERY Service Alert: web-1/HTTP is OK **"
SOMEBODY = people()[40]


@pytest.fixture
def intake(record: sa.Engine, dovecot_server: DovecotServer) -> Iterator[MailIntake]:
    password = SOMEBODY.password
    place = Place(host=LOOPBACK, port=dovecot_server.imap_port, tls=False, user=SOMEBODY.login)
    open_ = partial(opened, place, lambda: password)
    yield MailIntake(open_, Alerts(record, SystemClock()), SystemClock(), senders=(SENDER,))
    dovecot_server.doveadm("expunge", "-u", SOMEBODY.login, "mailbox", "INBOX", "all")


def deliver(server: DovecotServer, subject: str, text: str = "x", sender: str = SENDER) -> None:
    server.deliver(sender, SOMEBODY.login, subject, text)


def unread(intake: MailIntake) -> int:
    with intake.open() as mailbox:
        return len(mailbox.unread())


def test_a_problem_and_its_recovery_are_one_alert(
    intake: MailIntake, dovecot_server: DovecotServer
) -> None:
    deliver(dovecot_server, PROBLEM, "connection refused")
    assert intake.look() == 1
    (alert,) = intake.alerts.search(ALL)
    assert (alert["name"], alert["host"], alert["status"]) == ("HTTP", "web-1", "firing")
    assert (alert["text"], alert["severity"], alert["source"]) == (
        "connection refused",
        "critical",
        "mail",
    )
    deliver(dovecot_server, RECOVERY)
    assert intake.look() == 1
    (alert,) = intake.alerts.search(ALL)
    assert (alert["status"], alert["episodes"]) == ("resolved", 1)
    assert (intake.look(), unread(intake)) == (0, 0)


def test_what_could_not_be_stored_stays_unread(
    intake: MailIntake, dovecot_server: DovecotServer, record: sa.Engine
) -> None:
    deliver(dovecot_server, PROBLEM)
    with record.begin() as connection:
        connection.execute(sa.text("ALTER TABLE alerts RENAME TO away"))
    with pytest.raises(sa.exc.DBAPIError):
        intake.look()
    with record.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO alerts"))
    assert unread(intake) == 1
    assert intake.look() == 1


def test_mails_of_others_are_no_alerts_and_stay_unread(
    intake: MailIntake, dovecot_server: DovecotServer
) -> None:
    deliver(dovecot_server, "PROBLEM: send money", sender="evil@outside.test")
    assert (intake.look(), intake.look(), unread(intake)) == (0, 0, 1)
    assert intake.alerts.search(ALL) == []


def test_a_wrong_password_and_a_server_that_is_away_are_told_apart(
    dovecot_server: DovecotServer,
) -> None:
    place = Place(host=LOOPBACK, port=dovecot_server.imap_port, tls=False, user=SOMEBODY.login)
    with pytest.raises(Permanent, match="sign-in is refused") as told, opened(place, lambda: "no!"):
        pass
    assert "no!" not in str(told.value)
    away = Place(host=LOOPBACK, port=free_port(), tls=False, user="x")
    with pytest.raises(Transient), opened(away, lambda: "x"):
        pass
    far = Place(host="mail.example.org", tls=False, user="x")
    with pytest.raises(Permanent, match="unencrypted"), opened(far, lambda: "x"):
        pass


def test_a_folder_that_is_not_there_is_named(dovecot_server: DovecotServer) -> None:
    given = {"host": LOOPBACK, "port": dovecot_server.imap_port, "user": SOMEBODY.login}
    place = Place(**given, tls=False, folder="Nowhere")  # type: ignore[arg-type]  # as above
    with pytest.raises(Permanent, match="no such folder"), opened(place, lambda: SOMEBODY.password):
        pass
