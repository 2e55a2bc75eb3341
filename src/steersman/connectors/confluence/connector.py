"""One connected Confluence, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.confluence.check import check_confluence
from steersman.connectors.confluence.client import ConfluenceClient
from steersman.connectors.confluence.documents import ConfluenceDocuments
from steersman.connectors.confluence.settings import ConfluenceSettings


class ConfluenceConnector(Connector):
    """What the pages of its spaces say.  Nothing is ever changed there."""

    def __init__(self, system: str, settings: ConfluenceSettings, secret: Secret) -> None:
        self.system, self._settings = system, settings
        self._client = ConfluenceClient(settings, secret)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def documents(self) -> ConfluenceDocuments:
        return ConfluenceDocuments(self._client, self._settings)

    def check(self) -> Check:
        return check_confluence(self._client, self._settings)

    def close(self) -> None:
        self._client.close()


class ConfluenceType:
    """The connector type ``confluence``."""

    kind = "confluence"
    settings = ConfluenceSettings

    def connect(
        self, system: str, settings: ConfluenceSettings, secret: Callable[[str], Secret]
    ) -> ConfluenceConnector:
        return ConfluenceConnector(system, settings, secret(settings.token_secret))
