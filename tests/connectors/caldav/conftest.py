"""A desk of two people in memory, and the connector on the real Radicale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from company.people import Employee
from company.process import LOOPBACK
from company.services.meetings import meetings_of
from company.services.radicale import MAIL_PROPERTY, NUMBER_PROPERTY, RadicaleServer
from company.services.smtp import SmtpServer
from steersman.capabilities.connector import Secret
from steersman.connectors.caldav import connector_type
from steersman.connectors.caldav.capabilities import ReassignMeetings, ReassignMeetingsParams
from steersman.connectors.caldav.connector import CalDavConnector
from steersman.connectors.caldav.fake import FakeCalendars, FakeOutbox
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.caldav.store import Principal

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # a Monday
PARAMS = ReassignMeetingsParams(account="john", to="ann", after=NOW.isoformat())
JOHN = Principal(
    account="john", name="John Doe", mail="john@meridian.test", calendars=("/john/c/",)
)
ANN = Principal(account="ann", name="Ann Berg", mail="ann@meridian.test", calendars=("/ann/c/",))


@dataclass
class Desk:
    """John leaves, Ann takes over; both in memory."""

    calendars: FakeCalendars = field(default_factory=FakeCalendars)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    def __post_init__(self) -> None:
        self.calendars.add_person(JOHN)
        self.calendars.add_person(ANN)

    @property
    def capability(self) -> ReassignMeetings:
        return ReassignMeetings("calendar", self.calendars, self.outbox)

    def snapshot(self) -> dict[str, str]:
        return dict(self.calendars.objects)

    def put(self, path: str, text: str) -> None:
        self.calendars.objects[path] = text

    def only(self, account: str) -> str:
        """The one object in this person's calendar."""
        (text,) = self.all(account)
        return text

    def all(self, account: str) -> list[str]:
        return [t for path, t in self.calendars.objects.items() if path.startswith(f"/{account}/")]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@dataclass(frozen=True)
class RealDesk:
    """The same on the real servers."""

    server: RadicaleServer
    smtp: SmtpServer
    connector: CalDavConnector
    john: Employee
    ann: Employee

    @property
    def capability(self) -> ReassignMeetings:
        (capability,) = self.connector.capabilities()
        assert isinstance(capability, ReassignMeetings)
        return capability

    @property
    def params(self) -> ReassignMeetingsParams:
        return ReassignMeetingsParams(
            account=self.john.login, to=self.ann.login, after=NOW.isoformat()
        )

    def snapshot(self) -> tuple[dict[str, str], dict[str, str]]:
        """What lies on the server's disk, whatever the protocol says."""
        return self.server.stored(self.john.login), self.server.stored(self.ann.login)

    def seed(self) -> None:
        for name, text in meetings_of(self.john, self.ann, NOW).items():
            self.server.put(self.john.login, name, text)


def settings(url: str, smtp_port: int = 0, **other: object) -> CalDavSettings:
    smtp = {"host": LOOPBACK, "port": smtp_port, "starttls": False} if smtp_port else None
    return CalDavSettings.model_validate(
        {
            "url": url,
            "user": "ops",
            "password_secret": "env:CALENDAR_PASSWORD",
            "mail_property": MAIL_PROPERTY,
            "employee_number_property": NUMBER_PROPERTY,
            "smtp": smtp,
            "mail_from": "it@meridian.test" if smtp else "",
            **other,
        }
    )


def secrets(password: str = "ops-pw") -> Callable[[str], Secret]:
    return lambda _name: lambda: password


@pytest.fixture
def connect() -> Iterator[Callable[[CalDavSettings], CalDavConnector]]:
    opened: list[CalDavConnector] = []

    def make(chosen: CalDavSettings, password: str = "ops-pw") -> CalDavConnector:
        opened.append(connector_type.connect("calendar", chosen, secrets(password)))
        return opened[-1]

    yield make
    for connector in opened:
        connector.close()


@pytest.fixture
def real_desk(
    radicale_server: RadicaleServer,
    smtp_server: SmtpServer,
    newcomer: Callable[[], Employee],
    connect: Callable[[CalDavSettings], CalDavConnector],
) -> RealDesk:
    chosen = settings(radicale_server.url, smtp_server.port)
    return RealDesk(radicale_server, smtp_server, connect(chosen), newcomer(), newcomer())
