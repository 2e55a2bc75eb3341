"""An SMTP server that accepts every mail and keeps it: the outside world of the company.

aiosmtpd (PyPI) in a process of its own; each mail becomes one file, envelope in front.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import os
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Protocol

from aiosmtpd.smtp import SMTP

from company.process import LOOPBACK, Processes, free_port, wait_for, wait_tcp

CHECKOUT = Path(__file__).resolve().parents[2]
SENDER, RECIPIENTS = "X-Envelope-From", "X-Envelope-To"


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came in: the envelope and the message."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass(frozen=True, slots=True)
class SmtpServer:
    port: int
    inbox: Path

    def messages(self) -> tuple[Received, ...]:
        """Every mail taken so far, oldest first."""
        return tuple(_read(path) for path in sorted(self.inbox.glob("*.eml")))

    def messages_to(self, address: str) -> tuple[Received, ...]:
        return tuple(mail for mail in self.messages() if address in mail.recipients)

    def wait_for_mail_to(self, address: str, timeout: float = 10.0) -> Received:
        """The newest mail to ``address``, waiting for one if there is none yet."""
        what = f"a mail to {address}"
        wait_for(lambda: bool(self.messages_to(address)), what, timeout)
        return self.messages_to(address)[-1]


def start(processes: Processes, *, name: str = "smtp") -> SmtpServer:
    """Start it on a free port.  ``name`` tells several in one home apart."""
    port, inbox = free_port(), processes.home / f"{name}-inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    program = [sys.executable, "-m", "company.services.smtp", "--port", str(port)]
    processes.start(name, [*program, "--inbox", inbox], env={"PYTHONPATH": str(CHECKOUT)})
    wait_tcp(port, "SMTP server")
    return SmtpServer(port, inbox)


class _Envelope(Protocol):
    mail_from: str | None
    rcpt_tos: list[str]
    content: bytes | str | None


class Keep:
    """aiosmtpd's handler: one file per mail, renamed into place so that no half mail is seen."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._numbers = count(len(list(inbox.glob("*.eml"))) + 1)

    async def handle_DATA(self, server: object, session: object, envelope: _Envelope) -> str:
        content = envelope.content or b""
        body = content.encode() if isinstance(content, str) else content
        head = f"{SENDER}: {envelope.mail_from or '<>'}\r\n"
        head += f"{RECIPIENTS}: {','.join(envelope.rcpt_tos)}\r\n"
        path = self._inbox / f"{next(self._numbers):06}.eml"
        path.with_suffix(".part").write_bytes(head.encode() + body)
        os.replace(path.with_suffix(".part"), path)
        return "250 OK"


def _read(path: Path) -> Received:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    sender, recipients = str(message[SENDER]), str(message[RECIPIENTS])
    return Received(sender, tuple(part.strip() for part in recipients.split(",")), message)


async def _serve(port: int, inbox: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keep(inbox)), LOOPBACK, port)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--inbox", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, arguments.inbox))


if __name__ == "__main__":
    main()
