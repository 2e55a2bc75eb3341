"""Sends the outbox: who must decide is told with a link, who asked is told what came of it.

At least once: a row stays until its mails were taken by the mail server.  A repeat has the same
Message-ID and the same link, so two mails are never two approvals.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.domain.roles import ADMINISTRATOR, HR
from steersman.domain.work import Status
from steersman.records.desk.desk import Desk
from steersman.records.ledger.ledger import Ledger
from steersman.records.names import names_for
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.servicedesk.approval_links import LASTS, ApprovalLinks
from steersman.servicedesk.asking_back import ANSWERED, ASKED
from steersman.servicedesk.letters import Reader, ask_back_letter, letter, message
from steersman.servicedesk.plans import Decided, decided
from steersman.servicedesk.reading import Naming
from steersman.settings.systems import Mail

log = logging.getLogger("steersman.notices")
MOST = 1000  # notices in one go
PATIENCE = 10.0  # seconds for the mail server
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0


class Silent(Transient):
    """The mail server takes nothing now, so the other notices wait too."""


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server of the systems file."""

    settings: Mail
    password: Callable[[], str] | None = None

    @contextmanager
    def open(self) -> Iterator[Callable[[EmailMessage], None]]:
        """A connection to hand mails to.  Raises ``Silent`` when the server does not take them."""
        mail = self.settings
        try:
            with smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE) as server:
                if mail.starttls:
                    server.starttls(context=ssl.create_default_context())
                if mail.user and self.password is not None:
                    server.login(mail.user, self.password())
                yield lambda each: self._hand_over(server, each)
        except (OSError, smtplib.SMTPException) as error:
            told = f"the mail server {mail.host}:{mail.port}: {type(error).__name__}"
            raise Silent(f"{told}: look at [mail] in the systems file", FIRST_PAUSE) from error

    @staticmethod
    def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            if all(code >= 500 for code in codes):
                raise Permanent("the mail server refuses this address for good") from error
            raise


@dataclass
class _Pause:
    """How long one notice waits after it failed."""

    until: float = 0.0
    seconds: float = FIRST_PAUSE
    taken: set[str] = field(default_factory=set)  # who has it already


