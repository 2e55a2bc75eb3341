"""One connected NetBox, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.netbox.check import check_netbox
from steersman.connectors.netbox.client import NetBoxClient
from steersman.connectors.netbox.collecting import NetBoxInventory
from steersman.connectors.netbox.settings import NetBoxSettings


class NetBoxConnector(Connector):
    """What a NetBox documents.  Nothing is ever changed there."""

    def __init__(self, system: str, settings: NetBoxSettings, token: Secret) -> None:
        self.system, self._settings = system, settings
        self._client = NetBoxClient(settings, token)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> NetBoxInventory:
        return NetBoxInventory(self._client, self._settings)

    def check(self) -> Check:
        return check_netbox(self._client, self._settings)

    def close(self) -> None:
        self._client.close()


class NetBoxType:
    """The connector type ``netbox``."""

    kind = "netbox"
    settings = NetBoxSettings

    def connect(
        self, system: str, settings: NetBoxSettings, secret: Callable[[str], Secret]
    ) -> NetBoxConnector:
        return NetBoxConnector(system, settings, secret(settings.token_secret))
