"""The one thing that is asked of a host.  The real reader and the fake both have exactly this."""

from __future__ import annotations

from importlib.resources import files
from typing import Protocol

from steersman.capabilities.ssh import SshShell
from steersman.capabilities.ssh_script import RootScript, ScriptSettings
from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.settings import DiscoverySettings

SCRIPT = "steersman-discover"
COLLECT, RULES = "collect", "rules"  # verbs of the script


class HostReader(Protocol):
    """Errors: ``Transient`` (no answer in time), ``Permanent`` (refused, another host's key)."""

    def read(self, host: HostAddress, verb: str = COLLECT) -> bytes:
        """What the script says there, in one round trip."""
        ...

    def rights(self, host: HostAddress) -> tuple[bytes, str]:
        """What the script's ``check`` says, and what ``sudo -l`` lists for our account."""
        ...


def discover_script() -> str:
    return files(__package__).joinpath("discover.sh").read_text()


class SshReader:
    """Hosts over SSH, whose keys stand in ``known_hosts``.  No connection outlasts its answer."""

    def __init__(self, settings: DiscoverySettings) -> None:
        self._settings, self._text = settings, discover_script()

    def read(self, host: HostAddress, verb: str = COLLECT) -> bytes:
        script = self._script(host)
        try:
            given = self._settings
            return script.call(verb, str(given.part_bytes), str(given.part_seconds))
        finally:
            script.shell.close()

    def rights(self, host: HostAddress) -> tuple[bytes, str]:
        script = self._script(host)
        try:
            said = script.call("check", script.digest)
            return said, script.sudo_rights() if self._settings.sudo else ""
        finally:
            script.shell.close()

    def _script(self, host: HostAddress) -> RootScript:
        given = self._settings
        access = ScriptSettings(
            address=host.name,
            port=host.port or given.port,
            user=given.user,
            key_file=given.key_file,
            known_hosts=given.known_hosts,
            sudo=given.sudo,
            connect_timeout=given.connect_timeout,
            command_timeout=given.command_timeout,
            helper=given.helper,
        )
        shell = SshShell(access, largest=2 * given.part_bytes + 1_000_000)
        return RootScript(shell, access, SCRIPT, self._text)