@dataclass
class Notices:
    engine: sa.Engine
    desk: Desk
    ledger: Ledger
    people: People
    permissions: Rules
    links: ApprovalLinks
    post: Post
    clock: Clock
    address: str  # where people reach us: "https://steersman.example.com"
    _pauses: dict[str, _Pause] = field(default_factory=dict)

    def send(self) -> int:
        """Send what is waiting; returns how many notices are settled.

        Raises ``Transient`` once all were tried, when some could not be sent.
        """
        now, settled = self.clock.now(), 0
        faults: list[Transient] = []
        for notice in self.desk.outbox.waiting(MOST):
            if self._pause(notice).until > now:
                continue
            try:
                note = self._send(notice)
            except Silent:
                self._wait(notice, now)
                raise
            except Transient as problem:
                faults.append(problem)
                self._wait(notice, now)
                continue
            self.desk.outbox.sent(notice["id"], note)
            self._pauses.pop(notice["id"], None)
            settled += 1
        if faults:
            raise faults[0]
        return settled

    def _send(self, notice: Json) -> str:
        """Returns to whom it went, or why it will never be sent."""
        row = self.desk.work_items.row(notice["work"])
        if notice["status"] in (ASKED, ANSWERED):
            return self._send_words(notice, row)
        if (row["status"], row["digest"]) != (notice["status"], notice["digest"]):
            return "no longer so: nobody was told"
        readers = self._readers(notice, row["requester"], row["subject"])
        if not readers:
            raise Transient(f"{notice['work']}: nobody with a mail address holds the role needed")
        found = decided(self.engine, self.ledger, notice["work"])
        pause, told = self._pause(notice), []
        reasons = self.desk.work_items.standing(notice["work"]).reasons
        with self.post.open() as hand_over:
            for reader in readers:
                if reader.id not in pause.taken:
                    naming = self._naming(reader, found, reasons)
                    plan = None if found is None else found.as_json(naming)
                    why = [naming(reason) for reason in reasons]
                    text = letter(row, notice["status"], plan, why, reader)
                    told.append(self._deliver(hand_over, notice, reader, text))
                    pause.taken.add(reader.id)
        return "told " + ", ".join(sorted(pause.taken)) + "".join(told)

    def _naming(self, reader: Reader, found: Decided | None, reasons: Iterable[str]) -> Naming:
        """People by name in what this reader is told, as far as they may see them."""
        read = self.permissions.principal(reader.id)
        texts = [*reasons, canonical(found.as_json()) if found else ""]
        return names_for(self.engine, self.permissions, read, *texts).within

    def _send_words(self, notice: Json, row: Mapping[str, Any]) -> str:
        """What an approver wants to know, to who asked for the work; the answer, to the approver.

        Who has no mail address finds it on the page of the work item.
        """
        asked = self.desk.ask_backs.get(notice["id"].partition("/")[0])
        names = {asked["asked_by"]} if notice["status"] == ANSWERED else self._answerers(row, asked)
        readers = [reader for one in sorted(names) if (reader := self._reader(one))]
        pause, told = self._pause(notice), []
        for reader in readers:
            if reader.id in pause.taken:
                continue
            with self.post.open() as hand_over:
                letter = ask_back_letter(row, notice["status"], asked, reader, self.address)
                told.append(self._deliver(hand_over, notice, reader, letter))
            pause.taken.add(reader.id)
        return "told " + (", ".join(sorted(pause.taken)) or "nobody by mail") + "".join(told)

    def _answerers(self, row: Mapping[str, Any], asked: Json) -> set[str]:
        """Who asked for the work; what a feed asked for is answered by HR."""
        requester: str = row["requester"]
        automatic = requester.startswith("system:")
        eyes = {*self.permissions.holders(HR)} if automatic else {requester}
        return eyes - {row["subject"], asked["asked_by"]}

    def _deliver(
        self,
        hand_over: Callable[[EmailMessage], None],
        notice: Json,
        reader: Reader,
        told: tuple[str, str],
    ) -> str:
        sender = self.post.settings.sender
        try:
            hand_over(message(sender, reader, told, _ids(notice, reader, sender)))
        except Permanent as error:
            log.warning("%s: %s: %s", notice["id"], reader.id, error)
            return f"; {reader.id}: {error}"
        return ""

    def _readers(self, notice: Json, requester: str, subject: str) -> list[Reader]:
        """Held for an approval: who may give it.  Else who asked, and the administrators."""
        needs = self.desk.approvals.needed(notice["work"])
        if notice["status"] == Status.HELD.value and needs:
            roles = {need["role"] for need in needs}
            eyes = {one for role in roles for one in self.permissions.holders(role)}
            chosen = [self._reader(one) for one in sorted(eyes - {requester, subject})]
            found = [reader for reader in chosen if reader]
            return [self._with_link(notice, reader) for reader in found]
        told = {*self.permissions.holders(ADMINISTRATOR), requester} - {subject}
        return [reader for one in sorted(told) if (reader := self._reader(one))]

    def _with_link(self, notice: Json, reader: Reader) -> Reader:
        until = notice["at"] + LASTS
        token = self.links.token(notice["work"], notice["digest"], reader.id, until)
        return Reader(reader.id, reader.name, reader.mail, f"{self.address}/approve/{token}")

    def _reader(self, principal: str) -> Reader | None:
        person = self.people.find(principal)
        if person is None or not person.mail:
            return None
        return Reader(person.id, person.full_name, person.mail)

    def _pause(self, notice: Json) -> _Pause:
        return self._pauses.setdefault(notice["id"], _Pause())

    def _wait(self, notice: Json, now: float) -> None:
        pause = self._pause(notice)
        pause.until = now + pause.seconds
        pause.seconds = min(pause.seconds * 2, LONGEST_PAUSE)


def _ids(notice: Json, reader: Reader, sender: str) -> tuple[str, str]:
    """The same run and reader have the same Message-ID; one work item is one thread."""
    domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
    run = hashlib.sha256(f"{notice['id']} {reader.id}".encode()).hexdigest()[:32]
    return f"<{run}@{domain}>", f"<{notice['work']}@{domain}>"
