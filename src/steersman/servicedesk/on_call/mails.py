"""A page as a mail: in a thread of its own, the same Message-ID each time it is sent again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage

from steersman.domain.errors import Permanent
from steersman.servicedesk.letters import Reader, message
from steersman.servicedesk.notices import Post
from steersman.servicedesk.on_call.message import Message, Method


@dataclass(frozen=True)
class Mails:
    """``post`` None: no mail server is declared, so nothing can be mailed."""

    post: Post | None

    def send(self, method: Method, told: Message) -> None:
        """``Transient``: the server takes nothing now; ``Permanent``: this address, never."""
        if self.post is None:
            raise Permanent("no mail server is declared: add [mail] to the systems file")
        mail = self._mail(self.post.settings.sender, method, told)
        with self.post.open() as hand_over:
            hand_over(mail)

    @staticmethod
    def _mail(sender: str, method: Method, told: Message) -> EmailMessage:
        reader = Reader(told.person or "a contact method", told.name, method["address"])
        domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
        run = hashlib.sha256(told.key.encode()).hexdigest()[:32]
        ids = (f"<{run}@{domain}>", f"<{told.page}@{domain}>")
        parts = [told.text, ""] if told.text.strip() else []
        if told.link:
            parts += ["Say that you have it; opening the page does nothing yet:", told.link]
            parts += ["The link is yours alone and works once.", ""]
        text = "\n".join([*parts, f"Look at it: {told.look}"])
        mail = message(sender, reader, (told.subject, f"{text}\n"), ids)
        if told.urgent:
            mail["X-Priority"], mail["Importance"] = "1", "high"
        return mail
