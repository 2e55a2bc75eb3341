"""Paging: opens pages, takes their steps when they are due, and sends what is to be sent.

At least once: a delivery stays until it was taken, and has the same key each time.  A kill between
sending and noting it sends it again, under the key by which the receiver knows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.on_call.escalation import Policy
from steersman.domain.people import Person
from steersman.records.on_call import Pages, Policies
from steersman.records.on_call.page import ACKNOWLEDGED, OPEN, RESOLVED, Asked, Delivery, Page
from steersman.records.people import People
from steersman.servicedesk.letters import one_line
from steersman.servicedesk.on_call.links import PageLinks
from steersman.servicedesk.on_call.message import Message, Sender
from steersman.servicedesk.on_call.steps import Steps

log = logging.getLogger("steersman.on_call")
PAUSES = (10.0, 30.0)  # seconds before the second and the third attempt; then the next method
MOST_TURNS = 20  # of steps and messages in one go
LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
Stands = Callable[[Collection[str]], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True)
class Paging:
    """``senders``: by the kind of the method.  ``address``: where people reach us.

    ``standing``: which of these subjects somebody looks after, or are over, and by whom.
    """

    pages: Pages
    policies: Policies
    steps: Steps
    people: People
    links: PageLinks
    senders: Mapping[str, Sender]
    address: str
    standing: Stands = lambda subjects: {}

    def page(
        self,
        subject: str,
        policy: str | Policy,
        title: str,
        text: str = "",
        urgent: bool = True,
        *,
        by: str = "system:on-call",
    ) -> Page:
        """Tell whoever the policy names, until somebody acknowledges; durable before it returns.

        ``subject`` is what it is about: while a page of the same policy about it is not resolved,
        that one is returned and nobody is told twice.  ``policy``: its id or name.
        """
        found = self.policies.get(policy) if isinstance(policy, str) else policy
        if not title.strip() or len(title) > LONGEST_TITLE or not title.isprintable():
            raise Permanent(f"a page needs a title of up to {LONGEST_TITLE} printable letters")
        if len(text) > LONGEST_TEXT or "\0" in text or len(subject) > LONGEST_TITLE:
            raise Permanent(f"the text of a page has at most {LONGEST_TEXT} letters")
        asked = Asked(policy=found, title=title, text=text, subject=subject, urgent=urgent)
        return self.pages.open(asked, by=by)

    def page_in(
        self, connection: sa.Connection, subject: str, title: str, text: str, urgent: bool
    ) -> list[Page]:
        """By every policy for situations, in the caller's transaction; none: nobody is paged.

        A title from data is cut, not refused: whoever must be woken is woken.
        """
        line, body = one_line(title)[:LONGEST_TITLE] or subject, text[:LONGEST_TEXT]
        chosen = [policy for policy in self.policies.all() if policy.situations]
        return [
            self.pages.open_in(
                connection,
                Asked(policy=each, title=line, text=body, subject=subject, urgent=urgent),
                by="system:situations",
            )
            for each in chosen
        ]

    def move(self) -> int:
        """Take every step that is due, then send; returns how many messages went out.

        What is over by itself is resolved first, so that nobody is woken for it.
        """
        self._follow()
        sent = 0
        for _ in range(MOST_TURNS):  # a failure may make the next step due at once
            while self._step():
                pass
            waiting = self.pages.to_send()
            if not waiting:
                break
            sent += sum(self._send(each) for each in waiting)
        return sent

    def acknowledge(self, page: str, *, by: str, channel: str = "the console") -> Page:
        return self.pages.acknowledge(page, by=by, channel=channel)

    def resolve(self, page: str, *, by: str, note: str = "") -> Page:
        return self.pages.resolve(page, by=by, note_text=note)

    def resolve_about(self, subject: str, *, by: str, note: str = "") -> list[Page]:
        """Everything that was paged about a subject, when it is over."""
        return [self.resolve(each.id, by=by, note=note) for each in self.pages.about(subject)]

    def _follow(self) -> None:
        """What became of the subjects elsewhere counts for their pages."""
        under_way = [each for each in self.pages.under_way() if each.subject]
        known = self.standing({each.subject for each in under_way}) if under_way else {}
        for page in under_way:
            state, by = known.get(page.subject, ("", ""))
            if state == RESOLVED:
                self.resolve(page.id, by=by, note="what it was about is over")
            elif state == ACKNOWLEDGED and page.state == OPEN:
                self.acknowledge(page.id, by=by, channel="what it is about")

    def _step(self) -> bool:
        """Whether any step was due; those that find nobody lead to the next one at once."""
        due = self.pages.due()
        now = self.pages.clock.now()
        taken = [self.pages.take(each, self.steps.next_of(each, now)) for each in due]
        return any(taken)

    def _send(self, delivery: Delivery) -> bool:
        if not self.pages.claim(delivery.id):
            return False
        page = self.pages.get(delivery.page)
        person = self.people.find(delivery.person) if delivery.person else None
        who = delivery.person or "the policy"
        try:
            message = self._message(page, delivery, person)
            self._sender(delivery)(delivery.method, message)
        except Transient as error:
            self._try_later(delivery, error, who)
            return False
        except (Permanent, NeedsPerson) as error:
            self._give_up(delivery, str(error), who)
            return False
        self.pages.sent(delivery, who)
        return True

    def _sender(self, delivery: Delivery) -> Sender:
        kind = str(delivery.method.get("kind", ""))
        if kind not in self.senders:
            raise Permanent(f"{kind or 'nothing'!r} is no way to reach anybody")
        return self.senders[kind]

    def _try_later(self, delivery: Delivery, error: Transient, who: str) -> None:
        """The first time ``attempts`` was 0: claiming counts, this copy is from before."""
        if delivery.attempts >= len(PAUSES):
            self._give_up(delivery, f"{error} ({delivery.attempts + 1} attempts)", who)
            return
        pause = max(PAUSES[delivery.attempts], error.retry_after)
        log.warning("%s: %s; again in %.0f s", delivery.id, error, pause)
        self.pages.again(delivery, str(error), self.pages.clock.now() + pause)

    def _give_up(self, delivery: Delivery, why: str, who: str) -> None:
        log.error("%s is given up: %s", delivery.id, why)
        instead = self.steps.instead_of(delivery, self.pages.clock.now())
        self.pages.failed(delivery, why, instead, who)

    def _message(self, page: Page, delivery: Delivery, person: Person | None) -> Message:
        link = ""
        if person is not None and page.state == OPEN:
            token = self.links.token(page.id, person.id, delivery.made_at)
            link = f"{self.address}/page/{token}"
        return Message(
            key=delivery.id,
            page=page.id,
            about=page.about,
            title=page.title,
            text=page.text,
            urgent=page.urgent,
            at=page.opened_at,
            person=delivery.person,
            name=person.full_name if person else "",
            link=link,
            look=f"{self.address}/on-call/pages/{page.id}",
        )
