"""What can be read of a host and its services.  Reads only, and only what the host declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steersman.capabilities.probe import Probe, ProbeSpec, Reading
from steersman.capabilities.reach import reaches
from steersman.connectors.services.client import ManagedHost
from steersman.connectors.services.settings import ServicesSettings
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent

CLOCK = ProbeSpec(
    name="clock.offset",
    summary="How far the host's clock is from ours",
    values={
        "seconds": "positive: the host is ahead",
        "uncertainty": "half the round trip, seconds",
    },
)
REACHABLE = ProbeSpec(
    name="host.reachable",
    summary="Whether the host takes connections from here, without signing in",
    parameters={"port": "another TCP port of it than sshd's"},
    optional=frozenset({"port"}),
    values={"reachable": "yes or no", "seconds": "how long it took"},
)


@dataclass(frozen=True, slots=True)
class Look(Probe):
    """A probe that the host's script answers."""

    system: str
    host: ManagedHost
    spec: ProbeSpec
    clock: Clock

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        seen = self.host.look(self.spec.name, params)
        return Reading(values=seen.values, text=seen.text, at=self.clock.now())


@dataclass(frozen=True, slots=True)
class ClockOffset(Probe):
    """As NTP reckons it: the host's time against the middle of the round trip (RFC 5905)."""

    system: str
    host: ManagedHost
    clock: Clock
    spec = CLOCK

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        began = self.clock.now()
        theirs = float(self.host.look(self.spec.name, {}).values["now"])
        ended = self.clock.now()
        values = {
            "seconds": round(theirs - (began + ended) / 2, 3),
            "uncertainty": (ended - began) / 2,
        }
        text = (
            f"{self.system} is {values['seconds']:+.3f} s from us, ± {values['uncertainty']:.3f} s"
        )
        return Reading(values=values, text=text, at=ended)


@dataclass(frozen=True, slots=True)
class HostReachable(Probe):
    """A connection from our side to one port, closed at once: what a firewall lets in is seen."""

    system: str
    settings: ServicesSettings
    clock: Clock
    spec = REACHABLE

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        port = _port(params.get("port", str(self.settings.port)))
        began = self.clock.now()
        why = reaches(self.settings.address, port, self.settings.connect_timeout)
        ended = self.clock.now()
        where = f"{self.settings.address}:{port}"
        values = {"reachable": not why, "seconds": round(ended - began, 3)}
        return Reading(values=values, text=f"{where} {why or 'takes connections'}", at=ended)


def _port(word: str) -> int:
    if word.isascii() and word.isdigit() and 0 < int(word) < 65536:
        return int(word)
    raise Permanent(f"port: {word[:20]!r} is none")
