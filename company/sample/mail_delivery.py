"""SMTP of the sample's mail server: takes mail for the company's people, and answers vacations."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import smtplib
import time
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Protocol

from company.people import DOMAIN
from company.process import LOOPBACK
from company.sample.mail_directory import Directory, DirectoryDown
from company.sample.mail_sieve import Vacation, answer_of
from company.sample.mail_store import MailStore

LOG = logging.getLogger("mail")
DAY = 86400.0
UNKNOWN, LATER = "550 5.1.1 No such user here", "451 4.3.0 The directory does not answer"


class Envelope(Protocol):
    mail_from: str | None
    rcpt_tos: list[str]
    content: bytes | str | None


class Delivery:
    """aiosmtpd's handler.  ``outgoing`` is the port of the SMTP server that takes answers."""

    def __init__(self, store: MailStore, directory: Directory, outgoing: int) -> None:
        self._store, self._directory, self._outgoing = store, directory, outgoing

    async def handle_RCPT(
        self, server: object, session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        user, _, domain = address.lower().partition("@")
        try:
            found = await asyncio.to_thread(self._directory.find, user)
        except DirectoryDown:
            return LATER
        if found is None or domain != DOMAIN:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        content = envelope.content or b""
        mail = content.encode() if isinstance(content, str) else content
        for address in envelope.rcpt_tos:
            user = address.lower().partition("@")[0]
            await self._store.deliver(user, mail)
            await self._answer(user, envelope.mail_from or "", mail)
        return "250 OK"

    async def _answer(self, user: str, sender: str, mail: bytes) -> None:
        box = await self._store.box(user)
        script = box.scripts.get(box.active)
        vacation = answer_of(script, box.scripts) if script is not None else None
        message = email.message_from_bytes(mail, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        if vacation is None or not wants_answer(sender, f"{user}@{DOMAIN}", message):
            return
        if time.time() - box.answered.get(sender, 0.0) < vacation.days * DAY:
            return
        answer = compose(vacation, f"{user}@{DOMAIN}", sender, message)
        try:
            await asyncio.to_thread(send, self._outgoing, answer, [sender])
        except OSError:
            LOG.warning("the answer of %s could not be sent", user, exc_info=True)
            return
        box.answered[sender] = time.time()
        await self._store.save()


def wants_answer(sender: str, address: str, message: EmailMessage) -> bool:
    """RFC 5230, 4.5 and 4.6: never answer lists, machines, or mail that was not written to us."""
    local = sender.partition("@")[0].lower()
    machine = local in ("", "mailer-daemon", "listserv", "majordomo")
    listed = local.startswith("owner-") or local.endswith("-request")
    automatic = str(message.get("Auto-Submitted", "no")).lower() != "no"
    bulk = str(message.get("Precedence", "")).lower() in ("bulk", "list", "junk")
    lists = any(name.lower().startswith("list-") for name in message)
    named = [*message.get_all("To", []), *message.get_all("Cc", [])]
    to_us = any(address in str(header).lower() for header in named)
    return to_us and not (machine or listed or automatic or bulk or lists)


def compose(vacation: Vacation, address: str, sender: str, question: EmailMessage) -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = address, sender, vacation.subject
    answer["Auto-Submitted"] = "auto-replied (vacation)"
    if question["Message-ID"]:
        answer["In-Reply-To"] = str(question["Message-ID"])
    answer.set_content(vacation.text)
    return answer


def send(port: int, message: EmailMessage, recipients: Sequence[str]) -> None:
    """With an empty envelope sender, so that nothing can answer the answer."""
    with smtplib.SMTP(LOOPBACK, port, timeout=10) as client:
        client.send_message(message, "<>", list(recipients))
