"""Unread mails into the intake: a mail is marked as seen only after its alert is on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from steersman.domain.clock import Clock
from steersman.records.alerts import Alerts, Received
from steersman.signals.intake.shaping import Parts, received
from steersman.signals.mail.mailbox import TOGETHER, Mailbox
from steersman.signals.mail.message import Mail, mail_of
from steersman.signals.mail.patterns import Pattern, parts_of

SOURCE = "mail"
REMEMBERED = 10_000  # mails of others that are not looked at again


@dataclass
class MailIntake:
    """``senders``: whose mails are taken, with * and ?; those of others stay unread."""

    open: Callable[[], AbstractContextManager[Mailbox]]
    alerts: Alerts
    clock: Clock
    patterns: Sequence[Pattern] = ()
    senders: Sequence[str] = ("*",)
    others: set[int] = field(default_factory=set)

    def look(self) -> int:
        """Take in what is unread; how many mails became alerts."""
        with self.open() as mailbox:
            taken = 0
            unread = [uid for uid in mailbox.unread() if uid not in self.others]
            for at in range(0, len(unread), TOGETHER):
                taken += self._take(mailbox, unread[at : at + TOGETHER])
            return taken

    def _take(self, mailbox: Mailbox, uids: Sequence[int]) -> int:
        told, seen = list[Received](), list[int]()
        for uid in uids:
            raw = mailbox.fetch(uid)
            if not raw:
                continue
            mail = mail_of(raw)
            if not self._is_taken(mail):
                self._leave(uid)
                continue
            told.append(self._alert(mail))
            seen.append(uid)
        if told:
            self.alerts.keep(told)
        mailbox.mark_seen(seen)
        return len(seen)

    def _is_taken(self, mail: Mail) -> bool:
        return any(fnmatchcase(mail.sender, each.lower()) for each in self.senders)

    def _leave(self, uid: int) -> None:
        if len(self.others) >= REMEMBERED:
            self.others.clear()
        self.others.add(uid)

    def _alert(self, mail: Mail) -> Received:
        told, now = parts_of(mail, self.patterns), self.clock.now()
        at = mail.at if mail.at is not None and 0 < mail.at <= now else now
        parts = Parts(
            name=told["name"],
            time=str(at),
            host=told.get("host", ""),
            text=mail.body or mail.subject,
            status=told["state"],
            severity=told.get("severity", ""),
            labels={"from": mail.sender},
        )
        return replace(received(parts, now), source=SOURCE)
