"""Services of one host over SSH: what self-healing may see there, and what it may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.capabilities.machine_clock import machine_clock
from steersman.capabilities.probe import Probe
from steersman.capabilities.ssh import SshShell
from steersman.capabilities.ssh_script import RootScript
from steersman.connectors.services import actions, file_actions
from steersman.connectors.services.action import HostAction
from steersman.connectors.services.check import check
from steersman.connectors.services.client import ManagedHost, SshHost
from steersman.connectors.services.helper import NAME, helper_text
from steersman.connectors.services.looks import LOOKS
from steersman.connectors.services.probes import ClockOffset, HostReachable, Look
from steersman.connectors.services.settings import ServicesSettings
from steersman.domain.clock import Clock

ACTIONS: Sequence[type[HostAction]] = (
    actions.Restart,
    actions.Start,
    actions.Stop,
    actions.EndProcess,
    file_actions.AcceptConfiguration,
    file_actions.RestoreConfiguration,
    file_actions.SetFilesAside,
    file_actions.ActivateRelease,
    file_actions.InstallCertificate,
    file_actions.AllowInFirewall,
    file_actions.RestorePermissions,
)


@dataclass(frozen=True)
class ServicesConnector(Connector):
    """One host; a fleet is declared host by host."""

    system: str
    host: ManagedHost
    settings: ServicesSettings
    clock: Clock

    def capabilities(self) -> Sequence[Capability[Any]]:
        given = (self.system, self.host, self.settings)
        return [action(*given) for action in ACTIONS]

    def probes(self) -> Sequence[Probe]:
        looks = [Look(self.system, self.host, spec, self.clock) for spec in LOOKS]
        offset = ClockOffset(self.system, self.host, self.clock)
        return [*looks, offset, HostReachable(self.system, self.settings, self.clock)]

    def check(self) -> Check:
        return check(self.host, self.capabilities())

    def close(self) -> None:
        self.host.close()


class ServicesType:
    """The connector type ``services``."""

    kind = "services"
    settings = ServicesSettings

    def connect(
        self, system: str, settings: ServicesSettings, secret: Callable[[str], Secret]
    ) -> ServicesConnector:
        host = SshHost(RootScript(SshShell(settings), settings, NAME, helper_text()))
        return ServicesConnector(system, host, settings, machine_clock())


connector_type = ServicesType()
