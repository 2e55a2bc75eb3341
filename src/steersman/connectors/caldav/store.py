"""What we ask of a calendar server and of a mail server; the clients and the fakes have these.

Every call raises ``Transient`` when the server does not answer or somebody else was faster, and
``Permanent`` when it refuses for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who has calendars.  ``account`` is the login, the only id that CalDAV knows."""

    account: str
    name: str = ""  # the display name, if the server stores one
    mail: str = ""  # stored by the server, or derived from the login
    employee_number: str = ""  # stored by the server
    calendars: tuple[str, ...] = ()  # paths of those that hold events; not told in a listing


@dataclass(frozen=True, slots=True)
class Resource:
    """One calendar object as it is stored: usually one meeting with its changed occurrences."""

    href: str  # its path on the server
    etag: str
    text: str  # iCalendar (RFC 5545)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server says of itself before it is asked anything."""

    features: frozenset[str]  # the tokens of its ``DAV`` header, such as ``calendar-access``
    date: str = ""  # its clock, as in the HTTP header; empty when it tells none


class CalendarStore(Protocol):
    def greeting(self) -> Greeting: ...

    def principals(self) -> tuple[Principal, ...]:
        """Everybody, without their calendars."""
        ...

    def principal(self, account: str) -> Principal:
        """One person with calendars.  Raises ``Permanent`` when there is no such account."""
        ...

    def upcoming(self, calendar: str, after: datetime) -> tuple[Resource, ...]:
        """Objects that the server believes to reach past ``after``; some may not."""
        ...

    def with_uid(self, calendar: str, uid: str) -> tuple[Resource, ...]:
        """A ``calendar-query`` by UID; the server may answer with similar ones too."""
        ...

    def get(self, href: str) -> Resource | None: ...

    def create(self, href: str, text: str) -> None:
        """Store a new object; ``Transient`` when the name or the UID is taken by now."""
        ...

    def replace(self, resource: Resource, text: str) -> None:
        """Store ``text`` in its place; ``Transient`` when it was changed since it was read."""
        ...

    def delete(self, resource: Resource) -> None:
        """Gone already is fine; ``Transient`` when it was changed since it was read."""
        ...


@dataclass(frozen=True, slots=True)
class Refusals:
    """Recipients that the mail server refused for good, each with its answer."""

    by_address: Mapping[str, str] = field(default_factory=dict)


class Outbox(Protocol):
    sender: str  # the address that mails come from

    def send(self, message: EmailMessage, recipients: tuple[str, ...]) -> Refusals:
        """Hand the message in once for all ``recipients``."""
        ...
