"""The few things we ask of a gateway.  The real client and the fake both have exactly these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from steersman.capabilities.connector import Check
from steersman.capabilities.ssh_script import RootScript, check_rights
from steersman.connectors.wireguard.peers import Config, Peer, owner_from


class Gateway(Protocol):
    """Errors: ``Transient`` (no answer, file changed meanwhile), ``Permanent`` (cannot write)."""

    def config(self) -> Config: ...

    def live(self) -> frozenset[str]:
        """The public keys that the interface accepts now."""
        ...

    def live_again(self) -> frozenset[str]:
        """The same by another route."""
        ...

    def disconnect(self, keys: Sequence[str]) -> None: ...

    def connect(self, keys: Sequence[str]) -> None:
        """Make active peers of the file live, preshared key and all."""
        ...

    def comment_out(self, keys: Sequence[str], digest: str) -> None: ...

    def uncomment(self, keys: Sequence[str], digest: str) -> None: ...

    def check(self, permissions: Sequence[str]) -> Check: ...

    def close(self) -> None: ...


def gateway_script() -> str:
    return files(__package__).joinpath("gateway.sh").read_text()


@dataclass(frozen=True, slots=True)
class SshGateway:
    """A gateway over SSH; ``gateway.sh`` beside this file is all that runs there."""

    script: RootScript
    interface: str
    file: str

    def config(self) -> Config:
        lines = self.script.call("config", self.file).decode(errors="replace").splitlines()
        words = [line.split() for line in lines]
        peers = (
            Peer(key=key, active=state == "active", owner=owner_from(owner))
            for _, key, state, *owner in (each for each in words if each[0] == "peer")
        )
        return Config(digest=words[0][1], peers=tuple(peers))

    def live(self) -> frozenset[str]:
        return frozenset(self.script.call("live", self.interface).decode().split())

    def live_again(self) -> frozenset[str]:
        return frozenset(self.script.call("live_again", self.interface).decode().split())

    def disconnect(self, keys: Sequence[str]) -> None:
        self.script.call("disconnect", self.interface, *keys)

    def connect(self, keys: Sequence[str]) -> None:
        self.script.call("connect", self.interface, self.file, *keys)

    def comment_out(self, keys: Sequence[str], digest: str) -> None:
        self.script.call("comment", self.file, digest, *keys)

    def uncomment(self, keys: Sequence[str], digest: str) -> None:
        self.script.call("uncomment", self.file, digest, *keys)

    def check(self, permissions: Sequence[str]) -> Check:
        return check_rights(self.script, permissions, self.interface, self.file)

    def close(self) -> None:
        self.script.shell.close()
