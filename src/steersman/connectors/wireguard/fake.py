"""A gateway in memory that behaves: the same conditions and refusals as ``gateway.sh``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from steersman.capabilities.connector import Check
from steersman.connectors.wireguard.peers import Config, Peer
from steersman.domain.canonical import digest_of
from steersman.domain.errors import Permanent, Transient


@dataclass
class FakeGateway:
    """``fails`` is raised by the next call; ``lies`` makes writes succeed without effect."""

    peers: list[Peer] = field(default_factory=list)  # as in the file
    interface: set[str] = field(default_factory=set)  # the keys that are live
    fails: Exception | None = None
    lies: bool = False
    read_only: bool = False
    missing: tuple[str, ...] = ()
    writes: list[str] = field(default_factory=list)

    def config(self) -> Config:
        self._answer()
        return Config(digest=self._digest(), peers=tuple(self.peers))

    def live(self) -> frozenset[str]:
        self._answer()
        return frozenset(self.interface)

    def live_again(self) -> frozenset[str]:
        return self.live()

    def disconnect(self, keys: Sequence[str]) -> None:
        self._answer()
        self.writes.append("disconnect")
        if not self.lies:
            self.interface -= set(keys)

    def connect(self, keys: Sequence[str]) -> None:
        self._answer()
        self.writes.append("connect")
        self.interface |= {peer.key for peer in self.peers if peer.active and peer.key in keys}

    def comment_out(self, keys: Sequence[str], digest: str) -> None:
        self._rewrite(keys, digest, active=False)

    def uncomment(self, keys: Sequence[str], digest: str) -> None:
        self._rewrite(keys, digest, active=True)

    def check(self, permissions: Sequence[str]) -> Check:
        if self.fails:
            return Check(False, str(self.fails))
        return Check(True, "a gateway in memory answers", self.missing)

    def close(self) -> None:
        """Nothing is open."""

    def _rewrite(self, keys: Sequence[str], digest: str, *, active: bool) -> None:
        self._answer()
        if digest != self._digest():
            raise Transient("the file has changed meanwhile: plan again")
        if self.read_only:
            raise Permanent("the file cannot be written: is its disk full or read-only?")
        self.writes.append("file")
        if not self.lies:
            self.peers = [replace(p, active=active) if p.key in keys else p for p in self.peers]

    def _digest(self) -> str:
        return digest_of([repr(peer) for peer in self.peers])

    def _answer(self) -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure
