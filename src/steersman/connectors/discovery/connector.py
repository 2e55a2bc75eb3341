"""The connector type ``discovery``: it reads hosts and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.discovery.check import check
from steersman.connectors.discovery.client import HostReader, SshReader
from steersman.connectors.discovery.rules import FirewallDocuments
from steersman.connectors.discovery.settings import DiscoverySettings
from steersman.connectors.discovery.source import DiscoverySource


@dataclass(frozen=True)
class DiscoveryConnector(Connector):
    """The declared hosts of one estate."""

    system: str
    reader: HostReader
    settings: DiscoverySettings

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> DiscoverySource:
        return DiscoverySource(self.reader, self.settings)

    def documents(self) -> FirewallDocuments | None:
        """The rules of the hosts' firewalls, which only root may read."""
        return FirewallDocuments(self.reader, self.settings) if self.settings.sudo else None

    def check(self) -> Check:
        return check(self.reader, self.settings)


class DiscoveryType:
    """The connector type ``discovery``."""

    kind = "discovery"
    settings = DiscoverySettings

    def connect(
        self, system: str, settings: DiscoverySettings, secret: Callable[[str], Secret]
    ) -> DiscoveryConnector:
        return DiscoveryConnector(system, SshReader(settings), settings)


connector_type = DiscoveryType()
