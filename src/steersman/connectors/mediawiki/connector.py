"""One connected MediaWiki, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.mediawiki.check import check_mediawiki
from steersman.connectors.mediawiki.client import MediaWikiClient
from steersman.connectors.mediawiki.documents import MediaWikiDocuments
from steersman.connectors.mediawiki.settings import MediaWikiSettings


class MediaWikiConnector(Connector):
    """What a wiki says.  Nothing is ever changed there."""

    def __init__(self, system: str, settings: MediaWikiSettings, token: Secret | None) -> None:
        self.system = system
        self._client = MediaWikiClient(settings, token)
        self._documents = MediaWikiDocuments(self._client, settings)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def documents(self) -> MediaWikiDocuments:
        return self._documents

    def check(self) -> Check:
        return check_mediawiki(self._client)

    def close(self) -> None:
        self._client.close()


class MediaWikiType:
    """The connector type ``mediawiki``."""

    kind = "mediawiki"
    settings = MediaWikiSettings

    def connect(
        self, system: str, settings: MediaWikiSettings, secret: Callable[[str], Secret]
    ) -> MediaWikiConnector:
        token = secret(settings.token_secret) if settings.token_secret else None
        return MediaWikiConnector(system, settings, token)
