"""One connected ServiceNow instance, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.servicenow.check import check_instance
from steersman.connectors.servicenow.client import ServiceNowClient
from steersman.connectors.servicenow.collecting import ServiceNowInventory
from steersman.connectors.servicenow.documents import ServiceNowDocuments
from steersman.connectors.servicenow.settings import ServiceNowSettings


class ServiceNowConnector(Connector):
    """What an instance knows.  Nothing is ever changed there."""

    def __init__(
        self, system: str, settings: ServiceNowSettings, password: Secret, client: Secret
    ) -> None:
        self.system, self._settings = system, settings
        self._client = ServiceNowClient(settings, password, client)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> ServiceNowInventory | None:
        return ServiceNowInventory(self._client) if self._settings.tables else None

    def documents(self) -> ServiceNowDocuments | None:
        wanted = self._settings.articles or self._settings.incidents
        return ServiceNowDocuments(self._client) if wanted else None

    def check(self) -> Check:
        return check_instance(self._client)

    def close(self) -> None:
        self._client.close()


class ServiceNowType:
    """The connector type ``servicenow``."""

    kind = "servicenow"
    settings = ServiceNowSettings

    def connect(
        self, system: str, settings: ServiceNowSettings, secret: Callable[[str], Secret]
    ) -> ServiceNowConnector:
        password, client = (
            secret(reference) if reference else str
            for reference in (settings.password_secret, settings.client_secret)
        )
        return ServiceNowConnector(system, settings, password, client)
