"""Accounts, live shells and shared files on one Linux host over SSH."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Finder, Secret
from steersman.capabilities.contract import Capability
from steersman.capabilities.ssh import SshShell
from steersman.capabilities.ssh_script import RootScript
from steersman.connectors.linux.check import check
from steersman.connectors.linux.client import LinuxHost, SshHost, host_script
from steersman.connectors.linux.disable import DisableAccount
from steersman.connectors.linux.files import HandOverFiles
from steersman.connectors.linux.finder import LinuxFinder
from steersman.connectors.linux.sessions import EndSessions
from steersman.connectors.linux.settings import LinuxSettings

SCRIPT = "steersman-host"


@dataclass(frozen=True)
class LinuxConnector(Connector):
    """One host; a fleet is declared host by host."""

    system: str
    host: LinuxHost
    settings: LinuxSettings

    def capabilities(self) -> Sequence[Capability[Any]]:
        given = (self.system, self.host, self.settings)
        return (DisableAccount(*given), EndSessions(*given), HandOverFiles(*given))

    def finder(self) -> Finder:
        return LinuxFinder(self.host, self.settings)

    def check(self) -> Check:
        return check(self.host, self.settings, self.capabilities())

    def close(self) -> None:
        self.host.close()


class LinuxType:
    """The connector type ``linux``."""

    kind = "linux"
    settings = LinuxSettings

    def connect(
        self, system: str, settings: LinuxSettings, secret: Callable[[str], Secret]
    ) -> LinuxConnector:
        host = SshHost(RootScript(SshShell(settings), settings, SCRIPT, host_script()))
        return LinuxConnector(system, host, settings)


connector_type = LinuxType()
