"""A calendar server and a mail server in memory that behave: conditions, conflicts, refusals."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from steersman.connectors.caldav.meeting import read
from steersman.connectors.caldav.store import Greeting, Principal, Refusals, Resource
from steersman.domain.errors import Permanent, Transient

DATE = "Mon, 23 Nov 2026 06:00:00 GMT"


@dataclass
class FakeCalendars:
    """``objects`` maps paths to iCalendar text.

    ``fails`` maps the name of a call to an error raised once instead of it; ``lost`` to one
    raised once after it took effect, as when an answer is lost.  ``lies``: writes change nothing.
    """

    people: dict[str, Principal] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    features: frozenset[str] = frozenset({"1", "calendar-access"})
    fails: dict[str, Exception] = field(default_factory=dict)
    lost: dict[str, Exception] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    lies: bool = False

    def add_person(self, person: Principal) -> None:
        self.people[person.account] = person

    def greeting(self) -> Greeting:
        self._may("greeting")
        return Greeting(self.features, DATE)

    def principals(self) -> tuple[Principal, ...]:
        self._may("principals")
        return tuple(self.people.values())

    def principal(self, account: str) -> Principal:
        self._may("principal")
        if account not in self.people:
            raise Permanent(f"the calendar server has no account {account!r}")
        return self.people[account]

    def upcoming(self, calendar: str, after: datetime) -> tuple[Resource, ...]:
        self._may("upcoming")
        return self._in(calendar)

    def with_uid(self, calendar: str, uid: str) -> tuple[Resource, ...]:
        self._may("with_uid")
        return tuple(each for each in self._in(calendar) if uid in each.text)

    def get(self, href: str) -> Resource | None:
        self._may("get")
        return (
            Resource(href, _etag(self.objects[href]), self.objects[href])
            if self._has(href)
            else None
        )

    def create(self, href: str, text: str) -> None:
        self._may("create")
        calendar = href[: href.rindex("/") + 1]
        taken = {_uid(each) for each in self._in(calendar)}
        if self._has(href) or _uid(Resource(href, "", text)) in taken:
            raise Transient(f"PUT {href}: somebody changed it since it was read (412)")
        self._write("create", href, text)

    def replace(self, resource: Resource, text: str) -> None:
        self._may("replace")
        self._unchanged(resource)
        self._write("replace", resource.href, text)

    def delete(self, resource: Resource) -> None:
        self._may("delete")
        if self._has(resource.href):
            self._unchanged(resource)
            self._write("delete", resource.href, None)

    def _has(self, href: str) -> bool:
        return href in self.objects

    def _in(self, calendar: str) -> tuple[Resource, ...]:
        found = sorted(href for href in self.objects if href.startswith(calendar))
        return tuple(
            Resource(href, _etag(self.objects[href]), self.objects[href]) for href in found
        )

    def _unchanged(self, resource: Resource) -> None:
        if not self._has(resource.href) or _etag(self.objects[resource.href]) != resource.etag:
            raise Transient(f"{resource.href}: somebody changed it since it was read (412)")

    def _write(self, call: str, href: str, text: str | None) -> None:
        self.writes.append(f"{call} {href}")
        if not self.lies and text is None:
            del self.objects[href]
        elif not self.lies and text is not None:
            self.objects[href] = text
        if call in self.lost:
            raise self.lost.pop(call)

    def _may(self, call: str) -> None:
        if call in self.fails:
            raise self.fails.pop(call)


@dataclass
class FakeOutbox:
    """Keeps what is sent.  ``refuses`` are addresses that it never takes; ``fails`` once."""

    sender: str = "it@meridian.test"
    sent: list[tuple[EmailMessage, tuple[str, ...]]] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    fails: Exception | None = None

    def send(self, message: EmailMessage, recipients: tuple[str, ...]) -> Refusals:
        if self.fails is not None:
            problem, self.fails = self.fails, None
            raise problem
        taken = tuple(each for each in recipients if each not in self.refuses)
        if taken:
            self.sent.append((message, taken))
        return Refusals({each: "550" for each in recipients if each in self.refuses})


def _etag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def _uid(resource: Resource) -> str:
    try:
        return read(resource).uid
    except ValueError:
        return f"unreadable {resource.href}"
