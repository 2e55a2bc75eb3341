"""The Dovecot connector: one mail server, its finder, its capabilities, its check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.dovecot.auto_reply import MailboxAutoReply
from steersman.connectors.dovecot.check import check
from steersman.connectors.dovecot.client import Doveadm
from steersman.connectors.dovecot.delegation import MailboxDelegate
from steersman.connectors.dovecot.finder import DovecotFinder
from steersman.connectors.dovecot.mailbox import Mailboxes
from steersman.connectors.dovecot.session_end import SessionEnd
from steersman.connectors.dovecot.settings import DovecotSettings


class DovecotConnector(Connector):
    """A declared mail server.  Nothing is contacted until something is asked."""

    def __init__(
        self,
        system: str,
        settings: DovecotSettings,
        api_key: Secret,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.system = system
        self._settings = settings
        self._doveadm = Doveadm(
            settings.url,
            api_key,
            timeout=settings.timeout,
            transport=transport,
            ca_file=str(settings.ca_file) if settings.ca_file else None,
        )
        self._mailboxes = Mailboxes(self._doveadm, system)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return (
            SessionEnd(self._doveadm, self._mailboxes),
            MailboxDelegate(self._doveadm, self._mailboxes, self._settings),
            MailboxAutoReply(self._doveadm, self._mailboxes),
        )

    def finder(self) -> DovecotFinder:
        return DovecotFinder(self._doveadm, self._mailboxes, self._settings)

    def check(self) -> Check:
        return check(self._doveadm)

    def close(self) -> None:
        self._doveadm.close()


class DovecotType:
    """Kind ``dovecot``: mail on Dovecot 2.3 by its doveadm HTTP API."""

    kind = "dovecot"
    settings = DovecotSettings

    def connect(
        self, system: str, settings: DovecotSettings, secret: Callable[[str], Secret]
    ) -> DovecotConnector:
        return DovecotConnector(system, settings, secret(settings.api_key_secret))


connector_type = DovecotType()
