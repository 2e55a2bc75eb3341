"""The door: one declared calendar server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.caldav.capabilities import ReassignMeetings
from steersman.connectors.caldav.check import check
from steersman.connectors.caldav.client import CalDavClient
from steersman.connectors.caldav.finder import CalDavFinder
from steersman.connectors.caldav.http import Http
from steersman.connectors.caldav.outbox import SmtpOutbox
from steersman.connectors.caldav.settings import CalDavSettings


class CalDavConnector(Connector):
    def __init__(
        self, system: str, settings: CalDavSettings, secret: Callable[[str], Secret]
    ) -> None:
        self.system = system
        self._settings = settings
        self._http = Http(settings, secret(settings.password_secret))
        self._client = CalDavClient(settings, self._http)
        self._outbox = _outbox(settings, secret)

    def capabilities(self) -> Sequence[Capability[Any]]:
        default = self._settings.default_calendar
        return (ReassignMeetings(self.system, self._client, self._outbox, default),)

    def finder(self) -> CalDavFinder:
        return CalDavFinder(self._client)

    def check(self) -> Check:
        return check(self._settings, self._client, self._outbox)

    def close(self) -> None:
        self._http.close()


class CalDavType:
    """Calendars over CalDAV, with invitations by mail."""

    kind = "caldav"
    settings = CalDavSettings

    def connect(
        self, system: str, settings: CalDavSettings, secret: Callable[[str], Secret]
    ) -> CalDavConnector:
        return CalDavConnector(system, settings, secret)


def _outbox(settings: CalDavSettings, secret: Callable[[str], Secret]) -> SmtpOutbox | None:
    if settings.smtp is None:
        return None
    name, sender = settings.smtp.password_secret, settings.mail_from
    password = secret(name) if name else str
    timeout, ca_file = settings.timeout, settings.ca_file
    return SmtpOutbox(settings.smtp, sender, password, ca_file=ca_file, timeout=timeout)


connector_type = CalDavType()
