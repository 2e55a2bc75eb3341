"""One connected SCIM system, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.scim.account import DeleteAccount, DisableAccount
from steersman.connectors.scim.accounts import Accounts
from steersman.connectors.scim.check import check_server
from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.finder import ScimFinder
from steersman.connectors.scim.inventory import ScimInventory
from steersman.connectors.scim.licence import ReleaseLicence
from steersman.connectors.scim.settings import ScimSettings


class ScimConnector(Connector):
    """Accounts of one product that speaks SCIM 2.0."""

    def __init__(
        self,
        system: str,
        settings: ScimSettings,
        token: Secret,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.system, self._settings = system, settings
        self._client = ScimClient(settings, token, transport)

    def capabilities(self) -> Sequence[Capability[Any]]:
        accounts = Accounts(self.system, self._client)
        return (
            DisableAccount(accounts),
            ReleaseLicence(accounts, self._settings.licence_groups),
            DeleteAccount(accounts),
        )

    def finder(self) -> ScimFinder:
        return ScimFinder(self._client, self._settings)

    def inventory(self) -> ScimInventory | None:
        settings = self._settings
        return ScimInventory(self._client, settings.device_class) if settings.devices else None

    def check(self) -> Check:
        return check_server(self._client)

    def close(self) -> None:
        self._client.close()


class ScimType:
    """The connector type ``scim``."""

    kind = "scim"
    settings = ScimSettings

    def connect(
        self, system: str, settings: ScimSettings, secret: Callable[[str], Secret]
    ) -> ScimConnector:
        return ScimConnector(system, settings, secret(settings.token_secret))
