"""Handing mails in: what the mail server refuses for good, and what only for now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from company.process import LOOPBACK
from company.services.smtp import SmtpServer
from steersman.connectors.caldav.outbox import SmtpOutbox
from steersman.connectors.caldav.settings import SmtpSettings
from steersman.domain.errors import Permanent, Transient

PASSWORD = "s3cr3t"
GOOD, BAD = "good@acme.test", "bad@acme.test"


@contextmanager
def mail_server(answer: Callable[[str], str]) -> Iterator[tuple[int, list[str]]]:
    """A server that answers each command line as told; yields its port and what it was told."""
    heard: list[str] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 hello")
            in_mail = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                if in_mail and line != ".":
                    continue
                heard.append(line)
                said = answer(line)
                if not said:
                    return
                in_mail = said.startswith("354")
                self._say(said)

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with ThreadingTCPServer((LOOPBACK, 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()


def outbox(port: int, **other: object) -> SmtpOutbox:
    chosen = {"host": LOOPBACK, "port": port, "starttls": False, **other}
    settings = SmtpSettings.model_validate(chosen)
    return SmtpOutbox(settings, "it@meridian.test", lambda: PASSWORD, timeout=2)


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("x")
    return message


def plainly(line: str) -> str:
    return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line.upper(), "250 fine")


def test_a_mail_arrives_once_for_all_recipients(smtp_server: SmtpServer) -> None:
    to = ("outbox-a@acme.test", "outbox-b@acme.test")
    assert outbox(smtp_server.port).send(mail(), to).by_address == {}
    (received,) = smtp_server.messages_to(to[0])
    assert received.recipients == to


def test_a_recipient_refused_for_good_is_told_and_the_others_get_it() -> None:
    refusing = mail_server(lambda line: "550 no" if BAD in line else plainly(line))
    with refusing as (port, heard):
        assert outbox(port).send(mail(), (GOOD, BAD)).by_address == {BAD: "550"}
    assert "data" in heard


@pytest.mark.parametrize("goodbye", ["", "250 what", "421 no"])
def test_a_rude_goodbye_does_not_undo_a_mail_that_was_taken(goodbye: str) -> None:
    with mail_server(lambda line: goodbye if line == "quit" else plainly(line)) as (port, _):
        assert outbox(port).send(mail(), (GOOD,)).by_address == {}


def test_nobody_taken_is_told_for_each() -> None:
    with mail_server(lambda line: "550 no" if "RCPT" in line.upper() else plainly(line)) as (
        port,
        _,
    ):
        assert outbox(port).send(mail(), (GOOD, BAD)).by_address == {GOOD: "550", BAD: "550"}


@pytest.mark.parametrize(
    ("when", "said", "error"),
    [
        ("rcpt", "451 greylisted", Transient),
        ("mail", "451 busy", Transient),
        ("data", "421 going away", Transient),
        ("mail", "553 no such sender", Permanent),
        ("data", "554 spam", Permanent),
        ("ehlo", "", Transient),
        ("data", "", Transient),
    ],
)
def test_a_refused_mail_says_whether_to_come_again(
    when: str, said: str, error: type[Exception]
) -> None:
    def answer(line: str) -> str:
        return said if line.lower().startswith(when) else plainly(line)

    with mail_server(answer) as (port, _), pytest.raises(error):
        outbox(port).send(mail(), (GOOD,))


def test_a_server_without_starttls_gets_no_password() -> None:
    with mail_server(plainly) as (port, heard), pytest.raises(Permanent, match="starttls"):
        outbox(port, starttls=True, user="ops").send(mail(), (GOOD,))
    assert not [line for line in heard if line.upper().startswith("AUTH")]


def test_a_refused_sign_in_names_the_setting_and_not_the_password() -> None:
    def answer(line: str) -> str:
        if line.startswith("ehlo"):
            return "250-hi\r\n250 AUTH PLAIN"
        return "535 no" if line.startswith("AUTH") else plainly(line)

    refused = pytest.raises(Permanent, match=r"smtp\.password_secret")
    with mail_server(answer) as (port, _), refused as caught:
        outbox(port, user="ops").reach()
    assert PASSWORD not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_password_is_not_sent_unencrypted_to_another_machine() -> None:
    settings = SmtpSettings(host="mail.test", starttls=False, user="ops", password_secret="env:X")
    with pytest.raises(Permanent, match="unencrypted"):
        SmtpOutbox(settings, "it@meridian.test", lambda: PASSWORD).reach()
