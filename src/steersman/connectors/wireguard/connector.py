"""VPN peers on one WireGuard gateway over SSH."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Finder, Secret
from steersman.capabilities.contract import Capability
from steersman.capabilities.ssh import SshShell
from steersman.capabilities.ssh_script import RootScript
from steersman.connectors.wireguard.check import check
from steersman.connectors.wireguard.client import Gateway, SshGateway, gateway_script
from steersman.connectors.wireguard.finder import WireguardFinder
from steersman.connectors.wireguard.revoke import RevokeVpn
from steersman.connectors.wireguard.settings import WireguardSettings

SCRIPT = "steersman-gateway"


@dataclass(frozen=True)
class WireguardConnector(Connector):
    """One interface of one gateway."""

    system: str
    gateway: Gateway
    settings: WireguardSettings

    def capabilities(self) -> Sequence[Capability[Any]]:
        return (RevokeVpn(self.system, self.gateway, self.settings),)

    def finder(self) -> Finder:
        return WireguardFinder(self.gateway, self.settings)

    def check(self) -> Check:
        return check(self.gateway, self.capabilities())

    def close(self) -> None:
        self.gateway.close()


class WireguardType:
    """The connector type ``wireguard``."""

    kind = "wireguard"
    settings = WireguardSettings

    def connect(
        self, system: str, settings: WireguardSettings, secret: Callable[[str], Secret]
    ) -> WireguardConnector:
        script = RootScript(SshShell(settings), settings, SCRIPT, gateway_script())
        gateway = SshGateway(script, settings.interface, settings.config_file)
        return WireguardConnector(system, gateway, settings)


connector_type = WireguardType()
