"""Which networks are connected to which interface of a device."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping

from steersman.knowledge.firewalls import addresses
from steersman.knowledge.firewalls.cisco.lines import Line
from steersman.knowledge.firewalls.spans import Spans


def connected(lines: Iterable[Line]) -> tuple[Mapping[str, Spans], Spans]:
    """The networks by interface, under the name by which lists are applied; and its addresses.

    An address that is not fixed (DHCP, negotiated) leaves its interface without a network.
    """
    networks: dict[str, Spans] = {}
    names: dict[str, str] = {}
    own = Spans()
    for line in lines:
        if line.kind == "nameif":
            names[line.words[0]] = line.words[1]
        elif line.kind == "address" and (told := _address(line.words[1:])):
            network, address = told
            networks[line.words[0]] = networks.get(line.words[0], Spans()) | network
            own = own | address
    return {names.get(each, each): spans for each, spans in networks.items()}, own


def _address(words: tuple[str, ...]) -> tuple[Spans, Spans] | None:
    mask = words[1] if len(words) > 1 and words[1][:1].isdigit() else ""
    text = f"{words[0]}/{mask}" if mask else words[0]
    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        return None
    if not mask and "/" not in text:
        return None  # without its mask nothing is known of the network
    return addresses.networks(str(interface.network)), addresses.networks(str(interface.ip))
