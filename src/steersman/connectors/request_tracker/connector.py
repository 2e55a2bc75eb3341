"""One connected Request Tracker, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.request_tracker.assets import RtInventory
from steersman.connectors.request_tracker.check import check_rt
from steersman.connectors.request_tracker.client import RtClient
from steersman.connectors.request_tracker.documents import RtDocuments
from steersman.connectors.request_tracker.settings import RequestTrackerSettings


class RequestTrackerConnector(Connector):
    """Assets and resolved tickets of one Request Tracker.  Nothing is ever changed there."""

    def __init__(self, system: str, settings: RequestTrackerSettings, secret: Secret) -> None:
        self.system, self._settings = system, settings
        self._client = RtClient(settings, secret)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> RtInventory | None:
        return RtInventory(self._client, self._settings) if self._settings.assets else None

    def documents(self) -> RtDocuments | None:
        """None until the settings name queues: tickets hold what nobody wants in a search."""
        return RtDocuments(self._client, self._settings) if self._settings.queues else None

    def check(self) -> Check:
        return check_rt(self._client, self._settings)

    def close(self) -> None:
        self._client.close()


class RequestTrackerType:
    """The connector type ``request_tracker``."""

    kind = "request_tracker"
    settings = RequestTrackerSettings

    def connect(
        self, system: str, settings: RequestTrackerSettings, secret: Callable[[str], Secret]
    ) -> RequestTrackerConnector:
        return RequestTrackerConnector(system, settings, secret(settings.token_secret))
