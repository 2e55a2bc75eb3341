"""What the systems file declares beside the API: syslog is listened to, a mailbox looked into."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from company.process import LOOPBACK, free_port, wait_for
from steersman.bootstrap.listening import begin, faults_of, listener, mailbox
from steersman.settings.systems import AlertMail, MailPattern, Syslog, Systems
from tests.web.office import Office


def test_nothing_listens_unless_it_is_declared(office: Office) -> None:
    assert office.steersman.syslog is None
    assert listener(office.steersman) is None
    assert mailbox(office.steersman) is None
    assert office.get("technician", "/logs").json()["listener"] is None


def test_a_line_that_is_sent_is_told_by_the_api_and_is_an_alert(office: Office) -> None:
    core = office.steersman
    core.declared = Systems(syslog=Syslog(port=free_port(), udp=False))
    core.syslog = listening = listener(core)
    assert listening is not None
    begin(listening)
    try:
        with socket.create_connection((LOOPBACK, listening.port)) as sender:
            sender.sendall(b"<11>1 - db-1 postgres - - - out of memory\n")
        wait_for(lambda: bool(office.get("technician", "/logs").json()["lines"]), "the line")
        told = office.get("technician", "/logs", params={"host": "db-1", "new": True}).json()
        assert (told["lines"][0]["text"], told["counts"]["error"]) == ("out of memory", 1)
        assert told["listener"]["port"] == listening.port

        def alerts() -> list[dict[str, object]]:
            found: list[dict[str, object]] = office.get("technician", "/alerts").json()["alerts"]
            return found

        wait_for(lambda: bool(alerts()), "the alert")
        assert (alerts()[0]["name"], alerts()[0]["source"]) == ("postgres: error", "syslog")
        assert office.get("approver", "/logs").status_code == 403
    finally:
        listening.stop()


def test_an_address_that_is_taken_is_a_fault_that_is_shown(office: Office) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        office.steersman.declared = Systems(syslog=Syslog(port=port, udp=False))
        office.steersman.syslog = listener(office.steersman)
        begin(office.steersman.syslog)
    assert "cannot be listened on" in faults_of(office.steersman.syslog)["take in syslog"]
    assert "take in syslog" in office.steersman.faults
    office.steersman.syslog = None


def test_a_mailbox_is_wired_with_its_patterns(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("word")
    told = AlertMail(
        host="mail.example.org",
        user="monitoring",
        password_secret="file:secret",
        senders=("*@example.org",),
        patterns=(MailPattern(subject="(?P<name>.+)"),),
    )
    office.steersman.declared = Systems(alert_mail=told, folder=tmp_path)
    intake = mailbox(office.steersman)
    assert intake is not None
    assert (intake.senders, intake.patterns[0].subject) == (("*@example.org",), "(?P<name>.+)")
    with pytest.raises(ValueError, match="no regular expression"):
        MailPattern(subject="(")
