"""One packet that is asked about, and whether a condition holds for it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls import addresses, services
from steersman.knowledge.firewalls.model import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The first packet of a connection, unless ``state`` says otherwise.

    ``destination_port`` of ICMP is its type.  A port or an interface that is ``None`` is not
    known: a rule that asks for it may or may not apply.
    """

    source: str
    destination: str
    protocol: str = "tcp"  # a name or a number
    source_port: int | None = None
    destination_port: int | None = None
    arrives: str | None = None  # the name of the interface
    leaves: str | None = None
    state: str = "new"

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Source, destination and protocol; ``Permanent`` where one is none."""
        try:
            source = addresses.number(ipaddress.ip_address(self.source))
            destination = addresses.number(ipaddress.ip_address(self.destination))
            return source, destination, services.protocol(self.protocol).parts[0][0]
        except ValueError as error:
            raise Permanent(f"there is no such packet: {error}") from None


def holds(match: Match, packet: Packet) -> bool | None:
    """Whether the packet meets the condition; ``None`` where that cannot be told."""
    source, destination, protocol = packet.numbers
    if source not in match.sources or destination not in match.destinations:
        return False
    if protocol not in match.protocols or packet.state not in match.states:
        return False
    told = [
        _port_holds(match.source_ports.parts, packet.source_port),
        _port_holds(match.destination_ports.parts, packet.destination_port),
        *(each.holds(packet.arrives) for each in match.arrives),
        *(each.holds(packet.leaves) for each in match.leaves),
    ]
    if False in told:
        return False
    return None if None in told or match.conditions else True


def _port_holds(parts: tuple[tuple[int, int], ...], port: int | None) -> bool | None:
    if parts == ((0, 65535),):
        return True
    if port is None or not parts:
        return None if parts else False
    return any(low <= port <= high for low, high in parts)
